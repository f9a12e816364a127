package org.rahdari.bench;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * All rounds of one subject in one case.
 *
 * @param subject its name
 * @param manner {@link Subject#manner}
 * @param rounds in the order in which they were run
 */
record Measured(String subject, String manner, List<Round> rounds) {
  private static final double NANOS_PER_MILLI = 1e6;

  Spread perSecond() {
    return Spread.of(rounds.stream().mapToDouble(Round::perSecond).toArray());
  }

  /**
   * How many times faster than the other, round by round: what both suffered at the time cancels.
   */
  Spread times(Measured other) {
    double[] ratios = new double[rounds.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = rounds.get(i).perSecond() / other.rounds.get(i).perSecond();
    }
    return Spread.of(ratios);
  }

  double latencyMillis(double percentile) {
    Histogram all = new Histogram(3);
    rounds.forEach(round -> all.add(round.latencyNanos()));
    return all.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
