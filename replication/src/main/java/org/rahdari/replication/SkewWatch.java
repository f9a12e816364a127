package org.rahdari.replication;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the leader's stamps with this member's own clock. A validator whose clock is far from
 * the leader's signs nothing until they agree again: one of them is wrong, and time is part of what
 * is signed.
 *
 * <p>What is older than this member's clock by that much is suspect only when it comes alone: a
 * member that catches up gets much that is old, one entry close after the other.
 */
final class SkewWatch {
  /** How far apart the clocks may be. */
  static final long CLOCK_SKEW_MILLIS_MAX = 10_000;

  private static final long ALONE_MILLIS = 500;

  private final LongSupplier clock;
  private long lastArrivalMillis = Long.MIN_VALUE / 2;
  private volatile @Nullable String trouble;

  SkewWatch(LongSupplier clock) {
    this.clock = clock;
  }

  /** An entry has come from the leader. */
  synchronized void arrived(long stampMillis) {
    long now = clock.getAsLong();
    boolean alone = now - lastArrivalMillis > ALONE_MILLIS;
    lastArrivalMillis = now;
    long aheadMillis = stampMillis - now;
    boolean suspect =
        aheadMillis > CLOCK_SKEW_MILLIS_MAX || (alone && -aheadMillis > CLOCK_SKEW_MILLIS_MAX);
    trouble =
        suspect
            ? "The leader's clock differs from this member's by "
                + Math.abs(aheadMillis)
                + " ms, more than "
                + CLOCK_SKEW_MILLIS_MAX
                + ": this validator signs nothing until they agree."
            : null;
  }

  /** An entry bears this member's own stamp: it leads, and it is for the others to judge. */
  void stamped() {
    trouble = null;
  }

  /** Why nothing is signed; empty while the clocks agree. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
