package org.rahdari.replication;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.rahdari.kernel.Sealed;

/**
 * What the leader adds to envelopes: the time, and whether validators sign the tree as the entry
 * leaves it. The first news is signed at once, more within {@link #CUTS_APART_MILLIS} together.
 */
final class Stamps {
  /** The time between two cuts at least. */
  static final long CUTS_APART_MILLIS = 20;

  private final LongSupplier clock;
  private final LongSupplier nanos;
  private long lastCutNanos;
  private boolean cutBefore;

  /**
   * @param clock milliseconds since 1970
   * @param nanos a clock that nobody puts back
   */
  Stamps(LongSupplier clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  synchronized Body stamp(List<Sealed> envelopes) {
    boolean cut = sinceCutMillis() >= CUTS_APART_MILLIS;
    if (cut) {
      lastCutNanos = nanos.getAsLong();
      cutBefore = true;
    }
    return new Body(clock.getAsLong(), cut, envelopes);
  }

  /** The time since this member last ordered a cut. */
  synchronized long sinceCutMillis() {
    if (!cutBefore) return Long.MAX_VALUE;
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - lastCutNanos);
  }
}
