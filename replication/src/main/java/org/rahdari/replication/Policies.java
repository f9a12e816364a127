package org.rahdari.replication;

import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Adopted;
import org.rahdari.charter.Charter;
import org.rahdari.charter.State;
import org.rahdari.kernel.Kernel;
import org.rahdari.table.Table;
import org.rahdari.transparency.PolicyChange;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TrustPolicy;

/**
 * Which policy is in force, as far as the log has been executed here: the one that this replica
 * trusts, and each that the ledger has adopted since, verified from one to the next. A change is in
 * force for every tree that has the entry of its last approval whole.
 *
 * <p>The thread that executes changes it; any may read.
 */
final class Policies {
  private final Kernel kernel;
  private final @Nullable Table<Integer, Adopted> adopted;

  /** The number of a policy by the size of the first tree that it was in force for. */
  private final NavigableMap<Long, Integer> since = new ConcurrentSkipListMap<>();

  private volatile PolicyHistory history;
  private volatile State state;
  private int looked;

  /**
   * @param trusted of the network's origin; what the ledger adopted before it does not count
   */
  Policies(TrustPolicy trusted, Kernel kernel) {
    this.kernel = kernel;
    this.adopted = Charter.adopted(kernel).orElse(null);
    this.history = PolicyHistory.of(trusted);
    this.state = State.of(kernel);
    since.put(0L, trusted.version());
  }

  /**
   * Sees what is in force where execution begins. Which policy a smaller tree had is not known any
   * more, and nobody need know: it is taken for this one, and a checkpoint under another is not
   * taken for final before it is signed again.
   */
  void begin() {
    look();
    since.clear();
    since.put(0L, history.newest().version());
  }

  /**
   * Sees what the last executed entry has changed.
   *
   * @return whether it has changed something
   * @throws IllegalStateException if the ledger has adopted a policy that does not follow on what
   *     is trusted here
   */
  boolean look() {
    if (adopted == null || adopted.size() == looked) return false;
    PolicyHistory longer = history;
    try {
      for (Adopted each : adopted.rows()) {
        if (each.version() > longer.newest().version()) longer = longer.with(each.change());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the ledger has adopted a policy that does not follow on the one that is trusted here: "
              + e.getMessage(),
          e);
    }
    looked = adopted.size();
    history = longer;
    state = State.of(kernel);
    since.put(kernel.leaves(), longer.newest().version());
    return true;
  }

  /** What is trusted, and all that has been adopted since. */
  PolicyHistory history() {
    return history;
  }

  /** The one in force now. */
  TrustPolicy newest() {
    return history.newest();
  }

  /** Who validates now. */
  State state() {
    return state;
  }

  /** Whether every policy so far names a validator of that name. */
  boolean alwaysNamed(String validator) {
    PolicyHistory all = history;
    return Stream.concat(
            Stream.of(all.founding()), all.changes().stream().map(PolicyChange::policy))
        .allMatch(
            policy -> policy.validators().stream().anyMatch(key -> key.name().equals(validator)));
  }

  /** The policy of a tree of so many leaves. */
  TrustPolicy at(long treeSize) {
    Map.Entry<Long, Integer> last = since.floorEntry(treeSize);
    if (last == null) throw new IllegalArgumentException("a tree of " + treeSize + " leaves");
    return history.at(last.getValue()).orElseThrow();
  }
}
