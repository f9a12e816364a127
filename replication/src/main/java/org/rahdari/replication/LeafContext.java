package org.rahdari.replication;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.rahdari.codec.Hash32;

/**
 * The context of a leaf: which entry it is of, and what the state was after the entry.
 *
 * <pre>
 * position 8 | timeMillis 8 | digest 32 | head
 * </pre>
 *
 * @param position of the entry
 * @param timeMillis ledger time
 * @param digest the kernel's, after the entry
 * @param head the envelope's signed header and signature; empty for timers
 */
public record LeafContext(long position, long timeMillis, Hash32 digest, byte[] head) {
  private static final int FIXED_BYTES = 2 * Long.BYTES + Hash32.BYTES;

  /** The binary form. */
  public byte[] encode() {
    return ByteBuffer.allocate(FIXED_BYTES + head.length)
        .putLong(position)
        .putLong(timeMillis)
        .put(digest.bytes())
        .put(head)
        .array();
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if it ends too early
   */
  public static LeafContext decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      long position = in.getLong();
      long timeMillis = in.getLong();
      byte[] digest = new byte[Hash32.BYTES];
      in.get(digest);
      byte[] head = new byte[in.remaining()];
      in.get(head);
      return new LeafContext(position, timeMillis, Hash32.of(digest), head);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the context of a leaf ends too early", e);
    }
  }
}
