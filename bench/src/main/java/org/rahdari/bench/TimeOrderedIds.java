package org.rahdari.bench;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.rahdari.codec.Id;

/**
 * UUIDs of version 7 (RFC 9562, 5.7): milliseconds, then a counter within the millisecond (6.2,
 * method 1), then noise.
 */
final class TimeOrderedIds {
  private static final int COUNTER_LOW_BITS = 20;
  private static final int NOISE_BITS = 42;

  private final LongSupplier clock;
  private final SplittableRandom random;
  private long millis;
  private long counter;

  TimeOrderedIds(LongSupplier clock, SplittableRandom random) {
    this.clock = clock;
    this.random = random;
  }

  Id next() {
    long now = clock.getAsLong();
    if (now > millis) {
      millis = now;
      counter = 0;
    }
    return of(millis, counter++, random.nextLong(1L << NOISE_BITS));
  }

  static Id of(long millis, long counter, long noise) {
    return new Id(
        millis << 16 | 0x7000L | counter >>> COUNTER_LOW_BITS & 0xfff,
        0x8000_0000_0000_0000L
            | (counter & ((1L << COUNTER_LOW_BITS) - 1)) << NOISE_BITS
            | noise & ((1L << NOISE_BITS) - 1));
  }
}
