package org.rahdari.simulation;

import java.util.List;

/** A run that broke a law, with what is needed to look at it again. */
public final class FailedRun extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long seed;

  FailedRun(long seed, long step, List<String> events, RuntimeException cause) {
    super(
        "seed "
            + seed
            + ", step "
            + step
            + ": "
            + cause.getMessage()
            + "\n  "
            + String.join("\n  ", events),
        cause);
    this.seed = seed;
  }

  /** Gives the same run again. */
  public long seed() {
    return seed;
  }
}
