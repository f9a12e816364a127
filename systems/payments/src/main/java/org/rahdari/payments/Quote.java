package org.rahdari.payments;

import org.rahdari.codec.Id;

/**
 * A price that a provider stands behind until it expires: its liquidity is held for this holder
 * alone.
 *
 * @param id chosen by the provider
 * @param provider who quotes
 * @param holder who may take it
 * @param payee whose customer is to be paid
 * @param sellAsset what the holder gives
 * @param sellMinor how much of it is converted
 * @param feeMinor what the holder gives on top, in the same asset
 * @param buyAsset what the payee receives
 * @param buyMinor how much
 * @param rateE8 {@link Rate#e8()}
 * @param offeredAtMillis ledger time
 * @param expiresAtMillis the first instant at which it cannot be taken
 */
public record Quote(
    Id id,
    int provider,
    int holder,
    int payee,
    int sellAsset,
    long sellMinor,
    long feeMinor,
    int buyAsset,
    long buyMinor,
    long rateE8,
    long offeredAtMillis,
    long expiresAtMillis) {

  /** What holds the liquidity. An id whose hold was ever entered is used up. */
  static Id hold(Id quote) {
    return Id.derived("payments.quote.hold", quote);
  }

  Id hold() {
    return hold(id);
  }

  Id holdEnd() {
    return Id.derived("payments.quote.hold.end", id);
  }
}
