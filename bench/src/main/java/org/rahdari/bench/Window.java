package org.rahdari.bench;

/** How many batches are under way at once, as a client that wants throughput would have them. */
final class Window {
  /** Large batches: enough that the next one waits while one is written. */
  static final int LARGE_BATCHES = 8;

  static final int SMALL_BATCHES = 64;

  private static final int LARGE = 1_000;

  private Window() {}

  static int of(Case its) {
    return its.batch() >= LARGE ? LARGE_BATCHES : SMALL_BATCHES;
  }

  /** How many batches the floors take together, as the replica takes together what waits. */
  static int grouped(Case its) {
    return its.batch() >= LARGE ? 1 : SMALL_BATCHES;
  }
}
