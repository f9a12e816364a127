package org.rahdari.payments;

import java.math.BigInteger;
import org.rahdari.ledger.Asset;

/**
 * The price of one asset in another.
 *
 * @param e8 units bought for one unit sold, times 10⁸; units are major ones (riyals, not halalas)
 */
public record Rate(long e8) {
  private static final BigInteger ONE = BigInteger.TEN.pow(8);

  /**
   * What an amount buys, in minor units. Rounds down: the provider keeps the residual, less than
   * one minor unit.
   *
   * @throws ArithmeticException if it does not fit 63 bits
   */
  public long buyMinor(long sellMinor, Asset sell, Asset buy) {
    return BigInteger.valueOf(sellMinor)
        .multiply(BigInteger.valueOf(e8))
        .multiply(BigInteger.TEN.pow(buy.scale()))
        .divide(ONE.multiply(BigInteger.TEN.pow(sell.scale())))
        .longValueExact();
  }
}
