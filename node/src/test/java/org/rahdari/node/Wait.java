package org.rahdari.node;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for something that happens by itself. */
final class Wait {
  private static final Duration MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(25);

  private Wait() {}

  /** Looks until it is so; after a minute it is a failure. */
  static void until(BooleanSupplier so) {
    seen("what was waited for", () -> so.getAsBoolean() ? so : null);
  }

  /** Looks until there is something to see, and gives it; after a minute it is a failure. */
  static <T> T seen(String what, Supplier<@Nullable T> look) {
    long end = System.nanoTime() + MAX.toNanos();
    while (true) {
      T seen = look.get();
      if (seen != null) return seen;
      if (System.nanoTime() > end) throw new AssertionError("no " + what + " within " + MAX);
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
