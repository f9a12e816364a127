package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What an application asks for. */
public enum Purpose implements Numbered {
  NOC(1),
  LICENCE(2),
  SANDBOX(3),
  NO_ACTION(4),
  /** Other services, conditions or caps of a permission that there is. */
  VARIATION(5),
  /** More time for it. */
  RENEWAL(6);

  private final int number;

  Purpose(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
