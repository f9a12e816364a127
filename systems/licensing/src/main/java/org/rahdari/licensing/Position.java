package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What a key individual does for the firm. */
public enum Position implements Numbered {
  DIRECTOR(1),
  CHIEF_EXECUTIVE(2),
  CHIEF_FINANCIAL_OFFICER(3),
  /** The officer whom suspicions are reported to. */
  MLRO(4),
  COMPLIANCE_OFFICER(5),
  CUSTODY_OFFICER(6),
  BENEFICIAL_OWNER(7);

  private final int number;

  Position(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
