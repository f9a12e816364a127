package org.rahdari.payments.web;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Reason;
import org.rahdari.iso20022.StatusRequest;
import org.rahdari.payments.Payment;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;

/**
 * Says where a payment stands: ACSP once it is in the log, ACSC when its receipt is final, RJCT
 * with the reason.
 */
public final class StatusDesk {
  private final Vault vault;
  private final PaymentReader payments;
  private final Originals originals;
  private final Answers answers;

  /** The desk of the institutions that this node serves. */
  public StatusDesk(Vault vault, PaymentReader payments, Originals originals, Answers answers) {
    this.vault = vault;
    this.payments = payments;
    this.originals = originals;
    this.answers = answers;
  }

  /** Answers a pacs.028. */
  public Answer answer(Party caller, StatusRequest request) {
    Originals.Match match = originals.match(caller, request.original());
    Letter letter = match.letter();
    CustomerCreditTransfer transfer = match.transfer();
    if (letter == null || transfer == null) {
      return Answer.of(answers.unmatched(request, match, "/Document/FIToFIPmtStsReq/TxInf"));
    }
    return Answer.about(letter.payment(), status(letter, transfer));
  }

  /** The status of a payment as a pacs.002 to its payer's or payee's system. */
  public byte[] status(Party owner, Id payment) {
    Letter letter = vault.ofPayment(owner.number(), payment).orElseThrow(PaymentReader::unknown);
    if (!(Iso20022.read(letter.message()) instanceof CustomerCreditTransfer transfer))
      throw PaymentReader.unknown();
    return status(letter, transfer);
  }

  private byte[] status(Letter letter, CustomerCreditTransfer transfer) {
    Payment payment = letter.payment() == null ? null : payments.row(letter.payment());
    if (payment == null) return neverReserved(letter, transfer);
    return switch (payment.state()) {
      case RESERVED -> answers.status(transfer, "ACSP", List.of(), payment.instructedAtMillis());
      case SETTLED ->
          answers.status(
              transfer,
              payments.isFinal(payment) ? "ACSC" : "ACSP",
              List.of(),
              payment.endedAtMillis());
      case RETURNED ->
          answers.status(
              transfer,
              payments.isFinal(payment) ? "ACSC" : "ACSP",
              List.of(Reason.of(payment.reason(), "settled, and returned since")),
              payment.endedAtMillis());
      case REJECTED ->
          answers.status(
              transfer,
              "RJCT",
              List.of(Reason.of(payment.reason(), "the creditor agent refused it")),
              null);
      case LAPSED ->
          answers.status(
              transfer,
              "RJCT",
              List.of(Reason.of(payment.reason(), "the creditor agent did not answer in time")),
              null);
    };
  }

  /**
   * A message that was refused has its first answer as status; one that is still being taken in is
   * pending.
   */
  private byte[] neverReserved(Letter letter, CustomerCreditTransfer transfer) {
    byte[] answer = letter.answer();
    return answer == null ? answers.status(transfer, "PDNG", List.of(), null) : answer;
  }
}
