package org.rahdari.replication;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * What the order has on its own disk, as Ratis has its log: references to payloads. It outlives the
 * process. An entry is written here after its payload was flushed.
 */
final class SimulatedDisk {
  private final List<Slot> slots = new ArrayList<>();
  private long term;
  private long commit;

  /**
   * One entry of the order.
   *
   * @param hash of its payload; null for a leader's own first entry
   */
  record Slot(long term, @Nullable Hash32 hash) {}

  long term() {
    return term;
  }

  void term(long later) {
    term = Math.max(term, later);
  }

  /** What is known to be ordered; it may lag behind what is. */
  long commit() {
    return commit;
  }

  void commit(long later) {
    commit = Math.max(commit, later);
  }

  long lastIndex() {
    return slots.size();
  }

  long lastTerm() {
    return slots.isEmpty() ? 0 : slots.getLast().term();
  }

  /** The term of an entry; 0 before the first, −1 where there is none. */
  long termAt(long index) {
    if (index == 0) return 0;
    return index > lastIndex() ? -1 : slot(index).term();
  }

  Slot slot(long index) {
    return slots.get((int) index - 1);
  }

  void add(Slot slot) {
    slots.add(slot);
  }

  void cutAfter(long index) {
    slots.subList((int) index, slots.size()).clear();
  }

  /** The last entry with a payload; −1 for none. */
  long lastPayloadIndex() {
    for (long index = lastIndex(); index > 0; index--) {
      if (slot(index).hash() != null) return index;
    }
    return -1;
  }
}
