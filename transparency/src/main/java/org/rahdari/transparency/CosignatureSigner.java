package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Cosigns checkpoints with one Ed25519 key. It remembers nothing: that a checkpoint extends all
 * that the witness has cosigned before is for the caller to know.
 */
public final class CosignatureSigner {
  private final Ed25519Seed seed;
  private final WitnessKey witnessKey;

  /**
   * @param name of the witness, such as {@code witness.example.org/w1}
   * @param seed the 32 bytes of an Ed25519 private key, not used for anything else: the message
   *     does not name the witness
   */
  public CosignatureSigner(String name, byte[] seed) {
    this.seed = new Ed25519Seed(seed);
    this.witnessKey = new WitnessKey(name, this.seed.publicKey());
  }

  public WitnessKey witnessKey() {
    return witnessKey;
  }

  /**
   * Deterministic: the same text and time give the same line.
   *
   * @param text of a checkpoint, whole
   */
  public Cosignature cosign(String text, long timeSeconds) {
    byte[] signature =
        seed.sign(Cosignature.message(text, timeSeconds).getBytes(StandardCharsets.UTF_8));
    byte[] timed =
        ByteBuffer.allocate(Cosignature.TIME_BYTES + Ed25519.SIGNATURE_SIZE)
            .putLong(timeSeconds)
            .put(signature)
            .array();
    NoteSignature line = new NoteSignature(witnessKey.name(), witnessKey.keyId(), timed);
    return new Cosignature(line, timeSeconds);
  }
}
