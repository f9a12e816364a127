package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A validator signs a cut at the time of its own clock, or not at all. */
class SkewWatchTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long MAX = SkewWatch.CLOCK_SKEW_MILLIS_MAX;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final SkewWatch skew = new SkewWatch(clock::get);

  @Test
  void agreesUpToTheLimitOnBothSides() {
    assertThat(skew.agrees(NOW + MAX, false)).isTrue();
    assertThat(skew.agrees(NOW - MAX, false)).isTrue();
    assertThat(skew.trouble()).isEmpty();
    assertThat(skew.agrees(NOW + MAX + 1, false)).isFalse();
    assertThat(skew.trouble().orElseThrow()).contains("10001 ms ahead of this member's clock");
    assertThat(skew.agrees(NOW - MAX - 1, false)).isFalse();
    assertThat(skew.trouble().orElseThrow()).contains("10001 ms behind this member's clock");
  }

  @Test
  void agreesAgainWhenTheClocksHaveComeTogether() {
    assertThat(skew.agrees(NOW + 60_000, false)).isFalse();
    clock.addAndGet(55_000);
    assertThat(skew.agrees(NOW + 60_000, false)).isTrue();
    assertThat(skew.trouble()).isEmpty();
  }

  @Test
  void whatIsFinalAndLongPastIsNoTrouble() {
    assertThat(skew.agrees(NOW - 60_000, true)).isFalse();
    assertThat(skew.trouble()).isEmpty();
    assertThat(skew.agrees(NOW + 60_000, true)).isFalse();
    assertThat(skew.trouble()).isPresent();
  }
}
