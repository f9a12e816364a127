package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What kind of token an asset is. */
public enum AssetClass implements Numbered {
  PAYMENT_TOKEN(1),
  FIAT_REFERENCED(2),
  ASSET_REFERENCED(3),
  UTILITY(4),
  SECURITY(5),
  SOVEREIGN_DEBT(6);

  private final int number;

  AssetClass(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
