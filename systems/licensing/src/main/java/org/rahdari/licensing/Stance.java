package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What an authority that was consulted says. */
public enum Stance implements Numbered {
  NOT_GIVEN(1),
  NO_OBJECTION(2),
  NO_OBJECTION_ON_CONDITIONS(3),
  OBJECTION(4);

  private final int number;

  Stance(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
