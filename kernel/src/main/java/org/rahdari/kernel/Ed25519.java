package org.rahdari.kernel;

import org.rahdari.codec.Hash32;

/** Ed25519 (RFC 8032, pure) by Bouncy Castle, which is several times faster here than the JDK's. */
public final class Ed25519 {

  /** The size of a signature. */
  public static final int SIGNATURE_BYTES = org.bouncycastle.math.ec.rfc8032.Ed25519.SIGNATURE_SIZE;

  private Ed25519() {}

  /** The public key of a secret key of 32 bytes. */
  public static Hash32 publicKey(Hash32 secret) {
    byte[] key = new byte[Hash32.BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(secret.bytes(), 0, key, 0);
    return Hash32.of(key);
  }

  /**
   * Whether it is one: a point of the curve, and not of small order, under which one signature can
   * fit many messages.
   */
  public static boolean isPublicKey(Hash32 key) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(key.bytes(), 0);
  }

  /** Signs a message: 64 bytes. That the public key is the secret's spares computing it again. */
  static byte[] sign(Hash32 secret, Hash32 publicKey, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        secret.bytes(), 0, publicKey.bytes(), 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether the signature is the key's over the message. */
  public static boolean verify(Hash32 publicKey, byte[] message, byte[] signature) {
    return signature.length == SIGNATURE_BYTES
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, publicKey.bytes(), 0, message, 0, message.length);
  }
}
