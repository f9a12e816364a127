package org.rahdari.payments.web;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.PaymentReturn;
import org.rahdari.iso20022.Reason;
import org.rahdari.iso20022.Rejected;
import org.rahdari.iso20022.Resolution;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.iso20022.StatusReportWriter;
import org.rahdari.iso20022.StatusRequest;
import org.rahdari.platform.Ids;

/** Writes the pacs.002 that answers a message. */
public final class Answers {
  private final InstantSource clock;
  private final Ids ids;

  /** Answers that bear this clock's time. */
  public Answers(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** Says where a payment stands. */
  public byte[] status(
      Message message, String status, List<Reason> reasons, @Nullable Long acceptedAtMillis) {
    String accepted =
        acceptedAtMillis == null ? null : isoTime(java.time.Instant.ofEpochMilli(acceptedAtMillis));
    return StatusReportWriter.write(
        StatusReport.answering(
            message, messageId(), isoTime(clock.instant()), status, reasons, accepted));
  }

  /** Refuses what broke a rule of its format. */
  public byte[] rejected(Rejected why) {
    return StatusReportWriter.write(
        StatusReport.rejecting(why, messageId(), isoTime(clock.instant())));
  }

  /** Refuses a well-formed message, naming the element and the rule. */
  public byte[] rejected(Message message, String code, String path, String rule, String sentence) {
    return rejected(
        new Rejected(
            message.messageName(),
            message.reference(),
            message.instructingAgent(),
            message.instructedAgent(),
            path,
            rule,
            sentence,
            code));
  }

  /** Refuses a message about a payment that is not known here under all the names that it gives. */
  public byte[] unmatched(Message message, Originals.Match match, String path) {
    return rejected(
        message, "NOOR", path + "/" + match.element(), "OriginalMatches", match.sentence());
  }

  /** Refuses another message under an identification that was used before. */
  public byte[] messageIdReused(Message message) {
    return rejected(
        message,
        "DU01",
        root(message) + "/GrpHdr/MsgId",
        "MessageIdentificationUnique",
        "the message id "
            + message.msgId()
            + " was used before, for another message to the same institution");
  }

  /** Where a message names its instructing (or instructed) agent. */
  static String agentPath(Message message, boolean instructing) {
    String agent = instructing ? "InstgAgt" : "InstdAgt";
    return switch (message) {
      case CustomerCreditTransfer _ -> root(message) + "/CdtTrfTxInf/" + agent;
      case StatusReport _ -> root(message) + "/TxInfAndSts/" + agent;
      case Resolution _ -> root(message) + "/Assgnmt/" + (instructing ? "Assgnr" : "Assgne");
      case PaymentReturn _, StatusRequest _ -> root(message) + "/TxInf/" + agent;
    };
  }

  private static String root(Message message) {
    return "/Document/"
        + switch (message) {
          case CustomerCreditTransfer _ -> "FIToFICstmrCdtTrf";
          case PaymentReturn _ -> "PmtRtr";
          case StatusRequest _ -> "FIToFIPmtStsReq";
          case StatusReport _ -> "FIToFIPmtStsRpt";
          case Resolution _ -> "RsltnOfInvstgtn";
        };
  }

  private String messageId() {
    return ids.next().toString().replace("-", "");
  }

  private static String isoTime(java.time.Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC));
  }
}
