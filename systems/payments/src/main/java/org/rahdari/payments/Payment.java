package org.rahdari.payments;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;
import org.rahdari.codec.Numbered;

/**
 * One payment from institution to institution. It names no person: the message stays in the vaults.
 *
 * @param id chosen by the payer's gateway
 * @param uetr the unique end-to-end transaction reference, which several payments of one chain
 *     share
 * @param payer the instructing institution
 * @param payee the instructed institution
 * @param provider who exchanged, 0 where nothing was
 * @param payerAsset what the payer gives
 * @param payerMinor how much, the fee included
 * @param payeeAsset what the payee receives
 * @param payeeMinor how much
 * @param feeMinor of it the provider's, in the payer's asset
 * @param rateE8 {@link Rate#e8()}, 0 where nothing was exchanged
 * @param message a commitment to the message: SHA-256 of 32 blinding bytes and the message
 * @param state where it stands
 * @param reason the ISO code that the payee gave, empty for none
 * @param returnedMinor what came back, in the payee's asset
 * @param instructedAtMillis ledger time
 * @param deadlineMillis when silence returns it
 * @param endedAtMillis when it was settled, rejected or returned by silence; 0 while reserved
 */
public record Payment(
    Id id,
    Id uetr,
    int payer,
    int payee,
    int provider,
    int payerAsset,
    long payerMinor,
    int payeeAsset,
    long payeeMinor,
    long feeMinor,
    long rateE8,
    Hash32 message,
    State state,
    @Max(4) String reason,
    long returnedMinor,
    long instructedAtMillis,
    long deadlineMillis,
    long endedAtMillis) {

  /** Where a payment stands. */
  public enum State implements Numbered {
    /** The money is set aside; the payee has not answered. */
    RESERVED(1),
    /** The payee has it. */
    SETTLED(2),
    /** The payee did not want it; nothing moved. */
    REJECTED(3),
    /** The payee did not answer in time; nothing moved. */
    LAPSED(4),
    /** It was settled, and some or all of it came back. */
    RETURNED(5);

    private final int number;

    State(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** Whether two currencies are involved. */
  public boolean exchanged() {
    return provider != 0;
  }

  /** The transfer that reserves the payer's money, or the sold asset's leg of an exchange. */
  public Id payerLeg() {
    return payerLeg(id);
  }

  static Id payerLeg(Id payment) {
    return Id.derived("payments.payer", payment);
  }

  /** The transfer that reserves the bought asset's leg of an exchange. */
  public Id payeeLeg() {
    return Id.derived("payments.payee", id);
  }

  Payment ended(State next, String why, long atMillis) {
    return new Payment(
        id,
        uetr,
        payer,
        payee,
        provider,
        payerAsset,
        payerMinor,
        payeeAsset,
        payeeMinor,
        feeMinor,
        rateE8,
        message,
        next,
        why,
        returnedMinor,
        instructedAtMillis,
        deadlineMillis,
        atMillis);
  }

  Payment returned(long amountMinor, String why) {
    return new Payment(
        id,
        uetr,
        payer,
        payee,
        provider,
        payerAsset,
        payerMinor,
        payeeAsset,
        payeeMinor,
        feeMinor,
        rateE8,
        message,
        State.RETURNED,
        why,
        Math.addExact(returnedMinor, amountMinor),
        instructedAtMillis,
        deadlineMillis,
        endedAtMillis);
  }
}
