package org.rahdari.transparency;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One item of an envelope, or one fired timer, and what the kernel answered: a leaf of the inner
 * tree.
 *
 * <pre>
 * offset  bytes
 * 0       4    index
 * 4       4    n, the length of the item
 * 8       n    item
 * 8+n     4    m, the length of the result
 * 12+n    m    result
 * </pre>
 *
 * Numbers are big-endian. The index is inside because pairs repeat (two late duplicates get the
 * same answer), and between equal neighbours a proof alone does not tell which one it proves.
 *
 * @param index from 0
 * @param item opaque, at most {@link #ITEM_BYTES_MAX}; shared, not to be written to
 * @param result opaque, at most {@link #RESULT_BYTES_MAX}; shared, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // Equal by encoding, see equals.
public record ItemResult(int index, byte[] item, byte[] result) {
  public static final int ITEM_BYTES_MAX = 1 << 20;
  public static final int RESULT_BYTES_MAX = 1 << 16;
  static final int BYTES_MAX = 3 * Integer.BYTES + ITEM_BYTES_MAX + RESULT_BYTES_MAX;

  public ItemResult {
    if (index < 0 || index >= Leaf.COUNT_MAX) {
      throw new IllegalArgumentException("No pair has the index " + index + ".");
    }
    if (item.length > ITEM_BYTES_MAX) {
      throw new IllegalArgumentException("The item has " + item.length + " bytes.");
    }
    if (result.length > RESULT_BYTES_MAX) {
      throw new IllegalArgumentException("The result has " + result.length + " bytes.");
    }
  }

  public byte[] encode() {
    return ByteBuffer.allocate(3 * Integer.BYTES + item.length + result.length)
        .putInt(index)
        .putInt(item.length)
        .put(item)
        .putInt(result.length)
        .put(result)
        .array();
  }

  public static ItemResult parse(byte[] bytes) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      int index = in.getInt();
      if (index < 0 || index >= Leaf.COUNT_MAX) {
        throw new MalformedException("pair index is out of range");
      }
      byte[] item = Receipt.block(in, ITEM_BYTES_MAX, "item");
      byte[] result = Receipt.block(in, RESULT_BYTES_MAX, "result");
      if (in.hasRemaining()) throw new MalformedException("pair has bytes after its end");
      return new ItemResult(index, item, result);
    } catch (BufferUnderflowException _) {
      throw new MalformedException("pair ends too early");
    }
  }

  /** The leaf hash in the inner tree. */
  public Hash hash() {
    return Hashes.leaf(encode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemResult that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }
}
