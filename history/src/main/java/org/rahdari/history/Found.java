package org.rahdari.history;

import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Entered.State;

/** What history knows of a transfer's id. */
public sealed interface Found permits Found.Taken, Refused {

  /**
   * The ledger took it.
   *
   * @param line the movement that it was
   * @param state what became of it
   * @param end the movement that posted, voided or expired it, or null
   */
  record Taken(Line line, State state, @Nullable Line end) implements Found {
    static Taken of(Line line, @Nullable Line end) {
      return new Taken(line, state(line, end), end);
    }

    private static State state(Line line, @Nullable Line end) {
      if (line.kind() != Line.Kind.PENDING) return State.POSTED;
      if (end == null) return State.PENDING;
      return switch (end.kind()) {
        case POST -> State.PENDING_POSTED;
        case VOID -> State.PENDING_VOIDED;
        case EXPIRY -> State.PENDING_EXPIRED;
        case POSTED, PENDING -> throw new IllegalStateException("ended by " + end);
      };
    }
  }
}
