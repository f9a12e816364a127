package org.rahdari.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks under faults and lies keep what they promise; the same seeds each time. */
class SimulationTest {
  private static final int SEEDS = 16;

  @Test
  void whateverBefallsThemPromisesAreKept() {
    List<Outcome> outcomes = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) outcomes.add(Simulation.run(seed));
    Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    for (Outcome each : outcomes) {
      assertThat(each.acknowledged()).as("seed %d", each.seed()).isPositive();
      assertThat(each.finalSize()).as("seed %d", each.seed()).isPositive();
      assertThat(each.lost() + each.duplicated()).isZero();
      each.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
    }
    assertThat(faults.keySet()).as("what was done to them").contains(Fault.values());
    assertThat(outcomes).as("liars").anyMatch(each -> !each.liarsNamed().isEmpty());
  }

  @Test
  void aSeedGivesTheSameRunAgain() {
    Outcome once = Simulation.run(4);
    Outcome again = Simulation.run(4);
    assertThat(again).isEqualTo(once);
    assertThat(Simulation.run(5).traceHash()).isNotEqualTo(once.traceHash());
  }
}
