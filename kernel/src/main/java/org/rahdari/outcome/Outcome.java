package org.rahdari.outcome;

import org.jspecify.annotations.Nullable;

/**
 * What became of an item: accepted, with the changes that were made, or refused for one reason,
 * with none.
 *
 * @param reason why it was refused, or null
 */
public record Outcome(@Nullable Reason reason) {
  private static final Outcome ACCEPTED = new Outcome(null);

  /** It is done. */
  public static Outcome accepted() {
    return ACCEPTED;
  }

  /** It is refused, and nothing changed. */
  public static Outcome refuse(Reason reason) {
    return new Outcome(reason);
  }

  /** Whether there is a reason. */
  public boolean refused() {
    return reason != null;
  }
}
