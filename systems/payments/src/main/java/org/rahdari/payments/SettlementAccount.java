package org.rahdari.payments;

import org.rahdari.codec.Id;

/** The account through which a party pays and is paid in one asset. */
public record SettlementAccount(int party, int asset, Id account) {

  static long place(int party, int asset) {
    return ((long) party << 32) | asset;
  }

  long place() {
    return place(party, asset);
  }
}
