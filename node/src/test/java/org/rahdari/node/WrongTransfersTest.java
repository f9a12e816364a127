package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.node.LiveNode.Balance;
import tools.jackson.databind.json.JsonMapper;

/** What cannot be a transfer or an account is told by name, and no account has moved afterwards. */
final class WrongTransfersTest {
  private static final int RECEIPTS_MAX = 100;
  private static final int TRANSFERS_MAX = 8_190;
  private static final int BODY_BYTES_MAX = 4 << 20;
  private static final String A_UUID = "01981b6e-9a00-7c3d-8e4f-1a2b3c4d5e6f";
  private static final JsonMapper JSON = JsonMapper.shared();

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
  }

  static Stream<Arguments> wrongBodies() {
    return Stream.of(
        malformed("", "what belongs"),
        malformed("null", "The JSON: there is nothing"),
        malformed("[null]", "/0"),
        malformed("7", "not what belongs"),
        malformed("{", "line 1"),
        malformed("{} {}", "belongs"),
        malformed("[{\"id\": 'x'}]", "line 1"),
        malformed(sample("\"colour\": \"red\""), "/colour: there is no such field"),
        malformed("[" + sample("\"colour\": \"red\"") + "]", "/0/colour"),
        malformed(sample("\"code\": 1, \"code\": 2"), "twice"),
        malformed(sample("\"code\": 1.5"), "/code"),
        malformed(sample("\"code\": \"1\""), "/code"),
        malformed(sample("\"code\": 2147483648"), "out of its range"),
        malformed(sample("\"flags\": \"pending\""), "/flags"),
        malformed(sample("\"flags\": [2]"), "/flags/0"),
        malformed(sample("\"amountMinor\": 100"), "/amountMinor"),
        malformed(sample("\"amountMinor\": 1e2"), "/amountMinor"),
        malformed(sample("\"amountMinor\": 1.00"), "/amountMinor"),
        malformed(sample("\"userData64\": 1"), "/userData64"),
        wrong("[]", "no-transfers", "no transfer"),
        wrong(sample("\"amountMinor\": \"-1\""), "field-not-allowed", "/amountMinor"),
        wrong(sample("\"amountMinor\": \"1.50\""), "field-not-allowed", "/amountMinor"),
        wrong(sample("\"amountMinor\": \"1e3\""), "field-not-allowed", "/amountMinor"),
        wrong(sample("\"amountMinor\": \"01\""), "field-not-allowed", "/amountMinor"),
        wrong(sample("\"amountMinor\": \"\""), "field-not-allowed", "/amountMinor"),
        wrong(sample("\"amountMinor\": \"9223372036854775808\""), "field-not-allowed", "63 bits"),
        wrong(
            sample("\"amountMinor\": \"" + "9".repeat(100) + "\""), "field-not-allowed", "63 bits"),
        wrong(
            sample("\"userData64\": \"9223372036854775808\""), "field-not-allowed", "/userData64"),
        wrong(sample("\"userData64\": \"-0\""), "field-not-allowed", "/userData64"),
        wrong(sample("\"id\": \"7\""), "field-not-allowed", "/id"),
        wrong(sample("\"id\": \"1-1-1-1-1\""), "field-not-allowed", "/id"),
        wrong(sample("\"userData128\": \"x\""), "field-not-allowed", "/userData128"),
        wrong(sample("\"flags\": [\"overdraw\"]"), "field-not-allowed", "its words are linked"),
        wrong(sample("\"flags\": [null]"), "field-not-allowed", "/flags"),
        wrong(
            sample("\"amountMinor\": \"1\", \"flags\": [\"linked\"]"),
            "field-not-allowed",
            "linked to none"),
        wrong("{\"credit\": \"" + A_UUID + "\"}", "field-not-allowed", "/debit: it is missing"),
        wrong("{\"debit\": \"" + A_UUID + "\"}", "field-not-allowed", "/credit: it is missing"),
        wrong(
            "[" + sample("\"amountMinor\": \"1\"") + "," + sample("\"code\": 1") + "]",
            "field-not-allowed",
            "/1/amountMinor: it is missing"));
  }

  /** A transfer of two accounts and these fields. */
  private static String sample(String fields) {
    return "{\"debit\": \"" + A_UUID + "\", \"credit\": \"" + A_UUID + "\", " + fields + "}";
  }

  private static Arguments malformed(String body, String sentence) {
    return Arguments.of(body, 400, "json-malformed", sentence);
  }

  private static Arguments wrong(String body, String title, String sentence) {
    return Arguments.of(body, 422, title, sentence);
  }

  @ParameterizedTest
  @MethodSource("wrongBodies")
  void whatIsWrongIsTold(String body, int status, String title, String sentence) {
    HttpResponse<byte[]> response = post("/v1/transfers", body);
    assertProblem(response, status, title, sentence);
    assertThat(new String(response.body(), UTF_8)).doesNotContain("org.rahdari", "tools.jackson");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|422|/asset: it is missing",
        "{\"asset\": \"XXX\"}|422|no asset XXX",
        "{\"asset\": \"PKR\", \"id\": \"x\"}|422|/id",
        "{\"asset\": \"PKR\", \"flags\": [\"closed\"]}|422|debitsMustNotExceedCredits",
        "{\"asset\": \"PKR\", \"owner\": \"state-bank\"}|400|/owner: there is no such field",
        "[{\"asset\": \"PKR\"}]|400|belongs"
      })
  void soItIsOfAccounts(String body, int status, String sentence) {
    HttpResponse<byte[]> response = post("/v1/accounts", body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(detail(response)).contains(sentence);
  }

  @Test
  void tooManyBytesAreNotRead() {
    byte[] spaces = new byte[BODY_BYTES_MAX + 1];
    Arrays.fill(spaces, (byte) ' ');
    String much = new String(spaces, UTF_8);
    assertProblem(post("/v1/transfers", much), 413, "body-too-large", "4194304 bytes");
    assertProblem(post("/v1/accounts", much), 413, "body-too-large", "4096 bytes");
    assertProblem(post("/v1/transfers", "[]"), 422, "no-transfers", "no transfer");
  }

  @Test
  void tooManyTransfersAreNotEntered() {
    String one = sample("\"amountMinor\": \"1\"");
    assertProblem(
        post("/v1/transfers", list(one, TRANSFERS_MAX + 1)),
        413,
        "too-many-transfers",
        "8190 transfers");
    assertProblem(
        post("/v1/transfers?wait=final", list(one, RECEIPTS_MAX + 1)),
        413,
        "too-many-transfers",
        "100 transfers");
    assertProblem(post("/v1/transfers?wait=long", one), 400, "wait-not-allowed", "executed");
  }

  private static String list(String one, int times) {
    return "[" + String.join(",", java.util.Collections.nCopies(times, one)) + "]";
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "text/plain", "application/x-www-form-urlencoded"})
  void anotherTypeOfContentIsNotTaken(String type) {
    HttpRequest.Builder request = request("/v1/transfers", node.token("lahore-bank"));
    HttpResponse<byte[]> response =
        send(
            request
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(sample("\"amountMinor\": \"1\"")))
                .build());
    assertThat(response.statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/transfers", "/v1/accounts"})
  void withoutItsTokenNobodyIsHeard(String path) {
    String token = node.token("lahore-bank");
    String other = node.token("riyadh-remit");
    for (String wrong :
        List.of("x", token + "0", "lahore-bank" + other.substring(other.indexOf('.')))) {
      HttpResponse<byte[]> response =
          send(
              request(path, wrong)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))
                  .build());
      assertThat(response.statusCode()).isEqualTo(401);
    }
  }

  private HttpResponse<byte[]> post(String path, String body) {
    return send(
        request(path, node.token("lahore-bank"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(node.url() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertProblem(
      HttpResponse<byte[]> response, int status, String title, String sentence) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(JSON.readTree(response.body()).path("title").asString()).isEqualTo(title);
    assertThat(detail(response)).contains(sentence);
  }

  private static String detail(HttpResponse<byte[]> response) {
    return JSON.readTree(response.body()).path("detail").asString();
  }
}
