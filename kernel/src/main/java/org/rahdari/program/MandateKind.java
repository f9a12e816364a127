package org.rahdari.program;

import org.rahdari.codec.Numbered;

/** What an institution may do, by the law that it stands under. */
public enum MandateKind implements Numbered {
  CENTRAL_BANK(1),
  TREASURY(2),
  REGULATOR(3),
  BANK(4),
  /** Takes remittances from the public and is not a bank. */
  REMITTER(5),
  /** Virtual-asset service provider: a licensed exchange. */
  VASP(6),
  /** Quotes exchange rates and stands behind them with its own liquidity. */
  FX_PROVIDER(7),
  LENDER(8),
  CALCULATION_AGENT(9),
  UNIVERSITY(10),
  SECURITIES_REGULATOR(11),
  TAX_AUTHORITY(12),
  /** Financial intelligence unit. */
  FIU(13),
  /** Takes over what is left of a firm, where a supervisor appoints it. */
  ADMINISTRATOR(14);

  private final int number;

  MandateKind(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
