package org.rahdari.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that happens by itself. */
final class Wait {
  private static final Duration MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(25);

  private Wait() {}

  /** Looks until it is so; after a minute it is a failure. */
  static void until(BooleanSupplier so) {
    long end = System.nanoTime() + MAX.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("it did not happen within " + MAX);
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
