package org.rahdari.kernel;

import org.rahdari.codec.Hash32;

/** An Ed25519 key that signs, wherever its secret is kept. */
public interface SigningKey {

  /** What its signatures are verified with. */
  Hash32 publicKey();

  /** Signs a message (RFC 8032, pure): 64 bytes. */
  byte[] sign(byte[] message);

  /** The key of a secret of 32 bytes that is at hand. */
  static SigningKey of(Hash32 secret) {
    return new InMemory(secret, Ed25519.publicKey(secret));
  }

  /** Whose secret is in this process. */
  final class InMemory implements SigningKey {
    private final Hash32 secret;
    private final Hash32 publicKey;

    private InMemory(Hash32 secret, Hash32 publicKey) {
      this.secret = secret;
      this.publicKey = publicKey;
    }

    @Override
    public Hash32 publicKey() {
      return publicKey;
    }

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(secret, publicKey, message);
    }
  }
}
