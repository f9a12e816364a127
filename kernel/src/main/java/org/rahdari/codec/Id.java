package org.rahdari.codec;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A 128-bit identifier that its creator chooses: of an envelope, an account, a transfer, a payment.
 * Ordered as an unsigned number; written as a UUID. Of a transfer it is ordered by time as well:
 * its first 48 bits are milliseconds since 1970 (UUIDv7, ULID).
 */
public record Id(long high, long low) implements Comparable<Id> {

  /** The identifier that means "none". */
  public static final Id NONE = new Id(0, 0);

  private static final long TIME_BITS = 0xffff_ffff_ffff_0000L;
  private static final long VERSION_BITS = 0xf000L;
  private static final long DERIVED_VERSION = 0x8000L;
  private static final long VARIANT_BITS = 0xc000_0000_0000_0000L;
  private static final long DERIVED_VARIANT = 0x8000_0000_0000_0000L;

  /** The number of bytes in the binary form. */
  public static final int BYTES = 16;

  /**
   * Reads the UUID form.
   *
   * @throws IllegalArgumentException if the text is not a UUID
   */
  public static Id parse(String text) {
    UUID uuid = UUID.fromString(text);
    // The JDK also reads shortened groups, which would give an identifier several spellings.
    if (!uuid.toString().equalsIgnoreCase(text))
      throw new IllegalArgumentException(text + " is not a UUID");
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * An identifier that follows from a purpose and another identifier, the same on every node: a
   * UUID of version 8 (RFC 9562, 5.8) with the time of the other, its first 48 bits. Only programs
   * may use one for an account or a transfer, so that nobody takes an id that a program is going to
   * need.
   */
  public static Id derived(String purpose, Id from) {
    Hash32 hash =
        Hash32.sha256(
            purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            ByteBuffer.allocate(BYTES).putLong(from.high).putLong(from.low).array());
    return new Id(
        from.high & TIME_BITS | hash.first() & ~TIME_BITS & ~VERSION_BITS | DERIVED_VERSION,
        hash.second() & ~VARIANT_BITS | DERIVED_VARIANT);
  }

  /** Whether it has the form of {@link #derived}. */
  public boolean isDerived() {
    return (high & VERSION_BITS) == DERIVED_VERSION && (low & VARIANT_BITS) == DERIVED_VARIANT;
  }

  /** Whether this is {@link #NONE}. */
  public boolean isNone() {
    return high == 0 && low == 0;
  }

  @Override
  public int compareTo(Id other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }
}
