package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** Why the authority suspends, revokes, fines or warns. */
public enum Ground implements Numbered {
  CLIENT_MONEY(1),
  FINANCIAL_CRIME(2),
  CAPITAL(3),
  FITNESS(4),
  FALSE_STATEMENT(5),
  CONDITION_BROKEN(6),
  RETURN_MISSING(7),
  FEE_UNPAID(8),
  RECONCILIATION_MISSING(9),
  PRODUCTION_MISSING(10),
  INSOLVENCY(11),
  PUBLIC_INTEREST(12);

  private final int number;

  Ground(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
