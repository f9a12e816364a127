package org.rahdari.kernel;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.MalformedException;

/**
 * The bytes of an envelope as they came, well formed or not. It is opened once, and carries from
 * the gateway to execution what was found out about it on the way.
 */
public final class Sealed {
  private final byte[] bytes;
  private final @Nullable Envelope envelope;
  private final String defect;

  private Sealed(byte[] bytes, @Nullable Envelope envelope, String defect) {
    this.bytes = bytes;
    this.envelope = envelope;
    this.defect = defect;
  }

  /** These bytes, which are kept and not to be written to. */
  public static Sealed of(byte[] bytes) {
    try {
      return new Sealed(bytes, Envelope.decode(bytes), "");
    } catch (MalformedException e) {
      return new Sealed(bytes, null, String.valueOf(e.getMessage()));
    }
  }

  /** The bytes; shared, not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The envelope.
   *
   * @throws MalformedException if it is none
   */
  public Envelope open() {
    if (envelope == null) throw new MalformedException(defect);
    return envelope;
  }

  /**
   * Stands for all the bytes: the SHA-256 of the head and the payload's SHA-256, so that the
   * payload is hashed once for all purposes; of all bytes where they are no envelope.
   *
   * <pre>
   * SHA-256( 1 | head | payload hash 32 )    SHA-256( 0 | bytes )
   * </pre>
   */
  public Hash32 digest() {
    if (envelope == null) return Hash32.sha256(new byte[] {0}, bytes);
    return Hash32.sha256(new byte[] {1}, envelope.head(), envelope.payloadHash().bytes());
  }
}
