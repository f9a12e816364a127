package org.rahdari.transparency;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5). */
final class Ed25519Seed {
  private final byte[] seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  Ed25519Seed(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("A seed has 32 bytes, not " + seed.length + ".");
    }
    this.seed = seed.clone();
    Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }
}
