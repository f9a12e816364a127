package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** Where an application stands. */
public enum Stage implements Numbered {
  /** The statutory clock runs. */
  UNDER_REVIEW(1),
  /** The clock stands still until the applicant has answered. */
  QUESTION_ASKED(2),
  GRANTED(3),
  REFUSED(4),
  WITHDRAWN(5);

  private final int number;

  Stage(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
