package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** Why money is owed to the authority. */
public enum ChargeKind implements Numbered {
  APPLICATION_FEE(1),
  PERMISSION_FEE(2),
  LATE_FEE(3),
  FINE(4);

  private final int number;

  ChargeKind(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
