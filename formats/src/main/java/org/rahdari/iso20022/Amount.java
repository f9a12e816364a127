package org.rahdari.iso20022;

import java.math.BigDecimal;

/**
 * Money, exact.
 *
 * @param currency ISO 4217 code
 * @param minor in the currency's minor unit (cents of USD, whole JPY, fils of BHD)
 */
public record Amount(String currency, long minor) {

  BigDecimal inMajorUnits() {
    return BigDecimal.valueOf(minor, Iso4217.minorDigits(currency));
  }
}
