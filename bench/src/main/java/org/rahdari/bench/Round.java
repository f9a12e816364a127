package org.rahdari.bench;

import org.HdrHistogram.Histogram;

/**
 * What one round of a subject gave.
 *
 * @param entered transfers that took effect; refused ones do not count
 * @param nanos from the first batch that was handed over to the last one that was answered
 * @param latencyNanos of the batches, one by one
 */
record Round(long entered, long nanos, Histogram latencyNanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Latencies are kept to three digits. */
  static Histogram histogram(long[] latencyNanos) {
    Histogram histogram = new Histogram(3);
    for (long nanos : latencyNanos) histogram.recordValue(nanos);
    return histogram;
  }

  double seconds() {
    return nanos / NANOS_PER_SECOND;
  }

  double perSecond() {
    return entered / seconds();
  }
}
