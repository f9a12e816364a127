package org.rahdari.iso20022;

import java.util.List;

/** Writes pacs.002.001.10, the answer to a payment message. */
public final class StatusReportWriter {
  /** CBPR+ usage where an id is required and unknown. */
  static final String NOT_PROVIDED = "NOTPROVIDED";

  private StatusReportWriter() {}

  /**
   * @throws IllegalArgumentException if the report would break its own format, naming path and rule
   */
  public static byte[] write(StatusReport report) {
    if (!report.messageName().equals(StatusReport.WRITTEN_MESSAGE_NAME)) {
      throw new IllegalArgumentException(
          "only " + StatusReport.WRITTEN_MESSAGE_NAME + " is written");
    }
    return Written.checked(
        Xml.document(
            report.messageName(),
            xml ->
                xml.element(
                    "FIToFIPmtStsRpt",
                    () -> {
                      xml.element(
                          "GrpHdr",
                          () -> {
                            xml.text("MsgId", report.msgId());
                            xml.text("CreDtTm", report.createdAt());
                          });
                      xml.element("TxInfAndSts", () -> transaction(xml, report));
                    })));
  }

  private static void transaction(Xml xml, StatusReport report) {
    OriginalReference original = report.original();
    xml.element(
        "OrgnlGrpInf",
        () -> {
          xml.text("OrgnlMsgId", original.msgId() == null ? NOT_PROVIDED : original.msgId());
          xml.text("OrgnlMsgNmId", original.msgName() == null ? NOT_PROVIDED : original.msgName());
          xml.text("OrgnlCreDtTm", original.createdAt());
        });
    PaymentIds ids = original.ids();
    xml.text("OrgnlInstrId", ids.instrId());
    xml.text("OrgnlEndToEndId", ids.isEmpty() ? NOT_PROVIDED : ids.endToEndId());
    xml.text("OrgnlTxId", ids.txId());
    xml.text("OrgnlUETR", ids.uetr());
    xml.text("TxSts", report.status());
    for (Reason reason : report.reasons()) xml.element("StsRsnInf", () -> reason(xml, reason));
    xml.text("AccptncDtTm", report.acceptedAt());
    Written.agent(xml, "InstgAgt", report.instructingAgent());
    Written.agent(xml, "InstdAgt", report.instructedAgent());
  }

  private static void reason(Xml xml, Reason reason) {
    if (reason.code() != null) {
      xml.element("Rsn", () -> xml.text(reason.proprietary() ? "Prtry" : "Cd", reason.code()));
    }
    List<String> lines = reason.additionalInformation();
    for (String line : lines) for (String cut : Reason.lines(line)) xml.text("AddtlInf", cut);
  }
}
