package org.rahdari.iso20022;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;

/** A Document seldom travels alone. */
final class EnvelopeTest {
  private static final String DOCUMENT =
      Samples.CROSS_BORDER.substring(Samples.CROSS_BORDER.indexOf("<Document"));
  private static final String HEADER =
      """
      <AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><BizMsgIdr>B1</BizMsgIdr>
        <MsgDefIdr>pacs.008.001.08</MsgDefIdr></AppHdr>
      """;

  @Test
  void readsADocumentBesideItsHeader() {
    assertInstanceOf(CustomerCreditTransfer.class, wrapped(HEADER + DOCUMENT));
  }

  @Test
  void readsADocumentDeeperInItsWrapper() {
    assertInstanceOf(
        CustomerCreditTransfer.class,
        wrapped("<Body><Hdr>" + HEADER + "</Hdr><Doc>" + DOCUMENT + "</Doc></Body>"));
  }

  @Test
  void pathsBeginAtTheDocument() {
    Rejected rejected =
        assertInstanceOf(
            Rejected.class, wrapped(HEADER + DOCUMENT.replace("<NbOfTxs>1", "<NbOfTxs>2")));
    assertThat(rejected.path()).isEqualTo("/Document/FIToFICstmrCdtTrf/GrpHdr/NbOfTxs");
  }

  @Test
  void refusesAHeaderThatAnnouncesAnotherMessage() {
    Reading reading = wrapped(HEADER.replace("pacs.008.001.08", "pacs.009.001.08") + DOCUMENT);
    Rejected rejected = assertInstanceOf(Rejected.class, reading);
    assertThat(rejected.path()).isEqualTo("/AppHdr/MsgDefIdr");
    assertThat(rejected.rule()).isEqualTo("MessageDefinitionIdentifier");
  }

  @Test
  void refusesWhatIsNotExactlyOneOfEach() {
    assertNoDocument(DOCUMENT);
    assertNoDocument(HEADER);
    assertNoDocument(HEADER + DOCUMENT + DOCUMENT);
    assertNoDocument(HEADER + HEADER + DOCUMENT);
    assertNoDocument("<Document/>");
  }

  private static void assertNoDocument(String content) {
    assertThat(assertInstanceOf(Unreadable.class, wrapped(content)).rule()).isEqualTo("Document");
  }

  private static Reading wrapped(String content) {
    return Samples.read("<Wrapper xmlns=\"urn:some:network\">" + content + "</Wrapper>");
  }
}
