package org.rahdari.iso20022;

/**
 * An account as a message names it. Personal data: for the caller's vault, never for the shared
 * log.
 *
 * @param scheme {@code IBAN} (ISO 13616, check digits verified) or {@code OTHR}
 */
public record AccountId(String scheme, String value) {
  static final String IBAN = "IBAN";
  static final String OTHR = "OTHR";

  public static AccountId iban(String iban) {
    return new AccountId(IBAN, iban);
  }

  public static AccountId other(String id) {
    return new AccountId(OTHR, id);
  }

  /** Logs are not a vault. */
  @Override
  public String toString() {
    return scheme + ":withheld";
  }
}
