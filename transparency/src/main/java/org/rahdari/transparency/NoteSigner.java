package org.rahdari.transparency;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs notes with one Ed25519 key. How the seed is kept is its holder's concern. */
public final class NoteSigner {
  private final Ed25519Seed seed;
  private final VerifierKey verifierKey;

  /**
   * @param name of the key; an institution's own, such as {@code state-bank.sample.rahdari.example}
   * @param seed the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5)
   */
  public NoteSigner(String name, byte[] seed) {
    this.seed = new Ed25519Seed(seed);
    this.verifierKey = new VerifierKey(name, this.seed.publicKey());
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
    return new NoteSignature(verifierKey.name(), verifierKey.keyId(), seed.sign(text));
  }
}
