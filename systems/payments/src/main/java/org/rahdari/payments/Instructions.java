package org.rahdari.payments;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;
import org.rahdari.program.Kind;

/** What parties may ask of payments, and the timers that it sets. */
public final class Instructions {
  private Instructions() {}

  /** From now on pay and be paid through this free account of the signer's. */
  @Kind(1)
  public record UseAccount(int asset, Id account) {}

  /** Set money of the signer's settlement account aside to stand behind quotes. */
  @Kind(2)
  public record FundLiquidity(Id id, int asset, long amountMinor) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("payments.fund", id);
    }
  }

  /** Take back money that stands behind no quote. */
  @Kind(3)
  public record WithdrawLiquidity(Id id, int asset, long amountMinor) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("payments.withdraw", id);
    }
  }

  /**
   * Offer a price to one holder and hold the liquidity for it; the fields are those of {@link
   * Quote}.
   */
  @Kind(4)
  public record OfferQuote(
      Id id,
      int holder,
      int payee,
      int sellAsset,
      long sellMinor,
      long feeMinor,
      int buyAsset,
      long buyMinor,
      long rateE8,
      long expiresAtMillis) {}

  /**
   * Reserve a payment.
   *
   * @param id of the payment, chosen by the payer
   * @param uetr of the message
   * @param payee the instructed institution
   * @param asset what the payee is to receive
   * @param amountMinor how much
   * @param quote the quote to take, or none for a payment in one asset
   * @param message the commitment to the message
   */
  @Kind(5)
  public record InstructPayment(
      Id id, Id uetr, int payee, int asset, long amountMinor, Id quote, Hash32 message) {}

  /** The payee takes the money for its customer. */
  @Kind(6)
  public record ConfirmCredit(Id payment) {}

  /** The payee cannot apply the money; the reason is an ISO code of four characters. */
  @Kind(7)
  public record RejectCredit(Id payment, @Max(4) String reason) {}

  /** The payee sends settled money back, in one part or several. */
  @Kind(8)
  public record ReturnPayment(
      Id id, Id payment, int asset, long amountMinor, @Max(4) String reason) {

    /** The transfer that moves it. */
    public Id transfer() {
      return Id.derived("payments.return", id);
    }
  }

  /** A quote's time is over. */
  @Kind(9)
  record ExpireQuote(Id quote) {}

  /** A payee has had its time to answer. */
  @Kind(10)
  record ReturnIfSilent(Id payment) {}

  /** A payment is old enough to leave memory. */
  @Kind(11)
  record RetirePayment(Id payment) {}

  /** A return is old enough to leave memory. */
  @Kind(12)
  record RetireReturn(Id back) {}
}
