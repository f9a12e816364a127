package org.rahdari.codec;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * A SHA-256 value of 32 bytes, kept as four big-endian words so that it compares by value; in the
 * order of its bytes.
 */
public record Hash32(long first, long second, long third, long fourth)
    implements Comparable<Hash32> {
  private static final Comparator<Hash32> BY_BYTES =
      Comparator.comparing(Hash32::first, Long::compareUnsigned)
          .thenComparing(Hash32::second, Long::compareUnsigned)
          .thenComparing(Hash32::third, Long::compareUnsigned)
          .thenComparing(Hash32::fourth, Long::compareUnsigned);

  /** The number of bytes in the binary form. */
  public static final int BYTES = 32;

  /** What stands before the first link of a chain of hashes. */
  public static final Hash32 ZERO = new Hash32(0, 0, 0, 0);

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if there are not exactly 32 bytes
   */
  public static Hash32 of(byte[] bytes) {
    if (bytes.length != BYTES)
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new Hash32(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  /** The SHA-256 of the parts, one after the other. */
  public static Hash32 sha256(byte[]... parts) {
    MessageDigest digest = digest();
    for (byte[] part : parts) digest.update(part);
    return of(digest.digest());
  }

  /** A fresh SHA-256 engine of the JDK, which has it on every platform. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  @Override
  public int compareTo(Hash32 other) {
    return BY_BYTES.compare(this, other);
  }

  /** 64 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
