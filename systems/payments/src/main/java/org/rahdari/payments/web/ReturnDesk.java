package org.rahdari.payments.web;

import java.util.List;
import java.util.Optional;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.PaymentReturn;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Instructions.ReturnPayment;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;

/** Sends settled money back, as a pacs.004 of the payee asks. */
public final class ReturnDesk {
  private static final String TRANSACTION = "/Document/PmtRtr/TxInf";

  private final Network network;
  private final Vault vault;
  private final Ids ids;
  private final Orders orders;
  private final Originals originals;
  private final Answers answers;

  /** The desk of the institutions that this node serves. */
  public ReturnDesk(
      Network network, Vault vault, Ids ids, Orders orders, Originals originals, Answers answers) {
    this.network = network;
    this.vault = vault;
    this.ids = ids;
    this.orders = orders;
    this.originals = originals;
    this.answers = answers;
  }

  /** Gives back, or says why not. */
  public Answer giveBack(Party payee, Party payer, PaymentReturn back, byte[] xml) {
    Originals.Match match = originals.match(payee, back.original());
    Letter original = match.letter();
    if (original == null || original.payment() == null) {
      return Answer.of(answers.unmatched(back, match, TRANSACTION));
    }
    if (original.sender() != payer.number() || original.receiver() != payee.number()) {
      return Answer.of(
          answers.rejected(
              back,
              "AGNT",
              TRANSACTION + "/InstdAgt",
              "ReturnGoesBack",
              "a return goes from the payee of the original to its payer"));
    }
    Letter filed =
        vault.file(
            new Letter(
                ids.next(),
                payee.number(),
                payee.number(),
                payer.number(),
                back.msgId(),
                back.messageName(),
                xml,
                vault.blinding(),
                original.payment(),
                null));
    if (!Iso20022.read(filed.message()).equals(back))
      return Answer.of(answers.messageIdReused(back));
    Id payment = original.payment();
    return Answer.about(
        payment, vault.answerOnce(filed, letter -> order(payee, payer, back, letter, payment)));
  }

  private byte[] order(Party payee, Party payer, PaymentReturn back, Letter letter, Id payment) {
    Optional<Asset> asset = network.asset(back.returned().currency());
    if (asset.isEmpty()) {
      return answers.rejected(
          back,
          "AM03",
          TRANSACTION + "/RtrdIntrBkSttlmAmt/@Ccy",
          "CurrencyIsAnAsset",
          "this network has no " + back.returned().currency());
    }
    if (orders.serves(payer.number())) vault.file(letter.deliveredTo(payer.number(), ids.next()));
    String code =
        Optional.ofNullable(back.reason().code()).filter(c -> c.length() <= 4).orElse("NARR");
    Orders.Done done =
        orders.order(
            payee,
            new ReturnPayment(
                letter.id(), payment, asset.get().number(), back.returned().minor(), code));
    String reason = done.result().reason();
    // This id is this letter's alone: the return exists because an earlier try got through.
    if (done.result().accepted() || reason.equals(PaymentRefusal.RETURN_EXISTS.name())) {
      return answers.status(back, "ACSP", List.of(), done.timeMillis());
    }
    return answers.rejected(
        back,
        PaymentTables.refusal(reason).map(PaymentRefusal::isoCode).orElse("NARR"),
        TRANSACTION + "/RtrdIntrBkSttlmAmt",
        reason,
        "the ledger refused the return: " + reason);
  }
}
