package org.rahdari.program;

import org.rahdari.codec.Numbered;

/** How a party belongs to the network. */
public enum Standing implements Numbered {
  MEMBER(1),
  OBSERVER(2),
  PARTNER(3);

  private final int number;

  Standing(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
