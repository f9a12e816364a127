package org.rahdari.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a case, and what is still to happen, one moment after the other: for every page
 * on which people follow one.
 */
public record Timeline(List<Step> steps) {

  /** Whether it has happened. */
  public enum State {
    DONE,
    /** Refused, or out of time. */
    FAILED,
    NOW,
    DUE
  }

  /**
   * A step.
   *
   * @param what in words
   * @param who in words; empty for nobody in particular
   * @param time when it happened or is due, or null
   * @param note what else there is to say; empty for nothing
   * @param receipt the address of its receipt, or null
   */
  public record Step(
      State state,
      String what,
      String who,
      Shown.@Nullable Moment time,
      String note,
      @Nullable String receipt) {}
}
