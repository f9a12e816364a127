package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SkewWatchTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final long FAR = SkewWatch.CLOCK_SKEW_MILLIS_MAX + 1;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final SkewWatch watch = new SkewWatch(clock::get);

  @Test
  void aClockThatIsFarFromTheLeadersIsTroubleUntilTheyAgree() {
    watch.arrived(NOW + FAR);
    assertThat(watch.trouble()).isPresent();
    clock.addAndGet(FAR);
    watch.arrived(clock.get());
    assertThat(watch.trouble()).isEmpty();
  }

  @Test
  void whatIsOldIsTroubleOnlyWhenItComesAlone() {
    watch.arrived(NOW - FAR);
    assertThat(watch.trouble()).isPresent();
    watch.arrived(NOW - FAR);
    assertThat(watch.trouble()).isEmpty();
  }

  /** Its own stamps come to nobody's watch but the others', so nothing else would ever clear it. */
  @Test
  void whoComesToLeadSignsAgain() {
    watch.arrived(NOW + FAR);
    watch.stamped();
    assertThat(watch.trouble()).isEmpty();
  }
}
