package org.rahdari.codec;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A byte string that compares by value. The array is not copied: nobody writes to it after
 * construction.
 */
public record Bytes(byte[] value) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes(byte[] bytes) && Arrays.equals(value, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(value);
  }
}
