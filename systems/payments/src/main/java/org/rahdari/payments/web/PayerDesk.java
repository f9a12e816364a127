package org.rahdari.payments.web;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.payments.Quote;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;

/**
 * Makes a payment of a pacs.008. The letter goes into the vault, with the payment's id, before
 * anything is ordered: the same message again finds it there, so that it pays once and is answered
 * the same, whatever was killed in between.
 */
public final class PayerDesk {
  private static final String TRANSACTION = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf";

  private final Network network;
  private final Replica replica;
  private final Vault vault;
  private final Ids ids;
  private final Orders orders;
  private final Answers answers;

  /** The desk of the institutions that this node serves. */
  public PayerDesk(
      Network network, Replica replica, Vault vault, Ids ids, Orders orders, Answers answers) {
    this.network = network;
    this.replica = replica;
    this.vault = vault;
    this.ids = ids;
    this.orders = orders;
    this.answers = answers;
  }

  /** Pays, or says why not. */
  public Answer pay(Party payer, Party payee, CustomerCreditTransfer transfer, byte[] xml) {
    Hash32 blinding = vault.blinding();
    Letter letter =
        new Letter(
            ids.next(),
            payer.number(),
            payer.number(),
            payee.number(),
            transfer.msgId(),
            transfer.messageName(),
            xml,
            blinding,
            ids.next(),
            null);
    Letter filed = vault.file(letter);
    if (!Iso20022.read(filed.message()).equals(transfer))
      return Answer.of(answers.messageIdReused(transfer));
    byte[] answer = vault.answerOnce(filed, first -> instruct(payer, payee, transfer, first));
    return Answer.about(known(filed) ? filed.payment() : null, answer);
  }

  private byte[] instruct(
      Party payer, Party payee, CustomerCreditTransfer transfer, Letter letter) {
    Optional<Asset> asset = network.asset(transfer.settlement().currency());
    if (asset.isEmpty()) {
      return answers.rejected(
          transfer,
          "AM03",
          TRANSACTION + "/IntrBkSttlmAmt/@Ccy",
          "CurrencyIsAnAsset",
          "this network has no " + transfer.settlement().currency());
    }
    Id quote = Id.NONE;
    if (exchanged(transfer)) {
      Optional<Quote> held = quote(payer, payee, transfer, asset.get());
      if (held.isEmpty() && !known(letter)) return noQuote(transfer);
      quote = held.map(Quote::id).orElse(Id.NONE);
    }
    Id payment = paymentOf(letter);
    InstructPayment instruction =
        new InstructPayment(
            payment,
            uetr(transfer),
            payee.number(),
            asset.get().number(),
            transfer.settlement().minor(),
            quote,
            letter.commitment());
    if (orders.serves(payee.number())) vault.file(letter.deliveredTo(payee.number(), ids.next()));
    Orders.Done done = orders.order(payer, instruction);
    // This id is this letter's alone: the payment exists because an earlier try got through.
    if (done.result().accepted() || known(letter))
      return answers.status(transfer, "ACSP", List.of(), done.timeMillis());
    return refused(transfer, done.result().reason());
  }

  private boolean known(Letter letter) {
    return replica.read(kernel -> PaymentTables.payment(kernel, paymentOf(letter)).isPresent());
  }

  private static Id paymentOf(Letter letter) {
    Id payment = letter.payment();
    if (payment == null)
      throw new IllegalStateException("the letter " + letter.id() + " has no payment");
    return payment;
  }

  private static boolean exchanged(CustomerCreditTransfer transfer) {
    Amount instructed = transfer.instructed();
    return instructed != null && !instructed.currency().equals(transfer.settlement().currency());
  }

  /** The quote of the payer that says exactly what the message says; the one that lasts longest. */
  private Optional<Quote> quote(
      Party payer, Party payee, CustomerCreditTransfer transfer, Asset buy) {
    Amount instructed = transfer.instructed();
    if (instructed == null) return Optional.empty();
    Optional<Asset> sell = network.asset(instructed.currency());
    if (sell.isEmpty()) return Optional.empty();
    return replica
        .read(
            kernel ->
                PaymentTables.quotes(kernel).rows().stream()
                    .filter(q -> q.holder() == payer.number() && q.payee() == payee.number())
                    .filter(
                        q ->
                            q.sellAsset() == sell.get().number()
                                && q.sellMinor() == instructed.minor())
                    .filter(
                        q ->
                            q.buyAsset() == buy.number()
                                && q.buyMinor() == transfer.settlement().minor())
                    .filter(q -> sameRate(q, transfer.exchangeRate()))
                    .toList())
        .stream()
        .max(Comparator.comparingLong(Quote::expiresAtMillis));
  }

  private static boolean sameRate(Quote quote, @Nullable BigDecimal rate) {
    return rate != null && BigDecimal.valueOf(quote.rateE8(), 8).compareTo(rate) == 0;
  }

  private byte[] noQuote(CustomerCreditTransfer transfer) {
    return answers.rejected(
        transfer,
        "TM01",
        TRANSACTION + "/XchgRate",
        "QuoteHeld",
        "you hold no quote for these amounts at this rate: ask for one with POST /v1/quotes, and pay before it expires");
  }

  private byte[] refused(CustomerCreditTransfer transfer, String reason) {
    Optional<PaymentRefusal> known = PaymentTables.refusal(reason);
    String element =
        switch (known.map(PaymentRefusal::isoCode).orElse("")) {
          case "AM03" -> "/IntrBkSttlmAmt/@Ccy";
          case "AGNT" -> "/InstdAgt";
          case "TM01", "AM09", "AG01" -> "/XchgRate";
          default -> "/IntrBkSttlmAmt";
        };
    return answers.rejected(
        transfer,
        known.map(PaymentRefusal::isoCode).orElse("NARR"),
        TRANSACTION + element,
        reason,
        "the ledger refused the payment: " + reason);
  }

  private static Id uetr(CustomerCreditTransfer transfer) {
    String uetr = transfer.ids().uetr();
    return uetr == null ? Id.NONE : Id.parse(uetr);
  }
}
