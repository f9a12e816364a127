package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What a provider of virtual-asset services may do for others. */
public enum Service implements Numbered {
  ADVISORY(1),
  BROKERAGE(2),
  CUSTODY(3),
  EXCHANGE(4),
  LENDING(5),
  DERIVATIVES(6),
  ASSET_MANAGEMENT(7),
  /** Carries money and assets for others: what payments do. */
  TRANSFER(8),
  FIAT_TOKEN_ISSUANCE(9),
  ASSET_ISSUANCE(10);

  private final int number;

  Service(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
