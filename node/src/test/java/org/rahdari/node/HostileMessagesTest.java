package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.cli.NodeClient;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.node.LiveNode.Balance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What comes over HTTP and should not: each is told what is wrong with it, and no account has moved
 * afterwards.
 */
final class HostileMessagesTest {
  private static final String TRANSACTION = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf";
  private static final String NINES =
      "999999999999999999999999999999999999999999999999999999999999999999999999999999999999";
  private static final int MEGABYTES = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final LiveNode node = LiveNode.sample();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Map<String, Balance> before = Map.of();

  @BeforeEach
  void look() {
    before = node.balances();
  }

  @AfterEach
  void nothingMoved() {
    assertThat(node.balances()).isEqualTo(before);
    node.assertConserved();
  }

  // Bytes that are no message

  static Stream<byte[]> noMessages() {
    byte[] good = good("CUT");
    byte[] noise = new byte[4_096];
    new Random(7).nextBytes(noise);
    return Stream.of(
        new byte[0],
        new byte[] {0},
        noise,
        Arrays.copyOf(good, good.length / 2),
        Arrays.copyOf(good, good.length - 5),
        "{\"amount\": 1}".getBytes(UTF_8),
        "<a/>".getBytes(UTF_8),
        "<Document xmlns=\"urn:example\"/>".getBytes(UTF_8),
        new String(good, UTF_8).getBytes(java.nio.charset.StandardCharsets.UTF_16),
        before(good, "<!DOCTYPE Document [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;"),
        before(good, "<!DOCTYPE Document SYSTEM \"http://127.0.0.1:1/x.dtd\">", "CUT"),
        before(good, billionLaughs(), "&l9;"),
        ("<Document>" + "<a>".repeat(100_000)).getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("noMessages")
  void whatIsNoMessageIsAProblem(byte[] body) {
    HttpResponse<byte[]> response = post("application/xml", BodyPublishers.ofByteArray(body));
    assertProblem(response, 400);
  }

  private static byte[] before(byte[] good, String prolog, String msgId) {
    String xml = new String(good, UTF_8);
    String body = xml.substring(xml.indexOf("<Document"));
    return (prolog + body.replace("<MsgId>CUT<", "<MsgId>" + msgId + "<")).getBytes(UTF_8);
  }

  private static String billionLaughs() {
    StringBuilder dtd = new StringBuilder("<!DOCTYPE Document [<!ENTITY l0 \"ha\">");
    for (int i = 1; i < 10; i++) {
      dtd.append("<!ENTITY l").append(i).append(" \"");
      dtd.append(("&l" + (i - 1) + ";").repeat(10)).append("\">");
    }
    return dtd.append("]>").toString();
  }

  @Test
  void tooMuchIsRefusedAndTheConnectionServesOn() {
    byte[] much = new byte[10 * MEGABYTES];
    Arrays.fill(much, (byte) ' ');
    assertProblem(post("application/xml", BodyPublishers.ofByteArray(much)), 413);
    assertServes();
  }

  /** Nobody says how long it is; the node reads so much of it and no more. */
  @Test
  void anEndlessBodyIsCutOff() {
    try {
      HttpResponse<byte[]> response =
          post("application/xml", BodyPublishers.ofInputStream(Endless::new));
      assertProblem(response, 413);
    } catch (Cut e) {
      // The node hung up on it, which is an answer as well.
    }
    assertServes();
  }

  private static final class Endless extends InputStream {
    private long left = 256L * MEGABYTES;

    @Override
    public int read() {
      return left-- > 0 ? ' ' : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (left <= 0) return -1;
      Arrays.fill(into, from, from + length, (byte) ' ');
      left -= length;
      return length;
    }
  }

  private void assertServes() {
    assertThat(send(request("/v1/accounts").GET().build()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "x/y",
        "*/*"
      })
  void anotherTypeOfContentIsNotTaken(String type) {
    HttpResponse<byte[]> response = post(type, BodyPublishers.ofByteArray(good("TYPE")));
    assertProblem(response, 415);
  }

  @Test
  void aContentTypeThatIsNoneIsNotTaken() {
    assertThat(post("xml", BodyPublishers.ofByteArray(good("TYPE-2"))).statusCode()).isIn(400, 415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void onlyPostSendsAMessage(String method) {
    HttpRequest request = request("/v1/iso20022").method(method, BodyPublishers.noBody()).build();
    assertProblem(send(request), 405);
  }

  // Who sends

  static Stream<String> wrongTokens() {
    String token = LiveNode.sample().token("lahore-bank");
    String other = LiveNode.sample().token("riyadh-remit");
    return Stream.of(
        "",
        "Bearer",
        "Bearer ",
        "Bearer nonsense",
        "Bearer " + token.substring(0, token.length() - 1),
        "Bearer " + token + "0",
        "Bearer lahore-bank." + other.substring(other.indexOf('.') + 1),
        "Bearer nobody." + token.substring(token.indexOf('.') + 1),
        "Bearer ../keys/lahore-bank.x",
        "Bearer " + "a".repeat(4_000),
        "Basic " + token);
  }

  @ParameterizedTest
  @MethodSource("wrongTokens")
  void withoutItsTokenNobodyIsHeard(String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + "/v1/iso20022"))
            .header("Content-Type", "application/xml")
            .POST(BodyPublishers.ofByteArray(good("TOKEN")));
    if (!authorization.isEmpty()) request.header("Authorization", authorization);
    HttpResponse<byte[]> response = send(request.build());
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(new String(response.body(), UTF_8)).contains("\"status\":401", "bearer token");
  }

  static Stream<List<AgentId>> othersBics() {
    return Stream.of(
        List.of(Payment008.KARACHI),
        List.of(AgentId.bic("DEUTDEFF")),
        List.of(AgentId.bic("DEUTDEFF"), new AgentId("USABA", "026000000")),
        List.of(new AgentId("USABA", "011104238")));
  }

  @ParameterizedTest
  @MethodSource("othersBics")
  void anothersNameIsRefused(List<AgentId> agents) {
    byte[] message = Payment008.domestic(fresh(), 100).from(agents.toArray(AgentId[]::new)).xml();
    NodeClient.Response response = node.as("newyork-bank").message(message);
    assertThat(response.status()).isEqualTo(403);
    assertRejected(response.body(), "AGNT", TRANSACTION + "/InstgAgt", "InstructingAgentIsSender");
  }

  @Test
  void theTokenOfOneDoesNotSendForAnother() {
    NodeClient.Response response = node.as("riyadh-remit").message(good(fresh()));
    assertThat(response.status()).isEqualTo(403);
    assertRejected(response.body(), "AGNT", TRANSACTION + "/InstgAgt", "InstructingAgentIsSender");
  }

  // Messages that are understood and refused

  @ParameterizedTest
  @ValueSource(
      strings = {"pacs.009.001.08", "camt.056.001.08", "pacs.008.001.02", "pain.001.001.09"})
  void whatIsNotSupportedIsSaid(String name) {
    String xml = new String(good(fresh()), UTF_8).replace("pacs.008.001.08", name);
    NodeClient.Response response = node.as("lahore-bank").message(xml.getBytes(UTF_8));
    assertThat(response.status()).isEqualTo(200);
    assertRejected(response.body(), "FF01", "/Document", "SupportedMessage");
  }

  @Test
  void anUnknownCurrencyIsNamed() {
    rejected(
        Payment008.domestic(fresh(), 1).of(new Amount("EUR", 100)),
        "AM03",
        "/IntrBkSttlmAmt/@Ccy",
        "CurrencyIsAnAsset");
  }

  @Test
  void anUnknownPayeeIsNamed() {
    rejected(
        Payment008.domestic(fresh(), 1).to(AgentId.bic("DEUTDEFF")),
        "AGNT",
        "/InstdAgt",
        "InstructedAgentInNetwork");
    // One name of the payee and one that nobody has is not the payee.
    rejected(
        Payment008.domestic(fresh(), 1)
            .to(AgentId.bic("DEUTDEFF"), new AgentId("USABA", "026000000")),
        "AGNT",
        "/InstdAgt",
        "InstructedAgentInNetwork");
  }

  @Test
  void nobodyPaysItself() {
    rejected(
        Payment008.domestic(fresh(), 1).to(Payment008.LAHORE),
        "AGNT",
        "/InstdAgt",
        "PAYER_IS_PAYEE");
  }

  @Test
  void aPayeeWithoutAnAccountIsNamed() {
    rejected(
        Payment008.domestic(fresh(), 1).to(Payment008.RIYADH),
        "AM03",
        "/IntrBkSttlmAmt/@Ccy",
        "PAYEE_HAS_NO_ACCOUNT");
  }

  @Test
  void moreThanThereIsIsRefused() {
    rejected(
        Payment008.domestic(fresh(), 900_000_000_000L),
        "AM04",
        "/IntrBkSttlmAmt",
        "FUNDS_INSUFFICIENT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "-1",
        "1e3",
        "0.001",
        "99999999999999999",
        "92233720368547758.07",
        "92233720368547758.08",
        "999999999999999999",
        NINES,
        "NaN",
        "",
        " ",
        "1,00",
        "0x10"
      })
  void anAmountAtTheEdgeIsRefused(String amount) {
    String xml =
        new String(good(fresh()), UTF_8)
            .replaceFirst("(<IntrBkSttlmAmt Ccy=\"PKR\">)[^<]*", "$1" + amount);
    NodeClient.Response response = node.as("lahore-bank").message(xml.getBytes(UTF_8));
    assertThat(response.status()).isEqualTo(200);
    StatusReport report = LiveNode.report(response.body());
    assertThat(report.status()).isEqualTo("RJCT");
    assertThat(LiveNode.reason(report)).contains(" at " + TRANSACTION + "/IntrBkSttlmAmt");
  }

  // Quotes

  @Test
  void anExchangeWantsItsQuote() {
    rejected(
        "riyadh-remit",
        Payment008.exchanged(fresh(), 100_000, 7_415_000, "74.15"),
        "TM01",
        "/XchgRate",
        "QuoteHeld");
  }

  @Test
  void aQuoteServesItsHolderAndOnce() {
    JsonNode quote =
        NodeClient.expect(
                node.as("riyadh-remit")
                    .post(
                        "/v1/quotes",
                        Map.of(
                            "payee",
                            "BICFI:SLHRPKKA",
                            "sell",
                            "SAR",
                            "amount",
                            "10",
                            "buy",
                            "PKR")))
            .json();
    assertThat(quote.path("buy").path("amount").asString()).isEqualTo("741.50");
    rejected(
        "newyork-bank",
        Payment008.exchanged(fresh(), 1_000, 74_150, "74.15").from(AgentId.bic("SNYBUS33")),
        "TM01",
        "/XchgRate",
        "QuoteHeld");
    for (Payment008 other :
        List.of(
            Payment008.exchanged(fresh(), 1_000, 74_151, "74.15"),
            Payment008.exchanged(fresh(), 1_001, 74_150, "74.15"),
            Payment008.exchanged(fresh(), 1_000, 74_150, "74.16"))) {
      rejected("riyadh-remit", other, "TM01", "/XchgRate", "QuoteHeld");
    }

    NodeClient.Response paid =
        node.as("riyadh-remit")
            .message(Payment008.exchanged(fresh(), 1_000, 74_150, "74.15").xml());
    String payment = paid.payment().orElseThrow();
    assertThat(node.outcome("riyadh-remit", payment).status()).isEqualTo("ACSC");
    before = node.balances();
    rejected(
        "riyadh-remit",
        Payment008.exchanged(fresh(), 1_000, 74_150, "74.15"),
        "TM01",
        "/XchgRate",
        "QuoteHeld");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{}",
        "{\"payee\":7}",
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"SAR\",\"buy\":\"PKR\"}",
        "{\"payee\":\"BICFI:DEUTDEFF\",\"sell\":\"SAR\",\"amount\":1,\"buy\":\"PKR\"}",
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"XXX\",\"amount\":1,\"buy\":\"PKR\"}",
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"PKR\",\"amount\":1,\"buy\":\"PKR\"}",
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"PKR\",\"amount\":1,\"buy\":\"SAR\"}",
        "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"SAR\",\"amount\":\"much\",\"buy\":\"PKR\"}"
      })
  void aQuoteThatCannotBeIsAProblem(String json) {
    assertRefused(quote(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "-0.01",
        "0.001",
        "1e400",
        "1E+1000000",
        "1E+2147483647",
        "1E-2147483647",
        "1e-1000000",
        "92233720368547758.07",
        "92233720368547758.08",
        "99999999999999999",
        "NaN",
        "9999999999"
      })
  void aQuoteOverAnAbsurdAmountIsAProblem(String amount) {
    assertRefused(
        quote(
            "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"SAR\",\"buy\":\"PKR\",\"amount\":"
                + amount
                + "}"));
  }

  @Test
  void aQuoteOverManyDigitsIsAProblem() {
    assertRefused(
        quote(
            "{\"payee\":\"BICFI:SLHRPKKA\",\"sell\":\"SAR\",\"buy\":\"PKR\",\"amount\":"
                + "9".repeat(100_000)
                + "}"));
  }

  private HttpResponse<byte[]> quote(String json) {
    return send(
        request("/v1/quotes")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  // Reading

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/payments?limit=0",
        "/v1/payments?limit=-1",
        "/v1/payments?limit=101",
        "/v1/payments?limit=99999999999999999999",
        "/v1/payments?limit=ten",
        "/v1/payments?before=x",
        "/v1/payments?before=1-1-1-1-1",
        "/v1/payments?before=%00",
        "/v1/payments/x",
        "/v1/payments/1-1-1-1-1",
        "/v1/payments/%00",
        "/v1/payments/00000000-0000-0000-0000-000000000000",
        "/v1/payments/ffffffff-ffff-ffff-ffff-ffffffffffff/status",
        "/v1/payments/ffffffff-ffff-ffff-ffff-ffffffffffff/receipt",
        "/v1/payments/x/status",
        "/v1/payments/x/receipt?leaf=1",
        "/v1/payments/" + NINES,
        "/v1/payments/..%2f..%2fpolicy",
        "/v1/nothing",
        "/tile/0/999",
        "/tile/0/000.p/0",
        "/tile/0/000.p/256",
        "/tile/99/000",
        "/tile/0/x999/x999/x999/x999/x999/x999/999",
        "/tile/-1/000",
        "/tile/entries/000",
        "/tile/0/000/../../../policy",
        "/tile/",
        "/tile"
      })
  void junkInAPathIsNotServed(String path) {
    HttpResponse<byte[]> response = send(request(path).GET().build());
    assertThat(response.statusCode()).as(text(response)).isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/payments?before=00000000-0000-0000-0000-000000000000",
        "/v1/payments?limit=",
        "/v1/payments?limit=1&limit=2",
        "/v1/payments?unknown=%27%3b--",
        "/v1/accounts?unknown=-1",
        "/policy?x=%00"
      })
  void whatDoesNotMatterIsPassedOver(String path) {
    assertThat(send(request(path).GET().build()).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "a/b;q=x", "*", "application/problem+json"})
  void whatAClientAcceptsBreaksNothing(String accept) {
    for (String path :
        List.of("/v1/accounts", "/v1/payments", "/v1/payments/x/status", "/policy")) {
      HttpResponse<byte[]> response = send(request(path).header("Accept", accept).GET().build());
      assertThat(response.statusCode()).as(path).isIn(200, 400, 406);
    }
  }

  @Test
  void aReceiptThatIsNoneProvesNothing() {
    for (byte[] junk : List.of(new byte[0], new byte[] {0, -1}, new byte[3 * MEGABYTES])) {
      HttpResponse<byte[]> response =
          send(
              HttpRequest.newBuilder(URI.create(node.url() + "/v1/verify"))
                  .POST(BodyPublishers.ofByteArray(junk))
                  .build());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(json(response).path("verified").asBoolean(true)).isFalse();
    }
  }

  @Test
  void junkInHeadersIsSurvived() {
    for (String name :
        List.of("Content-Encoding", "Expect-CT", "Range", "If-None-Match", "X-Junk")) {
      HttpRequest request =
          request("/v1/iso20022")
              .header("Content-Type", "application/xml")
              .header(name, "\u00ff;;;=\"" + "x".repeat(3_000))
              .POST(BodyPublishers.ofByteArray("<a/>".getBytes(UTF_8)))
              .build();
      assertThat(send(request).statusCode()).as(name).isBetween(400, 499);
    }
  }

  // How it is asked and told

  private static byte[] good(String msgId) {
    return Payment008.domestic(msgId, 100).xml();
  }

  private static String fresh() {
    return UUID.randomUUID().toString().substring(0, 30);
  }

  private void rejected(Payment008 message, String code, String element, String rule) {
    rejected("lahore-bank", message, code, element, rule);
  }

  private void rejected(
      String sender, Payment008 message, String code, String element, String rule) {
    NodeClient.Response response = node.as(sender).message(message.xml());
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.payment()).isEmpty();
    assertRejected(response.body(), code, TRANSACTION + element, rule);
  }

  private static void assertRejected(byte[] xml, String code, String element, String rule) {
    StatusReport report = LiveNode.report(xml);
    assertThat(report.status()).isEqualTo("RJCT");
    assertThat(report.reasons().getFirst().code()).as(LiveNode.reason(report)).isEqualTo(code);
    assertThat(LiveNode.reason(report)).startsWith(rule + " at " + element + ":");
  }

  private static void assertRefused(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).as(text(response)).isIn(400, 422);
    assertProblem(response, response.statusCode());
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status) {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(response).path("title").asString("")).isNotBlank();
    assertThat(json(response).path("detail").asString("")).isNotBlank();
  }

  private static JsonNode json(HttpResponse<byte[]> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(node.url() + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + node.token("lahore-bank"));
  }

  private HttpResponse<byte[]> post(String type, BodyPublisher body) {
    return send(request("/v1/iso20022").header("Content-Type", type).POST(body).build());
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new Cut(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The node hung up. */
  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;

    Cut(IOException cause) {
      super(cause);
    }
  }
}
