package org.rahdari.replication;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;

/**
 * The canonical bytes of an entry's content, which the log keeps and hashes.
 *
 * <pre>
 * stampMillis 8 | count 4 | count × (length 4 | envelope)
 * </pre>
 */
final class Body {
  /** Bytes of the leader's stamp, which comes before the envelopes. */
  static final int STAMP_BYTES = Long.BYTES;

  private Body() {}

  /** The bytes after the stamp. */
  static byte[] envelopes(List<byte[]> envelopes) {
    int bytes = Integer.BYTES;
    for (byte[] envelope : envelopes) bytes += Integer.BYTES + envelope.length;
    ByteBuffer out = ByteBuffer.allocate(bytes).putInt(envelopes.size());
    for (byte[] envelope : envelopes) out.putInt(envelope.length).put(envelope);
    return out.array();
  }

  static byte[] stamp(long stampMillis) {
    return ByteBuffer.allocate(STAMP_BYTES).putLong(stampMillis).array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are not canonical
   */
  static Entry decode(long position, ByteBuffer in) {
    try {
      long stampMillis = in.getLong();
      int count = in.getInt();
      if (count < 0 || count > Kernel.ENVELOPES_PER_ENTRY_MAX) {
        throw new IllegalArgumentException("an entry of " + count + " envelopes");
      }
      List<byte[]> envelopes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IllegalArgumentException("an envelope passes the entry's end");
        }
        byte[] envelope = new byte[length];
        in.get(envelope);
        envelopes.add(envelope);
      }
      if (in.hasRemaining()) throw new IllegalArgumentException("bytes after the entry's end");
      return new Entry(position, stampMillis, envelopes);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the entry ends too early", e);
    }
  }
}
