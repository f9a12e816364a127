package org.rahdari.iso20022;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write is what we read. */
final class WritersTest {
  private static final String MSG_ID = "ANSWER-1";
  private static final String CREATED_AT = "2026-04-02T09:15:01Z";

  private final CustomerCreditTransfer domestic =
      assertInstanceOf(CustomerCreditTransfer.class, Samples.read(Samples.DOMESTIC));
  private final CustomerCreditTransfer crossBorder =
      assertInstanceOf(CustomerCreditTransfer.class, Samples.read(Samples.CROSS_BORDER));

  @Test
  void writesThePaymentThatItRead() {
    assertThat(Iso20022.read(CreditTransferWriter.write(domestic))).isEqualTo(domestic);
    assertThat(Iso20022.read(CreditTransferWriter.write(crossBorder))).isEqualTo(crossBorder);
  }

  @Test
  void escapesWhatXmlWouldMisunderstand() {
    CustomerCreditTransfer odd = withDebtor(new Party("A & <B> \"C\" ]]> 'D' \uD83D\uDE00", null));
    assertThat(Iso20022.read(CreditTransferWriter.write(odd))).isEqualTo(odd);
  }

  @Test
  void refusesToWriteABrokenPayment() {
    assertThatThrownBy(
            () -> CreditTransferWriter.write(withDebtor(new Party("x".repeat(141), null))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/Document/FIToFICstmrCdtTrf/CdtTrfTxInf/Dbtr/Nm: Max140Text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACSP", "ACSC", "PDNG"})
  void answersAPayment(String status) {
    StatusReport report =
        StatusReport.answering(
            crossBorder, MSG_ID, CREATED_AT, status, List.of(), "2026-04-02T09:15:00Z");
    assertThat(Iso20022.read(StatusReportWriter.write(report))).isEqualTo(report);
    assertThat(report.instructingAgent()).isEqualTo(crossBorder.instructedAgent());
    assertThat(report.instructedAgent()).isEqualTo(crossBorder.instructingAgent());
    assertThat(report.original().msgId()).isEqualTo(crossBorder.msgId());
    assertThat(report.original().ids()).isEqualTo(crossBorder.ids());
  }

  @Test
  void writesTheReturnThatItRead() {
    PaymentReturn read = assertInstanceOf(PaymentReturn.class, Samples.read(Samples.RETURN));
    PaymentReturn back =
        new PaymentReturn(
            PaymentReturnWriter.MESSAGE_NAME,
            read.msgId(),
            read.createdAt(),
            read.instructingAgent(),
            read.instructedAgent(),
            read.returnId(),
            read.original(),
            read.returned(),
            read.settlementDate(),
            read.returnedInstructed(),
            read.exchangeRate(),
            read.chargeBearer(),
            read.reason());
    assertThat(Iso20022.read(PaymentReturnWriter.write(back))).isEqualTo(back);
  }

  @Test
  void answersAReturn() {
    Message returned = assertInstanceOf(PaymentReturn.class, Samples.read(Samples.RETURN));
    StatusReport report =
        StatusReport.answering(
            returned,
            MSG_ID,
            CREATED_AT,
            "RJCT",
            List.of(Reason.of("AM04", "Prefunding is short.")),
            null);
    assertThat(Iso20022.read(StatusReportWriter.write(report))).isEqualTo(report);
  }

  @Test
  void rejectsNamingElementAndRule() {
    String broken = Samples.edit(Samples.CROSS_BORDER, "Ccy=\"PKR\"", "Ccy=\"QQQ\"");
    Rejected rejected = assertInstanceOf(Rejected.class, Samples.read(broken));
    StatusReport report = StatusReport.rejecting(rejected, MSG_ID, CREATED_AT);
    StatusReport read =
        assertInstanceOf(StatusReport.class, Iso20022.read(StatusReportWriter.write(report)));
    assertThat(read).isEqualTo(report);
    assertThat(read.status()).isEqualTo("RJCT");
    assertThat(read.reasons()).singleElement().extracting(Reason::code).isEqualTo("AM11");
    assertThat(String.join(" ", read.reasons().getFirst().additionalInformation()))
        .contains(
            "ActiveCurrencyCode", "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf/IntrBkSttlmAmt/@Ccy");
    assertThat(read.instructingAgent()).isEqualTo(crossBorder.instructedAgent());
  }

  @Test
  void rejectsWhatHadNoIds() {
    Rejected rejected =
        assertInstanceOf(
            Rejected.class,
            Samples.read("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\"/>"));
    byte[] written = StatusReportWriter.write(StatusReport.rejecting(rejected, MSG_ID, CREATED_AT));
    StatusReport read = assertInstanceOf(StatusReport.class, Iso20022.read(written));
    assertThat(read.original())
        .isEqualTo(
            new OriginalReference(
                "NOTPROVIDED",
                "pacs.008.001.08",
                null,
                new PaymentIds(null, "NOTPROVIDED", null, null)));
    assertThat(new String(written, UTF_8)).doesNotContain("InstgAgt");
  }

  @Test
  void cutsLinesSafely() {
    String emoji = "\uD83D\uDE00".repeat(120);
    assertThat(Reason.lines(emoji))
        .containsExactly("\uD83D\uDE00".repeat(105), "\uD83D\uDE00".repeat(15));
    String words = "twelve chars ".repeat(20).strip();
    assertThat(Reason.lines(words)).allMatch(line -> line.length() <= 105).hasSize(3);
    assertThat(String.join(" ", Reason.lines(words))).isEqualTo(words);
    assertThat(Reason.lines("x".repeat(105))).hasSize(1);
    assertThat(Reason.lines("x".repeat(106))).containsExactly("x".repeat(105), "x");
    assertThat(Reason.lines("a\0b \uD800")).containsExactly("ab");
    assertThat(Reason.lines(" ")).isEmpty();
  }

  private CustomerCreditTransfer withDebtor(Party debtor) {
    return new CustomerCreditTransfer(
        domestic.messageName(),
        domestic.msgId(),
        domestic.createdAt(),
        domestic.settlementMethod(),
        domestic.instructingAgent(),
        domestic.instructedAgent(),
        domestic.ids(),
        domestic.settlement(),
        domestic.settlementDate(),
        domestic.instructed(),
        domestic.exchangeRate(),
        domestic.chargeBearer(),
        debtor,
        domestic.debtorAgent(),
        domestic.creditorAgent(),
        domestic.creditor(),
        domestic.purpose());
  }
}
