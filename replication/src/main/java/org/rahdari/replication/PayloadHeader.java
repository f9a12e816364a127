package org.rahdari.replication;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * What stands before each body in the payload store, 88 bytes:
 *
 * <pre>
 * magic 8 | position 8 | term 8 | index 8 | acknowledged 8 | length 4 | hash 32 | CRC32C 4 | 0 8
 * </pre>
 *
 * @param position our own sequence, from 1, without gaps
 * @param term of the Raft entry that carries it
 * @param index of the Raft entry that carries it
 * @param acknowledged the last position that was executed here when this was written: proof, after
 *     a crash, of how far the log has to reach
 * @param length of the body
 * @param hash {@link Body#hash} of the body
 */
record PayloadHeader(
    long position, long term, long index, long acknowledged, int length, Hash32 hash) {
  static final int BYTES = 88;
  static final long MAGIC = 0x5248_4450_4159_4c44L; // "RHDPAYLD"

  /** Larger than any entry; a longer one is damage. */
  static final int LENGTH_MAX = 64 << 20;

  private static final int CRC_OFFSET = 76;

  ByteBuffer encode() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putLong(MAGIC).putLong(position).putLong(term).putLong(index).putLong(acknowledged);
    out.putInt(length).put(hash.bytes());
    out.putInt(crc(out.array(), 0)).putLong(0);
    return out.flip();
  }

  /** The header at an offset, or null where the bytes are none. */
  static @Nullable PayloadHeader decode(byte[] bytes, int offset) {
    if (bytes.length - offset < BYTES) return null;
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, BYTES);
    if (in.getLong() != MAGIC) return null;
    long position = in.getLong();
    long term = in.getLong();
    long index = in.getLong();
    long acknowledged = in.getLong();
    int length = in.getInt();
    byte[] hash = new byte[Hash32.BYTES];
    in.get(hash);
    if (in.getInt() != crc(bytes, offset) || in.getLong() != 0) return null;
    if (length < 0 || length > LENGTH_MAX) return null;
    return new PayloadHeader(position, term, index, acknowledged, length, Hash32.of(hash));
  }

  private static int crc(byte[] bytes, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, CRC_OFFSET);
    return (int) crc.getValue();
  }
}
