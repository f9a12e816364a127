package org.rahdari.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The expectations in expected.csv were taken from the XML by another program (see SOURCE.md). */
final class FedwireSamplesTest {

  static Stream<String> lines() {
    return Samples.text("expected.csv").lines();
  }

  @Test
  void allSamplesAreExpected() {
    assertThat(lines()).hasSize(28);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void readsTheKeyFields(String line) {
    List<String> column = List.of(line.split(";", -1));
    Reading reading = Iso20022.read(Samples.bytes(column.get(0)));

    if (column.get(9).equals("IBAN")) {
      Rejected rejected = assertInstanceOf(Rejected.class, reading);
      assertThat(rejected.path())
          .isEqualTo("/Document/FIToFICstmrCdtTrf/CdtTrfTxInf/DbtrAcct/Id/IBAN");
      assertThat(rejected.rule()).isEqualTo("IBAN2007Identifier");
      assertThat(rejected.reference().msgId()).isEqualTo(column.get(2));
      return;
    }

    Message message = assertInstanceOf(Message.class, reading);
    assertThat(message.messageName()).isEqualTo(column.get(1));
    assertThat(message.msgId()).isEqualTo(column.get(2));
    assertThat(message.instructingAgent())
        .extracting(AgentId::toString)
        .containsExactly(column.get(3));
    assertThat(message.instructedAgent())
        .extracting(AgentId::toString)
        .containsExactly(column.get(4));
    assertThat(keyFields(message)).containsExactlyElementsOf(column.subList(5, 9));
  }

  private static List<String> keyFields(Message message) {
    return switch (message) {
      case CustomerCreditTransfer m -> {
        String ids =
            String.join(
                "|", blank(m.ids().instrId()), blank(m.ids().endToEndId()), blank(m.ids().uetr()));
        yield List.of(ids, shown(m.settlement()), m.settlementDate().toString(), m.chargeBearer());
      }
      case PaymentReturn m ->
          List.of(
              original(m.original()),
              shown(m.returned()),
              m.settlementDate().toString(),
              blank(m.reason().code()));
      case StatusReport m -> List.of(original(m.original()), "", "", m.status());
      case StatusRequest m -> List.of(original(m.original()), "", "", "");
      case Resolution m -> List.of(original(m.original()), "", "", m.status());
    };
  }

  private static String original(OriginalReference original) {
    PaymentIds ids = original.ids();
    return String.join(
        "|",
        blank(original.msgId()),
        blank(original.msgName()),
        blank(ids.instrId()),
        blank(ids.endToEndId()),
        blank(ids.uetr()));
  }

  private static String shown(Amount amount) {
    return amount.currency() + " " + amount.minor();
  }

  private static String blank(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Test
  void readsACrossBorderPaymentWhole() {
    CustomerCreditTransfer transfer =
        assertInstanceOf(CustomerCreditTransfer.class, Samples.read(Samples.CROSS_BORDER));
    assertThat(transfer)
        .isEqualTo(
            new CustomerCreditTransfer(
                "pacs.008.001.08",
                "RIYADH-20260402-0001",
                "2026-04-02T09:15:00+03:00",
                "INDA",
                List.of(AgentId.bic("RJHISARIXXX"), new AgentId("LEI", "5586006ZEFMZWDJEJT10")),
                List.of(AgentId.bic("HABBPKKA")),
                new PaymentIds("INSTR-1", "E2E-1", "TX-1", "7a562c67-ca16-48ba-b074-65581be6f0aa"),
                new Amount("PKR", 7_435_050),
                LocalDate.of(2026, 4, 2),
                new Amount("SAR", 100_000),
                new BigDecimal("74.3505"),
                "SHAR",
                new Party("A. Worker", AccountId.iban("SA0380000000608010167519")),
                List.of(AgentId.bic("RJHISARI")),
                List.of(AgentId.bic("HABBPKKA")),
                new Party("عائشہ", AccountId.iban("PK36SCBL0000001123456702")),
                "FAMI"));
  }

  @Test
  void keepsPeopleOutOfLogs() {
    assertThat(Samples.read(Samples.CROSS_BORDER).toString())
        .doesNotContain("Worker", "SA038", "عائشہ", "PK36");
    String badIban =
        Samples.edit(Samples.CROSS_BORDER, "SA0380000000608010167519", "SA0380000000608010167510");
    assertThat(Samples.read(badIban).toString()).contains("AC02").doesNotContain("Worker", "SA038");
  }

  /** CBPR+ still returns with version 09. */
  @Test
  void readsBothReturnVersions() {
    String older = Samples.RETURN.replace("pacs.004.001.10", "pacs.004.001.09");
    older = older.replaceAll("(?s)<(Dbtr|Cdtr)Acct>.*?</(Dbtr|Cdtr)Acct>", "");
    assertInstanceOf(PaymentReturn.class, Samples.read(older));
  }

  @Test
  void manyThreadsReadTheSame() {
    List<byte[]> files =
        lines().map(line -> Samples.bytes(line.substring(0, line.indexOf(';')))).toList();
    List<Reading> alone = files.stream().map(Iso20022::read).toList();
    List<Reading> together =
        Stream.generate(() -> files)
            .limit(50)
            .flatMap(List::stream)
            .parallel()
            .map(Iso20022::read)
            .toList();
    for (int i = 0; i < together.size(); i++) {
      assertThat(together.get(i)).isEqualTo(alone.get(i % files.size()));
    }
  }
}
