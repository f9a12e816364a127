package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What the authority does about a breach, short of a suspension. */
public enum Measure implements Numbered {
  WARNING(1),
  /** To do or leave something by a time. */
  DIRECTIVE(2),
  FINE(3);

  private final int number;

  Measure(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
