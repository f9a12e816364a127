package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.rahdari.licensing.ClientUse;
import org.rahdari.licensing.Instructions.OpenClientAccount;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Four institutions, each with its own process, keys, people and disk: an exchange applies, is
 * asked, licensed, capped, suspended, and its clients get their money back. What the authority
 * decides, one officer proposes and another approves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkLicensingTest {
  private static final String AUTHORITY = "regulator";
  private static final String FIRM = "global-exchange";
  private static final String BANK = "lahore-bank";
  private static final String TRUST = "state-bank";
  private static final List<String> ALL = List.of(TRUST, BANK, AUTHORITY, FIRM);
  private static final Id CLIENTS = new Id(41, 1);
  private static final String YEAR_LATER =
      String.valueOf(Instant.now().plus(Duration.ofDays(365)).toEpochMilli());

  private final List<MemberProcess> processes = new ArrayList<>();
  private final Map<String, Visitor> people = new TreeMap<>();
  private Path members;
  private long ids = 1;
  private String noc = "";
  private String full = "";
  private String licence = "";
  private Instant licensed = Instant.EPOCH;
  private Instant suspended = Instant.EPOCH;

  @BeforeAll
  void start(@TempDir Path scratch) throws Exception {
    members = scratch.resolve("members");
    byte[] description =
        Files.readAllBytes(Path.of("..", "docs", "examples", "licensing-network.json"));
    new NetworkFolders(description, "127.0.0.1", NetworkDemoCommand.freePorts())
        .write(members, Instant.now());
    for (String code : ALL) processes.add(new MemberProcess(code, members.resolve(code)));
    for (MemberProcess each : processes) each.start();
    for (MemberProcess each : processes) each.awaitUp();
  }

  @AfterAll
  void stop() throws Exception {
    for (MemberProcess each : processes) each.close();
  }

  private MemberProcess node(String code) {
    return processes.get(ALL.indexOf(code));
  }

  private Visitor person(String name) throws Exception {
    Visitor there = people.get(name);
    if (there != null) return there;
    String code = name.substring(0, name.lastIndexOf('-'));
    Visitor visitor = new Visitor(node(code).url());
    visitor.signIn(
        name, new Keyring(members.resolve(code).resolve("people")).make(name).toString());
    people.put(name, visitor);
    return visitor;
  }

  private static String hash(String text) {
    return Hash32.sha256(text.getBytes(UTF_8)).toString();
  }

  private static String now() {
    return String.valueOf(System.currentTimeMillis());
  }

  private String fresh() {
    return new Id(System.currentTimeMillis() << 16, ids++).toString();
  }

  private static String own(String code) {
    return Network.firstAccount(ALL.indexOf(code) + 1, 1).toString();
  }

  private static String reading(String json) {
    return json.replace('\'', '"');
  }

  /** An institution's system instructs; answers accepted or why not. */
  private String say(String code, String instruction, String body) {
    NodeClient.Response answer =
        node(code)
            .client()
            .post(
                "/v1/instructions",
                Map.of(
                    "program",
                    "licensing",
                    "instruction",
                    instruction,
                    "body",
                    JsonMapper.shared().readTree(reading(body))));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode json = answer.json();
    return json.path("accepted").asBoolean() ? "accepted" : json.path("reason").asString();
  }

  private void must(String code, String instruction, String body) {
    assertThat(say(code, instruction, body)).as(instruction).isEqualTo("accepted");
  }

  /** One officer proposes, another approves; answers what became of it. */
  private JsonNode decide(String instruction, String body) throws Exception {
    Visitor first = person("regulator-operator");
    String json =
        reading("{'program':'licensing','instruction':'" + instruction + "','body':" + body + "}");
    Visitor.Answer proposed = first.postJson("/v1/proposals", first.csrf(), json);
    assertThat(proposed.status()).as(proposed.body()).isEqualTo(200);
    String id = JsonMapper.shared().readTree(proposed.body()).path("id").asString();
    Visitor second = person("regulator-approver");
    Visitor.Answer approved =
        second.postJson("/v1/proposals/" + id + "/approve", second.csrf(), "");
    return JsonMapper.shared().readTree(approved.body());
  }

  private void mustDecide(String instruction, String body) throws Exception {
    JsonNode decided = decide(instruction, body);
    assertThat(decided.path("state").asString()).as(decided.toString()).isEqualTo("APPROVED");
  }

  private String pseudonym(String name) throws Exception {
    return JsonMapper.shared()
        .readTree(person(name).get("/v1/me").body())
        .path("pseudonym")
        .asString();
  }

  @Test
  @Order(1)
  void theAuthorityTakesInItsOfficersAndAdoptsASchedule() throws Exception {
    for (String name : List.of("regulator-operator", "regulator-approver"))
      mustDecide("EnrolOfficer", "{'officer':'" + pseudonym(name) + "'}");
    mustDecide(
        "AdoptSchedule",
        "{'number':1,'feeAsset':1,'feeAccount':'"
            + own(AUTHORITY)
            + "','clockDays':60,'answerDays':30,'opinionDays':30,'appealDays':30,'returnDays':21,"
            + "'paymentDays':30,'lateFeeMinor':50000,'disclosureBps':1000,'categories':[{'code':'exchange',"
            + "'services':['EXCHANGE','CUSTODY','TRANSFER'],'applicationFeeMinor':1000000,"
            + "'permissionFeeMinor':5000000,'returnEveryDays':90}],'text':'"
            + hash("law")
            + "'}");
  }

  @Test
  @Order(2)
  void twoPeopleStandBehindWhatTheAuthorityDecides() {
    NodeClient.Response answer =
        node(AUTHORITY)
            .client()
            .post(
                "/v1/instructions",
                Map.of(
                    "program", "licensing",
                    "instruction", "EnrolOfficer",
                    "body", Map.of("officer", fresh())));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json().path("title").asString()).isEqualTo("two-people-needed");
  }

  private String application(String id, String purpose) {
    return "{'id':'"
        + id
        + "','authority':3,'purpose':'"
        + purpose
        + "','category':'exchange','services':['EXCHANGE','TRANSFER'],'about':'"
        + Id.NONE
        + "','form':'"
        + hash("form")
        + "','documents':['"
        + hash("articles")
        + "'],'foreign':[{'country':'AE','authority':'Sample Authority','paper':'"
        + hash("paper")
        + "'}],'individuals':[{'id':'"
        + Id.derived("mlro", Id.parse(id))
        + "','position':'MLRO','who':'"
        + hash("who")
        + "','outsourced':false}],'holdings':[{'owner':'"
        + new Id(50, 1)
        + "','owned':'"
        + Id.NONE
        + "','shareBps':10000}],'payFrom':'"
        + own(FIRM)
        + "'}";
  }

  private static String terms(String services, String preparations, String caps) {
    return "{'services':["
        + services
        + "],'preparations':["
        + preparations
        + "],'conditions':[],'caps':["
        + caps
        + "],'exitCriteria':[]}";
  }

  private String grant(String application, String permission, String terms) {
    return "{'application':'"
        + application
        + "','permission':'"
        + permission
        + "','terms':"
        + terms
        + ",'fromMillis':0,'untilMillis':"
        + YEAR_LATER
        + ",'grounds':'"
        + hash("why")
        + "','datedMillis':"
        + now()
        + "}";
  }

  @Test
  @Order(3)
  void theExchangeAppliesIsAskedAndGetsItsCertificate() throws Exception {
    noc = fresh();
    String form = keep("the form of a global exchange, with names in it");
    must(FIRM, "FileApplication", application(noc, "NOC").replace(hash("form"), form));
    // The authority's node has it as soon as its ledger bears it out; nobody else's has.
    Wait.until(
        () ->
            document(AUTHORITY, form)
                .equals("200 the form of a global exchange, with names in it"));
    assertThat(document(BANK, form)).startsWith("404");
    String question = fresh();
    must(
        AUTHORITY,
        "AskQuestion",
        "{'id':'"
            + question
            + "','application':'"
            + noc
            + "','question':'"
            + hash("who are you?")
            + "','officer':'"
            + pseudonym("regulator-operator")
            + "'}");
    JsonNode asked = applicationOf(noc);
    assertThat(asked.path("stage").asString()).isEqualTo("QUESTION_ASKED");
    assertThat(asked.path("clockRuns").asBoolean()).isFalse();
    must(FIRM, "AnswerQuestion", "{'question':'" + question + "','answer':'" + hash("we") + "'}");
    mustDecide("GrantApplication", grant(noc, fresh(), terms("", "'OPEN_CLIENT_ACCOUNTS'", "")));
    must(FIRM, "OpenClientAccount", "{'id':'" + CLIENTS + "','asset':1,'use':'MONEY','bank':2}");
  }

  private String keep(String document) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(node(FIRM).url() + "/v1/documents?to=" + AUTHORITY))
                    .header("Authorization", token(FIRM))
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(document))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("commitment").asString();
  }

  private String token(String code) throws Exception {
    return Files.readString(members.resolve(code).resolve("tokens").resolve(code))
        .strip()
        .substring("Authorization: ".length());
  }

  private String document(String code, String commitment) {
    NodeClient.Response answer = node(code).client().get("/v1/documents/" + commitment);
    return answer.status() + " " + answer.text();
  }

  private JsonNode applicationOf(String id) {
    return Wait.seen(
            "application " + id,
            () -> {
              NodeClient.Response answer =
                  node(FIRM).client().get("/v1/licensing/applications/" + id);
              return answer.status() == 200 ? answer.json() : null;
            })
        .path("application");
  }

  private static String clients() {
    return new OpenClientAccount(CLIENTS, 1, ClientUse.MONEY, 2).account().toString();
  }

  private String bringIn(long minor) {
    return "{'id':'"
        + fresh()
        + "','from':'"
        + own(BANK)
        + "','account':'"
        + clients()
        + "','amountMinor':"
        + minor
        + "}";
  }

  private String payOut(long minor) {
    return "{'id':'"
        + fresh()
        + "','account':'"
        + clients()
        + "','to':'"
        + own(BANK)
        + "','amountMinor':"
        + minor
        + "}";
  }

  @Test
  @Order(4)
  void itGetsItsLicenceAndActsWithinItsCap() throws Exception {
    assertThat(say(BANK, "BringIn", bringIn(1))).isEqualTo("NOT_LICENSED");
    full = fresh();
    must(FIRM, "FileApplication", application(full, "LICENCE"));
    mustDecide(
        "AssessIndividual",
        "{'individual':'"
            + Id.derived("mlro", Id.parse(full))
            + "','fit':true,'grounds':'"
            + hash("fit")
            + "','datedMillis':"
            + now()
            + "}");
    licence = fresh();
    mustDecide(
        "GrantApplication",
        grant(
            full,
            licence,
            terms("'EXCHANGE','TRANSFER'", "", "{'asset':1,'onceMinor':10000,'dayMinor':15000}")));
    licensed = sealed();
    must(BANK, "BringIn", bringIn(100_000));
    must(FIRM, "PayOut", payOut(10_000));
    assertThat(say(FIRM, "PayOut", payOut(10_001))).isEqualTo("ABOVE_TRANSACTION_CAP");
    assertThat(say(FIRM, "PayOut", payOut(5_001))).isEqualTo("ABOVE_DAILY_CAP");
  }

  @Test
  @Order(5)
  void itIsSuspendedAndItsClientsGetTheirMoneyBack() throws Exception {
    mustDecide(
        "SuspendPermission",
        "{'permission':'"
            + licence
            + "','ground':'CLIENT_MONEY','untilMillis':"
            + YEAR_LATER
            + ",'grounds':'"
            + hash("why")
            + "','datedMillis':"
            + now()
            + "}");
    suspended = sealed();
    assertThat(say(FIRM, "PayOut", payOut(1))).isEqualTo("LICENCE_SUSPENDED");
    assertThat(say(TRUST, "ReturnClientMoney", payOut(90_000))).isEqualTo("NOT_THE_ADMINISTRATOR");
    mustDecide(
        "AppointAdministrator",
        "{'firm':4,'administrator':1,'grounds':'" + hash("why") + "','datedMillis':" + now() + "}");
    must(TRUST, "ReturnClientMoney", payOut(90_000));
    assertThat(say(TRUST, "ReturnClientMoney", payOut(1))).isEqualTo("CLIENT_MONEY_INSUFFICIENT");
  }

  /** Waits until the register has a final seal of now, at the bank's node; answers its time. */
  private Instant sealed() {
    must(AUTHORITY, "RequestSeal", "{}");
    Instant at = Instant.now();
    Wait.until(
        () -> {
          if (proof(at).status() == 200) return true;
          must(AUTHORITY, "RequestSeal", "{}");
          return false;
        });
    return at;
  }

  private NodeClient.Response proof(Instant at) {
    return new NodeClient(node(BANK).url(), null)
        .get("/v1/register/firms/" + FIRM + "/proof?at=" + at);
  }

  @Test
  @Order(6)
  void theRegisterProvesEachStatusAtItsTimeAndEveryReceiptVerifiesOffline() throws Exception {
    assertThat(verified(licensed)).startsWith("0 VERIFIED: party 4 was licensed").contains("of 4");
    assertThat(verified(suspended)).startsWith("3 VERIFIED: party 4 was not licensed");
    int receipts = 0;
    for (String id : List.of(noc, full)) {
      JsonNode steps =
          node(FIRM).client().get("/v1/licensing/applications/" + id).json().path("steps");
      for (JsonNode step : steps) {
        String at =
            "/v1/licensing/applications/"
                + id
                + "/receipt?leaf="
                + step.path("leaf").asLong()
                + "&item="
                + step.path("item").asInt();
        Wait.until(() -> node(FIRM).client().get(at).status() == 200);
        Path receipt =
            Files.write(
                members.resolve("receipt-" + ++receipts), node(FIRM).client().get(at).body());
        assertThat(run("verify", receipt.toString())).startsWith("0 VERIFIED");
      }
    }
    assertThat(receipts).isGreaterThanOrEqualTo(7);
  }

  private String verified(Instant at) throws Exception {
    Path proof = Files.write(members.resolve("proof"), proof(at).body());
    return run("register", "verify", proof.toString(), "--firm", "4", "--at", at.toString());
  }

  private String run(String... words) {
    StringWriter printed = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--policy", members.resolve("state-bank").resolve("policy").toString()));
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(all.toArray(String[]::new));
    return status + " " + printed;
  }
}
