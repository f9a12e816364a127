package org.rahdari.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.rahdari.fuzz.Target.require;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.Reading;
import org.rahdari.iso20022.Rejected;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.iso20022.StatusReportWriter;
import org.rahdari.iso20022.Unreadable;

/** Messages of the world outside. */
final class MessageTargets {
  private static final String ANSWER_ID = "ANSWER-1";
  private static final String ANSWERED_AT = "2026-04-02T09:15:01Z";

  /** One of each kind. */
  private static final List<String> SAMPLES =
      List.of(
          "cross-border.xml",
          "CustomerCreditTransfer_Scenario1_Step2_pacs.008.xml",
          "CustomerCreditTransfer_Scenario2_Step2_pacs.002.xml",
          "CustomerCreditTransfer_Scenario3_Step2_pacs.028.xml",
          "PaymentReturn_Scenario1_Step4_pacs.004.xml",
          "Paymentreturn_Scenario3_Step3_camt.029.xml");

  private MessageTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("iso20022", MessageTargets::messages, MessageTargets::message),
        new Target(
            "agent-id", () -> List.of("BICFI:SBPPPKKA".getBytes(UTF_8)), MessageTargets::agentId));
  }

  private static List<byte[]> messages() throws IOException {
    List<byte[]> messages = new ArrayList<>();
    for (String sample : SAMPLES) messages.add(sample(sample));
    String back = new String(sample("PaymentReturn_Scenario1_Step4_pacs.004.xml"), UTF_8);
    // The older version names no accounts in a return.
    messages.add(
        back.replace("pacs.004.001.10", "pacs.004.001.09")
            .replaceAll("(?s)<(Dbtr|Cdtr)Acct>.*?</(Dbtr|Cdtr)Acct>", "")
            .getBytes(UTF_8));
    String payment = new String(sample("cross-border.xml"), UTF_8);
    String document = payment.substring(payment.indexOf("<Document"));
    messages.add(document.getBytes(UTF_16));
    messages.add(
        ("<Envelope><AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\">"
                + "<MsgDefIdr>pacs.008.001.08</MsgDefIdr></AppHdr>"
                + document
                + "</Envelope>")
            .getBytes(UTF_8));
    return messages;
  }

  private static byte[] sample(String file) throws IOException {
    try (InputStream in = MessageTargets.class.getResourceAsStream("/iso20022/" + file)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  /** Every message is decided, in the same way each time, and can be answered. */
  private static boolean message(byte[] bytes) {
    Reading reading = Iso20022.read(bytes.clone());
    require(reading.equals(Iso20022.read(bytes)), "the same bytes are read in two ways");
    return switch (reading) {
      case Unreadable why -> {
        require(why.line() > 0 && why.column() > 0, "a place that is not in the message");
        yield false;
      }
      case Rejected why -> {
        StatusReport report = StatusReport.rejecting(why, ANSWER_ID, ANSWERED_AT);
        require(
            Iso20022.read(StatusReportWriter.write(report)) instanceof StatusReport answer
                && answer.status().equals("RJCT"),
            "a rejection that cannot be read");
        yield false;
      }
      case Message message -> {
        answer(message);
        if (message instanceof CustomerCreditTransfer transfer) repeat(transfer);
        yield true;
      }
    };
  }

  private static void answer(Message message) {
    StatusReport report =
        StatusReport.answering(message, ANSWER_ID, ANSWERED_AT, "ACSP", List.of(), null);
    require(
        Iso20022.read(StatusReportWriter.write(report)) instanceof StatusReport,
        "an answer that cannot be read");
  }

  private static void repeat(CustomerCreditTransfer transfer) {
    require(
        Iso20022.read(CreditTransferWriter.write(transfer)).equals(transfer),
        "a payment that is written is another one");
  }

  private static boolean agentId(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    AgentId id;
    try {
      id = AgentId.parse(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    require(id.toString().equals(text), "what was read has another spelling");
    return true;
  }
}
