package org.rahdari.iso20022;

import java.math.BigDecimal;

/** Writes pacs.004.001.09, one return. */
public final class PaymentReturnWriter {
  /** The version that we write. */
  public static final String MESSAGE_NAME = "pacs.004.001.09";

  private PaymentReturnWriter() {}

  /**
   * @throws IllegalArgumentException if the return would break its own format, naming path and rule
   */
  public static byte[] write(PaymentReturn back) {
    if (!back.messageName().equals(MESSAGE_NAME)) {
      throw new IllegalArgumentException("only " + MESSAGE_NAME + " is written");
    }
    return Written.checked(
        Xml.document(
            back.messageName(),
            xml ->
                xml.element(
                    "PmtRtr",
                    () -> {
                      xml.element("GrpHdr", () -> header(xml, back));
                      xml.element("TxInf", () -> transaction(xml, back));
                    })));
  }

  private static void header(Xml xml, PaymentReturn back) {
    xml.text("MsgId", back.msgId());
    xml.text("CreDtTm", back.createdAt());
    xml.text("NbOfTxs", "1");
    xml.element("SttlmInf", () -> xml.text("SttlmMtd", "CLRG"));
  }

  private static void transaction(Xml xml, PaymentReturn back) {
    PaymentIds ids = back.original().ids();
    xml.text("RtrId", back.returnId());
    xml.element("OrgnlGrpInf", () -> original(xml, back.original()));
    xml.text("OrgnlInstrId", ids.instrId());
    xml.text("OrgnlEndToEndId", ids.endToEndId());
    xml.text("OrgnlTxId", ids.txId());
    xml.text("OrgnlUETR", ids.uetr());
    xml.amount("RtrdIntrBkSttlmAmt", back.returned());
    xml.text("IntrBkSttlmDt", back.settlementDate().toString());
    xml.amount("RtrdInstdAmt", back.returnedInstructed());
    BigDecimal rate = back.exchangeRate();
    xml.text("XchgRate", rate == null ? null : rate.toPlainString());
    xml.text("ChrgBr", back.chargeBearer());
    Written.agent(xml, "InstgAgt", back.instructingAgent());
    Written.agent(xml, "InstdAgt", back.instructedAgent());
    xml.element("RtrRsnInf", () -> reason(xml, back.reason()));
  }

  private static void original(Xml xml, OriginalReference original) {
    xml.text("OrgnlMsgId", original.msgId());
    xml.text("OrgnlMsgNmId", original.msgName());
    xml.text("OrgnlCreDtTm", original.createdAt());
  }

  private static void reason(Xml xml, Reason reason) {
    xml.element("Rsn", () -> xml.text(reason.proprietary() ? "Prtry" : "Cd", reason.code()));
    for (String line : reason.additionalInformation()) xml.text("AddtlInf", line);
  }
}
