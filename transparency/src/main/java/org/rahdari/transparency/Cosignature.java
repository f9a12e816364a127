package org.rahdari.transparency;

import java.nio.ByteBuffer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A witness's statement that, at a time, the checkpoint was of the largest tree that it had seen of
 * this log, and extended all before (C2SP tlog-cosignature, Ed25519). It stands in a note as one
 * line, whose signature is
 *
 * <pre>
 * bytes
 * 8     seconds since 1970, big-endian, at most 2^63-1
 * 64    Ed25519 signature of "cosignature/v1\ntime SECONDS\n" and the checkpoint's text
 * </pre>
 *
 * <p>The first line keeps what a witness signs from ever being a checkpoint or a policy.
 *
 * @param line as it stands in the note
 * @param timeSeconds since 1970
 */
public record Cosignature(NoteSignature line, long timeSeconds) {
  static final int TIME_BYTES = Long.BYTES;
  private static final int SIGNATURE_BYTES = TIME_BYTES + Ed25519.SIGNATURE_SIZE;

  public Cosignature {
    if (timeSeconds < 0) {
      throw new IllegalArgumentException("No cosignature is of the time " + timeSeconds + ".");
    }
  }

  /** Proves the form only: {@link WitnessKey#verifies} says whether it is true. */
  public static Cosignature parse(NoteSignature line) throws MalformedException {
    if (line.signature().length != SIGNATURE_BYTES) {
      throw new MalformedException(line.key() + " is not a cosignature of 72 bytes");
    }
    long timeSeconds = ByteBuffer.wrap(line.signature()).getLong();
    if (timeSeconds < 0) throw new MalformedException(line.key() + " has a time beyond 2^63-1");
    return new Cosignature(line, timeSeconds);
  }

  static String message(String text, long timeSeconds) {
    return "cosignature/v1\ntime " + timeSeconds + "\n" + text;
  }
}
