package org.rahdari.payments;

import org.rahdari.outcome.Reason;

/**
 * Why payments refuses, in the order in which it looks, with the code of ISO 20022's
 * ExternalStatusReason1Code.
 */
public enum PaymentRefusal implements Reason {
  /** The account is not open. */
  ACCOUNT_UNKNOWN("AC01"),
  /** The account is another party's, of another asset, or governed. */
  ACCOUNT_NOT_YOURS("AC01"),
  /** No asset has that number. */
  ASSET_UNKNOWN("AM03"),
  /** The amount is zero or less. */
  AMOUNT_NOT_POSITIVE("AM12"),
  /** The id was used before. */
  QUOTE_EXISTS("DU03"),
  /** The party is not in the network. */
  HOLDER_UNKNOWN("AGNT"),
  /** The institution to be paid is not in the network. */
  PAYEE_UNKNOWN("AGNT"),
  /** Both sides are the same asset. */
  QUOTE_IN_ONE_ASSET("CURR"),
  /** It expires in the past, or too far ahead. */
  QUOTE_EXPIRY_NOT_ALLOWED("TM01"),
  /** The amount bought is not the amount sold at this rate. */
  QUOTE_RATE_DIFFERS("AM09"),
  /** The provider has not set that much aside. */
  LIQUIDITY_INSUFFICIENT("AM04"),
  /** This id has been used for a payment. */
  PAYMENT_EXISTS("DU03"),
  /** An institution does not pay itself. */
  PAYER_IS_PAYEE("AGNT"),
  /** There is no such quote, or it was taken or has expired. */
  QUOTE_UNKNOWN("TM01"),
  /** The quote is held for another party. */
  QUOTE_OF_ANOTHER_PARTY("AG01"),
  /** The quote is for another payee, asset or amount. */
  QUOTE_DIFFERS("AM09"),
  /** The payer has no account for this asset. */
  PAYER_HAS_NO_ACCOUNT("AM03"),
  /** The payee has no account for this asset. */
  PAYEE_HAS_NO_ACCOUNT("AM03"),
  /** The payer's account does not hold it. */
  FUNDS_INSUFFICIENT("AM04"),
  /** This id has been used for a return. */
  RETURN_EXISTS("DU03"),
  /** There is no such payment. */
  PAYMENT_UNKNOWN("NOOR"),
  /** Only the payee may answer or return. */
  NOT_THE_PAYEE("AGNT"),
  /** It was answered before, or silence has returned it. */
  PAYMENT_NOT_RESERVED("AG01"),
  /** Only what was settled can come back. */
  PAYMENT_NOT_SETTLED("AG01"),
  /** A return goes back in the asset in which the payer paid. */
  RETURN_ACROSS_ASSETS("CURR"),
  /** More than is left of the payment. */
  RETURN_TOO_LARGE("AM02");

  private final String isoCode;

  PaymentRefusal(String isoCode) {
    this.isoCode = isoCode;
  }

  /** The code that a pacs.002 gives. */
  public String isoCode() {
    return isoCode;
  }
}
