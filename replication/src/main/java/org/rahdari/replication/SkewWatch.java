package org.rahdari.replication;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares ledger time at a cut with this member's own clock, before it signs: time is part of what
 * is signed. Ledger time is the largest stamp that any leader has given, so one that was far ahead
 * keeps all honest validators silent until the clocks have come to it; nothing that fired too early
 * becomes final before.
 *
 * <p>A cut that is older by that much is not signed either, also when this member merely comes late
 * to it: the leader cuts again while something is not final.
 */
final class SkewWatch {
  /** How far apart they may be. */
  static final long CLOCK_SKEW_MILLIS_MAX = 10_000;

  private final LongSupplier clock;
  private volatile @Nullable String trouble;

  SkewWatch(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Whether this member's clock agrees with ledger time at a cut that has just been executed.
   *
   * @param late whether it is final already: after a restart a member meets what is long past, and
   *     that is no trouble
   */
  boolean agrees(long timeMillis, boolean late) {
    long ahead = timeMillis - clock.getAsLong();
    boolean agrees = Math.abs(ahead) <= CLOCK_SKEW_MILLIS_MAX;
    trouble =
        agrees || (late && ahead < 0)
            ? null
            : "Ledger time at the last cut is "
                + Math.abs(ahead)
                + " ms "
                + (ahead > 0 ? "ahead of" : "behind")
                + " this member's clock, more than "
                + CLOCK_SKEW_MILLIS_MAX
                + ": this validator signs nothing until they agree.";
    return agrees;
  }

  /** Why nothing is signed; empty while the clocks agree. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
