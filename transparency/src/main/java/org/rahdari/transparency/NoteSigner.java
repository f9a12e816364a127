package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Signs notes with one Ed25519 key, wherever that is kept. */
public final class NoteSigner {
  private final UnaryOperator<byte[]> key;
  private final VerifierKey verifierKey;

  /**
   * @param name of the key; an institution's own, such as {@code state-bank.sample.rahdari.example}
   * @param seed the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5)
   */
  public NoteSigner(String name, byte[] seed) {
    Ed25519Seed key = new Ed25519Seed(seed);
    this.key = key::sign;
    this.verifierKey = new VerifierKey(name, key.publicKey());
  }

  /**
   * @param publicKey 32 bytes
   * @param key signs a message by Ed25519: 64 bytes
   */
  public NoteSigner(String name, byte[] publicKey, UnaryOperator<byte[]> key) {
    this.key = key;
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
    byte[] signature = key.apply(text.getBytes(StandardCharsets.UTF_8));
    return new NoteSignature(verifierKey.name(), verifierKey.keyId(), signature);
  }
}
