package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Result;
import org.rahdari.licensing.*;
import org.rahdari.licensing.Instructions.*;
import org.rahdari.licensing.web.RegisterReader;
import org.rahdari.payments.Instructions.ConfirmCredit;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.program.FourEyes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A global exchange from its application to the day on which an administrator gives its clients
 * their money back; and what the register could prove at each time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LicensingJourneyTest {
  private static final String AUTHORITY = "regulator";
  private static final String FIRM = "global-exchange";
  private static final String BANK = "lahore-bank";
  private static final String TRUST = "insolvency-trust";
  private static final FourEyes TWO = new FourEyes(new Id(7, 1), new Id(7, 2));
  private static final Id APPLICATION = new Id(20, 1);
  private static final Id NOC = new Id(20, 2);
  private static final Id FULL = new Id(20, 3);
  private static final Id LICENCE = new Id(20, 4);
  private static final OpenClientAccount CLIENTS =
      new OpenClientAccount(new Id(20, 5), 1, ClientUse.MONEY, 2);
  private static final OpenClientAccount OTHERS =
      new OpenClientAccount(new Id(20, 6), 1, ClientUse.MONEY, 2);
  private static final long YEAR_MILLIS = 365L * 24 * 60 * 60 * 1_000;

  private LiveNode node;
  private Path scratch;
  private long ids = 1;
  private Instant beforeNoc = Instant.EPOCH;
  private Instant licensed = Instant.EPOCH;
  private Instant suspended = Instant.EPOCH;

  @BeforeAll
  void start(@TempDir Path folder) {
    scratch = folder;
    node = LiveNode.start(folder.resolve("data"), DemoCommand.sample(), new NodeOptions());
  }

  @AfterAll
  void stop() {
    if (node != null) node.close();
  }

  private String say(String party, Record instruction) {
    Result result = node.part(Orders.class).order(node.party(party), instruction).result();
    return result.accepted() ? "accepted" : result.reason();
  }

  private void must(String party, Record instruction) {
    assertThat(say(party, instruction)).as(instruction.toString()).isEqualTo("accepted");
  }

  private static Hash32 hash(String text) {
    return Hash32.sha256(text.getBytes(UTF_8));
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private Id own(String party) {
    return Network.firstAccount(node.party(party).number(), 1);
  }

  private Id next() {
    return new Id(now() << 16, ids++);
  }

  private long balance(Id account) {
    return node.part(org.rahdari.replication.Replica.class)
        .read(
            kernel ->
                java.util.Objects.requireNonNull(kernel.ledger().account(account)).balanceMinor());
  }

  private static FileApplication application(Id id, Purpose purpose, Id from) {
    return new FileApplication(
        id,
        6,
        purpose,
        "exchange",
        List.of(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER),
        Id.NONE,
        hash("form " + id),
        List.of(hash("articles")),
        List.of(new ForeignAuthorisation("AE", "Sample Authority of the Gulf", hash("paper"))),
        List.of(
            new Individual(Id.derived("mlro", id), Position.MLRO, hash("who"), false),
            new Individual(Id.derived("director", id), Position.DIRECTOR, hash("who else"), false)),
        List.of(
            new Holding(new Id(30, 1), Id.NONE, 6_000),
            new Holding(new Id(30, 2), Id.NONE, 4_000),
            new Holding(new Id(30, 3), new Id(30, 1), 5_000),
            new Holding(new Id(30, 4), new Id(30, 2), 10_000)),
        from);
  }

  @Test
  @Order(1)
  void theAuthorityIsSetUp() {
    must(AUTHORITY, new EnrolOfficer(new Id(7, 1), FourEyes.NOBODY));
    must(AUTHORITY, new EnrolOfficer(new Id(7, 2), FourEyes.NOBODY));
    AdoptSchedule schedule =
        new AdoptSchedule(
            1,
            1,
            own(AUTHORITY),
            60,
            30,
            30,
            30,
            21,
            30,
            50_000,
            1_000,
            List.of(
                new Category(
                    "exchange",
                    List.of(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER),
                    1_000_000,
                    5_000_000,
                    90)),
            hash("the law"),
            TWO);
    must(AUTHORITY, schedule);
    assertThat(
            say(
                AUTHORITY,
                new EnrolOfficer(new Id(7, 3), new FourEyes(new Id(7, 1), new Id(7, 1)))))
        .isEqualTo("OFFICER_APPROVES_OWN");
  }

  @Test
  @Order(2)
  void withoutALicenceItsMoneyStaysWhereItIs() throws Exception {
    assertThat(raw(FIRM, own(FIRM), own(BANK))).contains("PARTY_GUARDED");
    assertThat(say(FIRM, pay(next(), 100))).isEqualTo("NOT_LICENSED");
    beforeNoc = seal();
  }

  private InstructPayment pay(Id id, long minor) {
    return new InstructPayment(
        id, next(), node.party(BANK).number(), 1, minor, Id.NONE, hash("message"));
  }

  private String raw(String party, Id from, Id to) {
    NodeClient.Response answer =
        node.as(party)
            .post(
                "/v1/transfers",
                Map.of(
                    "id", next().toString(),
                    "debit", from.toString(),
                    "credit", to.toString(),
                    "amountMinor", "1"));
    return answer.text();
  }

  @Test
  @Order(3)
  void itAppliesIsAskedAndGetsACertificate() {
    must(FIRM, application(APPLICATION, Purpose.NOC, own(FIRM)));
    assertThat(balance(own(AUTHORITY))).isEqualTo(1_000_000);
    must(
        AUTHORITY, new AskQuestion(new Id(21, 1), APPLICATION, hash("who are you?"), new Id(7, 1)));
    must(FIRM, new AnswerQuestion(new Id(21, 1), hash("we")));
    must(
        AUTHORITY,
        new AskOpinion(
            new Id(21, 2),
            APPLICATION,
            node.party("monitoring-unit").number(),
            hash("your view?"),
            new Id(7, 1)));
    must("monitoring-unit", new GiveOpinion(new Id(21, 2), Stance.NO_OBJECTION, hash("none")));
    assertThat(say(FIRM, application(FULL, Purpose.LICENCE, own(FIRM)))).isEqualTo("NOC_MISSING");
    Terms noc =
        new Terms(
            List.of(), List.of(Preparation.OPEN_CLIENT_ACCOUNTS), List.of(), List.of(), List.of());
    assertThat(
            say(
                AUTHORITY,
                new GrantApplication(
                    APPLICATION, NOC, noc, 0, now() + YEAR_MILLIS, hash("why"), 1, TWO)))
        .isEqualTo("DATED_BEFORE_APPLICATION");
    must(
        AUTHORITY,
        new GrantApplication(
            APPLICATION, NOC, noc, 0, now() + YEAR_MILLIS, hash("why"), now(), TWO));
    must(FIRM, CLIENTS);
  }

  @Test
  @Order(4)
  void itGetsALicenceWithACap() throws Exception {
    must(FIRM, application(FULL, Purpose.LICENCE, own(FIRM)));
    for (String who : List.of("mlro", "director"))
      must(AUTHORITY, new AssessIndividual(Id.derived(who, FULL), true, hash("fit"), now(), TWO));
    Terms terms =
        new Terms(
            List.of(Service.EXCHANGE, Service.CUSTODY, Service.TRANSFER),
            List.of(),
            List.of(new Condition("C1", "Reports its reserves every day.")),
            List.of(new Cap(1, 10_000, 15_000)),
            List.of());
    must(
        AUTHORITY,
        new GrantApplication(
            FULL, LICENCE, terms, 0, now() + YEAR_MILLIS, hash("why"), now(), TWO));
    licensed = seal();
    must(FIRM, OTHERS);
    must(BANK, new BringIn(next(), own(BANK), CLIENTS.account(), 100_000));
  }

  @Test
  @Order(5)
  void itActsWithinItsCapAndNotAbove() {
    Id payment = next();
    must(FIRM, pay(payment, 9_000));
    must(BANK, new ConfirmCredit(payment));
    assertThat(say(FIRM, pay(next(), 10_001))).isEqualTo("ABOVE_TRANSACTION_CAP");
    assertThat(say(FIRM, pay(next(), 6_001))).isEqualTo("ABOVE_DAILY_CAP");
    must(BANK, new BringIn(next(), own(BANK), OTHERS.account(), 5_000));
    // Not to the firm itself: what is the clients' is segregated.
    assertThat(say(FIRM, new PayOut(next(), CLIENTS.account(), own(FIRM), 100)))
        .isEqualTo("CLIENT_MONEY_SEGREGATED");
    must(FIRM, new PayOut(next(), CLIENTS.account(), own(BANK), 1_000));
  }

  @Test
  @Order(6)
  void itIsSuspendedInMidPayment() throws Exception {
    Id payment = next();
    must(FIRM, pay(payment, 500));
    must(
        AUTHORITY,
        new SuspendPermission(
            LICENCE, Ground.CLIENT_MONEY, now() + YEAR_MILLIS / 2, hash("why"), now(), TWO));
    assertThat(say(BANK, new ConfirmCredit(payment))).isEqualTo("LICENCE_SUSPENDED");
    assertThat(say(FIRM, pay(next(), 1))).isEqualTo("LICENCE_SUSPENDED");
    assertThat(say(FIRM, new PayOut(next(), CLIENTS.account(), own(BANK), 100)))
        .isEqualTo("LICENCE_SUSPENDED");
    suspended = seal();
  }

  @Test
  @Order(7)
  void theAdministratorGivesClientsTheirMoneyBack() {
    ReturnClientMoney back = new ReturnClientMoney(next(), CLIENTS.account(), own(BANK), 99_000);
    assertThat(say(TRUST, back)).isEqualTo("NOT_THE_ADMINISTRATOR");
    int firm = node.party(FIRM).number();
    must(
        AUTHORITY,
        new AppointAdministrator(firm, node.party(TRUST).number(), hash("why"), now(), TWO));
    must(TRUST, back);
    assertThat(balance(CLIENTS.account())).isZero();
    node.assertConserved();
  }

  /** Waits until the seal of the last change is final; answers its time. */
  private Instant seal() {
    must(AUTHORITY, new RequestSeal());
    Instant asked = Instant.ofEpochMilli(node.part(RegisterReader.class).nowMillis());
    Wait.until(() -> proof(FIRM, asked).statusCode() == 200);
    return asked;
  }

  private HttpResponse<byte[]> proof(String code, Instant at) {
    return get("/v1/register/firms/" + code + "/proof?at=" + at);
  }

  private HttpResponse<byte[]> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + path)).build();
    try {
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(8)
  void theRegisterProvesEachStatusAtItsTimeWithoutTheNode() throws Exception {
    assertThat(verified(FIRM, beforeNoc)).startsWith("3 VERIFIED: party 7 was not licensed");
    assertThat(verified(FIRM, licensed)).startsWith("0 VERIFIED: party 7 was licensed");
    assertThat(verified(FIRM, suspended))
        .startsWith("3 VERIFIED: party 7 was not licensed")
        .contains("SUSPENDED");
    assertThat(verified(BANK, suspended))
        .startsWith("3 VERIFIED: party 2 was not licensed")
        .contains("the register had no line about it");
    // A proof of then says nothing of later, and what was changed in it says nothing at all.
    Path then = Files.write(scratch.resolve("then"), proof(FIRM, licensed).body());
    assertThat(verify(then, 7, suspended))
        .startsWith("1 NOT VERIFIED: It shows what was recorded by");
    assertThat(verify(then, 2, licensed)).startsWith("1 NOT VERIFIED: It is about FIRM 7");
    String text = Files.readString(then);
    Files.writeString(then, text.replace("\"of\" : 7", "\"of\" : 2"));
    assertThat(verify(then, 7, licensed)).startsWith("1 NOT VERIFIED: One of its lines");
    Files.writeString(then, text.replaceFirst("(?s)\"lines\" : \\[.*?\\]", "\"lines\" : []"));
    assertThat(verify(then, 7, licensed))
        .startsWith("1 NOT VERIFIED: The register held other lines");
  }

  private String verified(String code, Instant at) throws IOException {
    Path proof = Files.write(scratch.resolve(code + ".json"), proof(code, at).body());
    return verify(proof, node.party(code).number(), at);
  }

  private String verify(Path proof, int firm, Instant at) {
    StringWriter printed = new StringWriter();
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(
                "register",
                "verify",
                proof.toString(),
                "--policy",
                scratch.resolve("data").resolve("policy").toString(),
                "--firm",
                String.valueOf(firm),
                "--at",
                at.toString());
    return status + " " + printed;
  }

  @Test
  @Order(9)
  void anybodyReadsTheRegisterAtAnyTime() {
    JsonNode now = json("/v1/register");
    assertThat(now.path("firms").valueStream().map(each -> each.path("status").asString()))
        .containsExactly("IN_FORCE", "SUSPENDED");
    JsonNode then = json("/v1/register?at=" + licensed + "&known=" + licensed);
    assertThat(then.path("firms").get(1).path("status").asString()).isEqualTo("IN_FORCE");
    assertThat(then.path("firms").get(1).path("caps").get(0).path("once").asString())
        .isEqualTo("100.00");
    assertThat(json("/v1/register?at=" + beforeNoc).path("firms").isEmpty()).isTrue();
    assertThat(new String(get("/v1/register.csv").body(), UTF_8))
        .contains("FIRM,global-exchange,Sample Global Exchange,AE,LICENCE,SUSPENDED")
        .contains("C1: Reports its reserves every day.");
    assertThat(json("/v1/register/changes?limit=2").path("next").asLong()).isEqualTo(2);
    assertThat(json("/v1/register/firms/global-exchange").size()).isEqualTo(3);
    assertThat(json("/v1/register/firms/lahore-bank").size()).isZero();
  }

  private JsonNode json(String path) {
    HttpResponse<byte[]> answer = get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  @Test
  @Order(10)
  void aQuestionThatMakesNoSenseIsRefusedPlainly() {
    assertThat(refused("/v1/register/changes?from=1970-01-01T00:00:00Z&to=9999-01-01T00:00:00Z"))
        .isEqualTo("422 range-not-allowed");
    assertThat(refused("/v1/register?at=%2B1000000000-01-01T00:00:00Z"))
        .isEqualTo("400 time-not-allowed");
    assertThat(refused("/v1/register?at=yesterday")).isEqualTo("400 time-not-allowed");
    assertThat(refused("/v1/register/changes?limit=1000000000")).isEqualTo("400 limit-not-allowed");
    assertThat(refused("/v1/register/firms/nobody")).isEqualTo("404 subject-unknown");
    assertThat(refused("/v1/register/firms/global-exchange/proof?at=9999-01-01T00:00:00Z"))
        .isEqualTo("409 not-sealed-yet");
  }

  private String refused(String path) {
    HttpResponse<byte[]> answer = get(path);
    return answer.statusCode()
        + " "
        + JsonMapper.shared().readTree(answer.body()).path("title").asString();
  }
}
