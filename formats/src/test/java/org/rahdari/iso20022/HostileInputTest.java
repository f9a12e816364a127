package org.rahdari.iso20022;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes from somebody who wishes us ill: a decided answer, soon, and nothing fetched. */
final class HostileInputTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  @Test
  void refusesADoctypeAndFetchesNothing(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "the secret");
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort() + "/x.dtd";
      assertDoctypeRefused("<!DOCTYPE Document [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>");
      assertDoctypeRefused("<!DOCTYPE Document [<!ENTITY x SYSTEM \"" + url + "\">]>");
      assertDoctypeRefused("<!DOCTYPE Document SYSTEM \"" + url + "\">");
      assertDoctypeRefused("<!DOCTYPE Document [<!ENTITY % p SYSTEM \"" + url + "\"> %p;]>");
      assertDoctypeRefused("<!DOCTYPE Document>");
      Samples.read("<?xml-stylesheet href=\"" + url + "\"?>" + Samples.DOMESTIC);
      Samples.read(Samples.DOMESTIC.replace("CustomerCreditTransfer_pacs_008_001_08.xsd", url));
    } finally {
      server.stop(0);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void refusesABillionLaughs() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE Document [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 10; i++) {
      laughs
          .append("<!ENTITY l")
          .append(i)
          .append(" \"")
          .append(("&l" + (i - 1) + ";").repeat(10))
          .append("\">");
    }
    assertDoctypeRefused(laughs + "]>");
    assertDoctypeRefused(
        "<!DOCTYPE Document [<!ENTITY x \"" + "a".repeat(100_000) + "\">]>"); // quadratic blow-up
  }

  @Test
  void refusesAnEntityThatXmlDoesNotDefine() {
    assertUnreadable("WellFormed", Samples.edit(Samples.DOMESTIC, "<MsgId>", "<MsgId>&x;"));
  }

  @Test
  void keepsEachLimit() {
    assertUnreadable("ByteLimit", " ".repeat(XmlParser.BYTES_MAX + 1));
    assertUnreadable("ByteLimit", "<a>" + "x".repeat(10_000_000) + "</a>");
    assertUnreadable("DepthLimit", "<a>".repeat(XmlParser.DEPTH_MAX + 1));
    assertUnreadable("DepthLimit", "<a>".repeat(300_000));
    assertUnreadable("ElementLimit", "<a>" + "<b/>".repeat(XmlParser.ELEMENTS_MAX) + "</a>");
    StringBuilder attributes = new StringBuilder("<a");
    for (int i = 0; i <= XmlParser.ATTRIBUTES_MAX; i++)
      attributes.append(" a").append(i).append("=''");
    assertUnreadable("AttributeLimit", attributes + "/>");

    assertUnreadable(
        "Document", "<a>".repeat(XmlParser.DEPTH_MAX) + "</a>".repeat(XmlParser.DEPTH_MAX));
    assertUnreadable("Document", "<a>" + "<b/>".repeat(XmlParser.ELEMENTS_MAX - 1) + "</a>");
    String padded = Samples.DOMESTIC + " ".repeat(XmlParser.BYTES_MAX - Samples.DOMESTIC.length());
    assertInstanceOf(CustomerCreditTransfer.class, soon(padded.getBytes(UTF_8)));
  }

  @Test
  void decidesOnLongNamesAndManyAttributesAndMuchText() {
    assertInstanceOf(Unreadable.class, soon(("<" + "n".repeat(1_000_000) + "/>").getBytes(UTF_8)));
    StringBuilder attributes = new StringBuilder("<a");
    for (int i = 0; i < 90_000; i++) attributes.append(" a").append(i).append("=''");
    assertInstanceOf(Unreadable.class, soon((attributes + "/>").getBytes(UTF_8)));
    assertInstanceOf(
        Unreadable.class, soon(("<a x='" + "&lt;".repeat(250_000) + "'/>").getBytes(UTF_8)));
    String wordy = Samples.edit(Samples.DOMESTIC, "<Nb>", "<Nb>" + "x&amp;".repeat(60_000));
    assertThat(assertInstanceOf(Rejected.class, soon(wordy.getBytes(UTF_8))).rule())
        .isEqualTo("Max35Text");
    assertUnreadable("ParserLimit", "<a>" + "x&amp;".repeat(150_000) + "</a>");
    String commented = Samples.edit(Samples.DOMESTIC, "<Nb>", "<!---->".repeat(100_000) + "<Nb>");
    assertInstanceOf(CustomerCreditTransfer.class, soon(commented.getBytes(UTF_8)));
    String many = Samples.edit(Samples.CROSS_BORDER, "(<Ustrd>.*</Ustrd>)", "$1".repeat(19_000));
    assertInstanceOf(CustomerCreditTransfer.class, soon(many.getBytes(UTF_8)));
    String unknown =
        Samples.edit(
            Samples.CROSS_BORDER, "<Purp>", "<Tax>" + "<Zz/>".repeat(15_000) + "</Tax><Purp>");
    assertInstanceOf(Rejected.class, soon(unknown.getBytes(UTF_8)));
  }

  @Test
  void refusesWhatIsNoXml() {
    assertUnreadable("WellFormed", "");
    assertUnreadable("WellFormed", "hello");
    assertUnreadable("WellFormed", "\0\0\0\0");
    assertUnreadable("WellFormed", "{\"Document\":{}}");
    assertUnreadable("WellFormed", Samples.DOMESTIC + Samples.DOMESTIC);
    assertUnreadable("WellFormed", Samples.DOMESTIC.replaceFirst("<MsgId>", "<MsgId>\0"));
    assertUnreadable("WellFormed", Samples.DOMESTIC.replaceFirst("<MsgId>", "<MsgId>&#0;"));
    assertUnreadable("XmlVersion", "<?xml version='1.1'?>" + Samples.DOMESTIC);
    assertUnreadable("Document", "<Document/>");
    assertUnreadable("Document", Samples.DOMESTIC.replace("urn:iso:std", "urn:swift:std"));
    assertUnreadable("Document", "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:\"/>");
  }

  @Test
  void saysWhereTheXmlBreaks() {
    Unreadable unreadable = assertInstanceOf(Unreadable.class, Samples.read("<a>\n<b>\n</a>"));
    assertThat(unreadable.line()).isEqualTo(3);
    assertThat(unreadable.column()).isBetween(1, 5);
    byte[] badByte = "<a>\n\n  é</a>".getBytes(ISO_8859_1);
    assertThat(Iso20022.read(badByte))
        .isEqualTo(new Unreadable("Encoding", "The message has bytes that are not UTF-8.", 3, 3));
  }

  @Test
  void answersEveryTruncation() {
    byte[] whole = Samples.CROSS_BORDER.getBytes(UTF_8);
    for (int length = 0; length < whole.length - 20; length += 100) {
      assertInstanceOf(Unreadable.class, soon(Arrays.copyOf(whole, length)));
    }
  }

  @Test
  void answersRandomBytes() {
    Random random = new Random(20022);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(2_000)];
      random.nextBytes(noise);
      assertInstanceOf(Unreadable.class, Iso20022.read(noise));
    }
  }

  @Test
  void readsEncodingsThatAreTrue() {
    String body = Samples.CROSS_BORDER.substring(Samples.CROSS_BORDER.indexOf("<Document"));
    String latin = body.replace("عائشہ", "José");
    assertReads("José", latin, ISO_8859_1, "<?xml version='1.0' encoding='ISO-8859-1'?>");
    assertReads("José", latin, UTF_8, "\uFEFF<?xml version='1.0' encoding='utf-8'?>");
    assertReads("José", latin, UTF_8, "\uFEFF");
    assertReads("José", latin, UTF_8, "");
    assertReads("عائشہ", body, UTF_16, "<?xml version='1.0' encoding='UTF-16'?>");
    assertReads("عائشہ", body, UTF_16LE, "\uFEFF<?xml version='1.0' encoding='UTF-16'?>");
    assertReads("عائشہ", body, UTF_16LE, "<?xml version='1.0' encoding='UTF-16LE'?>");
  }

  @Test
  void refusesEncodingsThatLie() {
    String body = Samples.CROSS_BORDER.substring(Samples.CROSS_BORDER.indexOf("<Document"));
    String latin = body.replace("عائشہ", "José");
    assertLies(latin, ISO_8859_1, "<?xml version='1.0' encoding='UTF-8'?>");
    assertLies(latin, ISO_8859_1, "");
    assertLies(latin, UTF_8, "<?xml version='1.0' encoding='UTF-16'?>");
    assertLies(latin, UTF_8, "<?xml version='1.0' encoding='US-ASCII'?>");
    assertLies(latin, UTF_8, "<?xml version='1.0' encoding='EBCDIC-CP-US'?>");
    assertLies(latin, UTF_8, "\uFEFF<?xml version='1.0' encoding='ISO-8859-1'?>");
    assertLies(latin, UTF_16, "<?xml version='1.0' encoding='UTF-8'?>");
    byte[] overlong =
        Samples.DOMESTIC.replaceFirst("<MsgId>", "<MsgId>\u00C0\u00AF").getBytes(ISO_8859_1);
    assertThat(assertInstanceOf(Unreadable.class, soon(overlong)).rule()).isEqualTo("Encoding");
  }

  private static void assertReads(String name, String body, Charset charset, String declaration) {
    Reading reading = soon((declaration + body).getBytes(charset));
    assertThat(assertInstanceOf(CustomerCreditTransfer.class, reading).creditor().name())
        .isEqualTo(name);
  }

  private static void assertLies(String body, Charset charset, String declaration) {
    Reading reading = soon((declaration + body).getBytes(charset));
    assertThat(assertInstanceOf(Unreadable.class, reading).rule()).isEqualTo("Encoding");
  }

  private static void assertDoctypeRefused(String doctype) {
    String message = doctype + Samples.edit(Samples.DOMESTIC, "Corporation A", "&x;");
    assertUnreadable("NoDoctype", message);
  }

  private static void assertUnreadable(String rule, String message) {
    assertThat(assertInstanceOf(Unreadable.class, soon(message.getBytes(UTF_8))).rule())
        .isEqualTo(rule);
  }

  private static Reading soon(byte[] message) {
    return assertTimeoutPreemptively(SOON, () -> Iso20022.read(message));
  }
}
