package org.rahdari.kernel;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** Items where they stand in a longer array; {@link #get} copies one. */
public final class Items extends AbstractList<byte[]> implements RandomAccess {
  private final byte[] bytes;
  private final int[] offsets;
  private final int stride;
  private final int count;

  private Items(byte[] bytes, int[] offsets, int stride, int count) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.stride = stride;
    this.count = count;
  }

  /** Items of one length, one after the other from an offset. */
  static Items even(byte[] bytes, int offset, int stride, int count) {
    return new Items(bytes, new int[] {offset}, stride, count);
  }

  /** Items of any length; each begins at its offset, which comes in pairs with its end. */
  static Items uneven(byte[] bytes, int[] offsets) {
    return new Items(bytes, offsets, 0, offsets.length / 2);
  }

  /** These items. */
  public static Items of(List<byte[]> items) {
    int[] offsets = new int[2 * items.size()];
    int end = 0;
    for (int i = 0; i < items.size(); i++) {
      offsets[2 * i] = end;
      end += items.get(i).length;
      offsets[2 * i + 1] = end;
    }
    byte[] all = new byte[end];
    for (int i = 0; i < items.size(); i++) {
      System.arraycopy(items.get(i), 0, all, offsets[2 * i], items.get(i).length);
    }
    return uneven(all, offsets);
  }

  /** The array that they stand in; shared, not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where an item begins. */
  public int offset(int index) {
    Objects.checkIndex(index, count);
    return stride > 0 ? offsets[0] + index * stride : offsets[2 * index];
  }

  /** How long an item is. */
  public int length(int index) {
    return stride > 0 ? stride : offsets[2 * index + 1] - offsets[2 * index];
  }

  @Override
  public byte[] get(int index) {
    int offset = offset(index);
    return Arrays.copyOfRange(bytes, offset, offset + length(index));
  }

  @Override
  public int size() {
    return count;
  }
}
