package org.rahdari.kernel;

import org.rahdari.program.Founding;

/**
 * What the items of one chain, or one timer, execute with: together they enter so much and no more.
 */
final class ProgramChain {
  private final State state;
  private final Founding founding;
  private final long position;
  private final long timeMillis;

  /** Transfers that programs entered in it. */
  private int transfers;

  /**
   * Begins one, and makes room for what it may enter.
   *
   * @param position of the entry that executes
   * @param timeMillis ledger time of that entry
   */
  ProgramChain(State state, Founding founding, long position, long timeMillis, int items) {
    this.state = state;
    this.founding = founding;
    this.position = position;
    this.timeMillis = timeMillis;
    state.ledger.makeRoom(
        Math.min(items * Kernel.TRANSFERS_PER_ITEM_MAX, Kernel.TRANSFERS_PER_CHAIN_MAX));
  }

  State state() {
    return state;
  }

  Founding founding() {
    return founding;
  }

  long position() {
    return position;
  }

  long timeMillis() {
    return timeMillis;
  }

  /** Counts so many more transfers, and answers whether they are still within the bound. */
  boolean mayEnter(int more) {
    transfers += more;
    return transfers <= Kernel.TRANSFERS_PER_CHAIN_MAX;
  }
}
