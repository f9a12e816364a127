package org.rahdari.program;

import org.rahdari.codec.Id;

/**
 * Which two people of the signing institution stand behind an act, by pseudonyms that its gateway
 * keeps for them: a log names nobody.
 *
 * @param proposer who proposed it
 * @param approver who approved it
 */
public record FourEyes(Id proposer, Id approver) {

  /** What stands where nobody has approved yet. */
  public static final FourEyes NOBODY = new FourEyes(Id.NONE, Id.NONE);

  /** Whether they are two. */
  public boolean two() {
    return !proposer.isNone() && !approver.isNone() && !proposer.equals(approver);
  }
}
