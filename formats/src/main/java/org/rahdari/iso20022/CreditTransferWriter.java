package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.util.List;

/** Writes pacs.008.001.08, one payment. */
public final class CreditTransferWriter {
  /** The version that we write. */
  public static final String MESSAGE_NAME = "pacs.008.001.08";

  private CreditTransferWriter() {}

  /**
   * @throws IllegalArgumentException if the payment would break its own format, naming path and
   *     rule
   */
  public static byte[] write(CustomerCreditTransfer transfer) {
    if (!transfer.messageName().equals(MESSAGE_NAME)) {
      throw new IllegalArgumentException("only " + MESSAGE_NAME + " is written");
    }
    return Written.checked(
        Xml.document(
            transfer.messageName(),
            xml ->
                xml.element(
                    "FIToFICstmrCdtTrf",
                    () -> {
                      xml.element("GrpHdr", () -> header(xml, transfer));
                      xml.element("CdtTrfTxInf", () -> transaction(xml, transfer));
                    })));
  }

  private static void header(Xml xml, CustomerCreditTransfer transfer) {
    xml.text("MsgId", transfer.msgId());
    xml.text("CreDtTm", transfer.createdAt());
    xml.text("NbOfTxs", "1");
    xml.element("SttlmInf", () -> xml.text("SttlmMtd", transfer.settlementMethod()));
  }

  private static void transaction(Xml xml, CustomerCreditTransfer transfer) {
    xml.element("PmtId", () -> ids(xml, transfer.ids()));
    xml.amount("IntrBkSttlmAmt", transfer.settlement());
    xml.text("IntrBkSttlmDt", transfer.settlementDate().toString());
    xml.amount("InstdAmt", transfer.instructed());
    BigDecimal rate = transfer.exchangeRate();
    xml.text("XchgRate", rate == null ? null : rate.toPlainString());
    xml.text("ChrgBr", transfer.chargeBearer());
    Written.agent(xml, "InstgAgt", transfer.instructingAgent());
    Written.agent(xml, "InstdAgt", transfer.instructedAgent());
    party(xml, "Dbtr", transfer.debtor());
    account(xml, "DbtrAcct", transfer.debtor());
    agent(xml, "DbtrAgt", transfer.debtorAgent());
    agent(xml, "CdtrAgt", transfer.creditorAgent());
    party(xml, "Cdtr", transfer.creditor());
    account(xml, "CdtrAcct", transfer.creditor());
    String purpose = transfer.purpose();
    if (purpose != null) {
      xml.element("Purp", () -> xml.text(purpose.length() <= 4 ? "Cd" : "Prtry", purpose));
    }
  }

  private static void ids(Xml xml, PaymentIds ids) {
    xml.text("InstrId", ids.instrId());
    xml.text("EndToEndId", ids.endToEndId());
    xml.text("TxId", ids.txId());
    xml.text("UETR", ids.uetr());
  }

  private static void party(Xml xml, String name, Party party) {
    xml.element(name, () -> xml.text("Nm", party.name()));
  }

  private static void account(Xml xml, String name, Party party) {
    AccountId account = party.account();
    if (account == null) return;
    xml.element(
        name,
        () ->
            xml.element(
                "Id",
                () -> {
                  if (account.scheme().equals(AccountId.IBAN)) {
                    xml.text("IBAN", account.value());
                  } else {
                    xml.element("Othr", () -> xml.text("Id", account.value()));
                  }
                }));
  }

  private static void agent(Xml xml, String name, List<AgentId> ids) {
    Written.agent(xml, name, ids);
  }
}
