package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What came of an assessment. */
public enum Fitness implements Numbered {
  NOT_ASSESSED(1),
  FIT(2),
  NOT_FIT(3);

  private final int number;

  Fitness(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
