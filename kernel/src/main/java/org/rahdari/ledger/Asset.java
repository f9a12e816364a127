package org.rahdari.ledger;

import org.rahdari.codec.Max;

/**
 * What accounts are kept in.
 *
 * @param number names it in records
 * @param code the ISO 4217 code, or a code of the network's own
 * @param scale decimal digits of the minor unit: 2 for a currency of cents
 * @param issuer the party whose claim a unit is; it alone may open accounts that go below zero
 * @param claim what a unit is a claim on, in a sentence
 */
public record Asset(int number, @Max(12) String code, int scale, int issuer, String claim) {

  /** Decimal digits of a minor unit at most. */
  public static final int SCALE_MAX = 8;

  public Asset {
    if (scale < 0 || scale > SCALE_MAX) throw new IllegalArgumentException("a scale of " + scale);
  }
}
