package org.rahdari.faults;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rahdari.codec.Id;
import org.rahdari.faults.Load.Acknowledged;

/**
 * What was acknowledged, held against the movements that one member has.
 *
 * @param lost acknowledged, and not there with that amount
 * @param duplicated there more than once
 */
record Books(int lost, int duplicated) {

  /** A payment as a member's history tells it. */
  record Movement(Id id, long amountMinor) {}

  static Books compare(Collection<Acknowledged> acknowledged, List<Movement> movements) {
    Map<Movement, Integer> times = new HashMap<>();
    Map<Id, Integer> timesOfId = new HashMap<>();
    for (Movement each : movements) {
      times.merge(each, 1, Integer::sum);
      timesOfId.merge(each.id(), 1, Integer::sum);
    }
    int lost = 0;
    for (Acknowledged each : acknowledged) {
      if (!times.containsKey(new Movement(each.id(), each.amountMinor()))) lost++;
    }
    int duplicated = 0;
    for (int each : timesOfId.values()) duplicated += each - 1;
    return new Books(lost, duplicated);
  }
}
