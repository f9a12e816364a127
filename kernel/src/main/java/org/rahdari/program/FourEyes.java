package org.rahdari.program;

import org.rahdari.codec.Id;

/**
 * The two people of the signer's behind an instruction, by pseudonyms that tell nobody who they
 * are: one proposed it, another one approved it.
 *
 * @param proposer {@link Id#NONE} where nobody proposed it
 * @param approver {@link Id#NONE} where nobody approved it
 */
public record FourEyes(Id proposer, Id approver) {

  /** Nobody's. */
  public static final FourEyes NONE = new FourEyes(Id.NONE, Id.NONE);

  /** Whether there were two, and not one twice. */
  public boolean two() {
    return !proposer.isNone() && !approver.isNone() && !proposer.equals(approver);
  }
}
