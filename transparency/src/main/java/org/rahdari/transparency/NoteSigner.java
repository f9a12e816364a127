package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs notes with one Ed25519 key. How the seed is kept is its holder's concern. */
public final class NoteSigner {
  private final byte[] seed;
  private final VerifierKey verifierKey;

  /**
   * @param name of the key; an institution's own, such as {@code state-bank.sample.rahdari.example}
   * @param seed the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5)
   */
  public NoteSigner(String name, byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("A seed has 32 bytes, not " + seed.length + ".");
    }
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    this.seed = seed.clone();
    this.verifierKey = new VerifierKey(name, publicKey);
  }

  /** A new seed of 32 bytes. */
  public static byte[] generateSeed(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    Ed25519.generatePrivateKey(random, seed);
    return seed;
  }

  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /** Deterministic: the same text gives the same signature. */
  public NoteSignature sign(String text) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, verifierKey.publicKey(), 0, message, 0, message.length, signature, 0);
    return new NoteSignature(verifierKey.name(), verifierKey.keyId(), signature);
  }
}
