package org.rahdari.transparency;

import java.util.Arrays;

/** A SHA-256 value: 32 bytes, compared by value, written as canonical base64. */
public final class Hash implements Comparable<Hash> {
  public static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies 32 bytes.
   *
   * @throws IllegalArgumentException on any other length
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("A hash has 32 bytes, not " + bytes.length + ".");
    }
    return new Hash(bytes.clone());
  }

  /** Copies 32 bytes out of a longer array. */
  static Hash of(byte[] bytes, int offset) {
    return new Hash(Arrays.copyOfRange(bytes, offset, offset + BYTES));
  }

  /** Keeps the array: only for digests that nobody else holds. */
  static Hash owning(byte[] digest) {
    return new Hash(digest);
  }

  /** The inverse of {@link #toString}: 44 characters of canonical base64. */
  public static Hash parse(String base64) throws MalformedException {
    return parse(base64, "hash");
  }

  static Hash parse(String base64, String field) throws MalformedException {
    byte[] bytes = Canonical.base64(base64, field);
    if (bytes.length != BYTES) {
      throw new MalformedException(field + " has " + bytes.length + " bytes, not 32");
    }
    return new Hash(bytes);
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The array itself, for hashing and copying inside this package; never written to. */
  byte[] raw() {
    return bytes;
  }

  /** Byte by byte, unsigned. */
  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return Canonical.base64(bytes);
  }
}
