package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.platform.Approvals;
import org.rahdari.platform.Databases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Four eyes: what one person proposes another one approves, and it happens once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalsTest {
  private static final String BANK = "karachi-exchange";

  private Path folder;
  private RunningNode node;
  private Visitor operator;
  private Visitor approver;
  private Visitor second;
  private int fund = 0;

  @BeforeAll
  void start(@TempDir Path scratch) throws Exception {
    folder = scratch;
    run();
  }

  private void run() throws Exception {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node =
        RunningNode.start(
            DataFolder.open(
                folder.resolve("data"),
                Files.exists(folder.resolve("data")) ? null : DemoCommand.sample()),
            options);
    operator = visitor("operator");
    approver = visitor("approver");
    second = visitor("second");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private Visitor visitor(String kind) throws Exception {
    Visitor visitor = new Visitor(node.url());
    visitor.signIn(BANK + "-" + kind, node.invented().password(BANK + "-" + kind));
    return visitor;
  }

  private String fund(String amount) {
    return """
        {"program":"payments","instruction":"FundLiquidity",
         "body":{"id":"%s","asset":1,"amountMinor":%s}}"""
        .formatted(id(), amount);
  }

  /** Ids of what moves money are ordered by time. */
  private String id() {
    long now = System.currentTimeMillis();
    return String.format("%08x-%04x-7000-8000-%012x", now >> 16, now & 0xffff, ++fund);
  }

  private JsonNode propose(Visitor by, String json) throws Exception {
    Visitor.Answer answer = by.postJson("/v1/proposals", by.csrf(), json);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static JsonNode json(Visitor.Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private Visitor.Answer decide(Visitor by, String id, String what, String body) throws Exception {
    return by.postJson("/v1/proposals/" + id + "/" + what, by.csrf(), body);
  }

  private String state(String id) throws Exception {
    return json(operator.get("/v1/proposals/" + id)).path("state").asString();
  }

  @Test
  void anotherPersonApprovesAndTheLedgerHasIt() throws Exception {
    JsonNode proposed = propose(operator, fund("\"100\""));
    String id = proposed.path("id").asString();
    assertThat(proposed.path("state").asString()).isEqualTo("WAITING");
    assertThat(proposed.path("proposer").asString()).isEqualTo("Invented operator of " + BANK);
    assertThat(proposed.path("summary").toString()).contains("Amount minor: 100");

    assertThat(decide(operator, id, "approve", "").status()).as("no approver").isEqualTo(403);
    Visitor.Answer approved = decide(approver, id, "approve", "");
    assertThat(json(approved).path("state").asString()).as(approved.body()).isEqualTo("APPROVED");
    assertThat(json(approved).path("approver").asString())
        .isEqualTo("Invented approver of " + BANK);
    assertThat(json(approved).path("leaf").asLong()).isPositive();

    Visitor.Answer again = decide(second, id, "approve", "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(json(again).path("title").asString()).isEqualTo("already-decided");
  }

  @Test
  void aPersonProposesByAFormAndWhatIsTypedIsNotLost() throws Exception {
    assertThat(operator.get("/approvals/new").body())
        .contains("/approvals/new/payments/FundLiquidity", "/approvals/new/licensing/")
        .doesNotContain("/approvals/new/core/", "/approvals/new/charter/");
    String path = "/approvals/new/payments/FundLiquidity";
    Visitor.Answer form = operator.get(path + "?asset=1");
    Map<String, String> fields = new java.util.TreeMap<>();
    fields.put("_csrf", form.csrf());
    fields.put("id", id());
    fields.put("asset", "1");
    fields.put("amountMinor", "a hundred");

    Visitor.Answer wrong = operator.post(path, fields);
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("The field /body/amountMinor", "a hundred", fields.get("id"));

    fields.put("amountMinor", "100");
    Visitor.Answer right = operator.post(path, fields);
    assertThat(right.at().getPath()).matches("/approvals/[0-9a-f-]{36}");
    assertThat(right.body()).contains("Fund liquidity", "100");
    assertThat(approver.get(path).status()).as("who only approves").isEqualTo(403);
    assertThat(operator.get("/approvals/new/charter/Propose").status()).isEqualTo(404);
  }

  @Test
  void nobodyApprovesTheirOwnEvenWithBothRoles() throws Exception {
    node.invented()
        .invent(
            new DevelopmentProvider.Invented(
                "both", "Both Hats", List.of(BANK + ":operator", BANK + ":approver")));
    Visitor both = new Visitor(node.url());
    both.signIn("both", node.invented().password("both"));
    String id = propose(both, fund("5")).path("id").asString();
    Visitor.Answer own = decide(both, id, "approve", "");
    assertThat(own.status()).isEqualTo(403);
    assertThat(json(own).path("title").asString()).isEqualTo("own-proposal");
    assertThat(json(decide(both, id, "reject", "{\"why\":\"x\"}")).path("title").asString())
        .isEqualTo("own-proposal");
    assertThat(json(decide(both, id, "withdraw", "")).path("state").asString())
        .isEqualTo("WITHDRAWN");
  }

  @Test
  void whatTheLedgerRefusesIsSaid() throws Exception {
    String id = propose(operator, fund("\"9000000000000000000\"")).path("id").asString();
    JsonNode failed = json(decide(approver, id, "approve", ""));
    assertThat(failed.path("state").asString()).isEqualTo("FAILED");
    assertThat(failed.path("why").asString()).isNotBlank();
  }

  @Test
  void twoAtTheSameTimeApproveItOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      String id = propose(operator, fund("7")).path("id").asString();
      String one = approver.csrf();
      String two = second.csrf();
      List<Callable<Visitor.Answer>> both =
          List.of(
              () -> approver.postJson("/v1/proposals/" + id + "/approve", one, ""),
              () -> second.postJson("/v1/proposals/" + id + "/approve", two, ""));
      List<Integer> statuses = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
        for (Future<Visitor.Answer> each : threads.invokeAll(both))
          statuses.add(each.get().status());
      }
      assertThat(statuses).containsExactlyInAnyOrder(200, 409);
      assertThat(state(id)).isEqualTo("APPROVED");
    }
  }

  @Test
  void aSystemProposesAndAPersonRejectsWithTheReason() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + "/v1/proposals"))
            .header("Content-Type", "application/json")
            .header("Authorization", header())
            .POST(HttpRequest.BodyPublishers.ofString(fund("3")));
    Visitor.Answer proposed = new Visitor(node.url()).send(request);
    assertThat(json(proposed).path("proposer").asString()).isEqualTo("system");
    String id = json(proposed).path("id").asString();

    Visitor.Answer denied =
        new Visitor(node.url())
            .send(
                HttpRequest.newBuilder(URI.create(node.url() + "/v1/proposals/" + id + "/approve"))
                    .header("Authorization", header())
                    .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(denied.status()).isEqualTo(403);

    assertThat(decide(approver, id, "reject", "{\"why\":\" \"}").status()).isEqualTo(422);
    JsonNode rejected = json(decide(approver, id, "reject", "{\"why\":\"not today\"}"));
    assertThat(rejected.path("state").asString()).isEqualTo("REJECTED");
    assertThat(rejected.path("why").asString()).isEqualTo("not today");
  }

  private String header() throws Exception {
    return Files.readString(node.tokens().resolve(BANK))
        .strip()
        .substring("Authorization: ".length());
  }

  @Test
  void anotherInstitutionSeesNothingOfIt() throws Exception {
    String id = propose(operator, fund("2")).path("id").asString();
    Visitor other = new Visitor(node.url());
    other.signIn("lahore-bank-approver", node.invented().password("lahore-bank-approver"));
    assertThat(other.get("/v1/proposals/" + id).status()).isEqualTo(404);
    assertThat(decide(other, id, "approve", "").status()).isEqualTo(404);
    assertThat(other.get("/approvals/" + id).status()).isEqualTo(404);
  }

  @Test
  void whatIsNoInstructionIsRefusedByItsField() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "{\"program\":\"payments\",\"instruction\":\"FundLiquidity\",\"body\":{}}",
            "/body/",
            "{\"program\":\"payments\",\"instruction\":\"Nothing\",\"body\":{}}",
            "instruction Nothing",
            "{\"program\":\"charter\",\"instruction\":\"Activate\",\"body\":{}}",
            "at their own addresses",
            "{\"program\":\"payments\",\"instruction\":\"FundLiquidity\",\"body\":"
                + "{\"id\":\"x\",\"asset\":1,\"amountMinor\":1}}",
            "/body/id",
            "{\"program\":\"payments\",\"instruction\":\"FundLiquidity\",\"body\":"
                + "{\"id\":\"01900000-0000-7000-8000-000000000001\",\"asset\":1.5,\"amountMinor\":1}}",
            "/body/asset",
            "{\"program\":\"payments\",\"instruction\":\"FundLiquidity\",\"body\":"
                + "{\"id\":\"01900000-0000-7000-8000-000000000001\",\"asset\":1,\"amountMinor\":1,\"x\":1}}",
            "/body/x");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Visitor.Answer answer = operator.postJson("/v1/proposals", operator.csrf(), each.getKey());
      assertThat(answer.status()).as(each.getKey()).isEqualTo(422);
      assertThat(json(answer).path("detail").asString()).contains(each.getValue());
    }
  }

  @Test
  void thePagesWorkWithoutScripts() throws Exception {
    String id = propose(operator, fund("11")).path("id").asString();
    assertThat(operator.get("/approvals").body()).contains("Fund liquidity (payments)", id);
    assertThat(operator.get("/approvals/" + id).body())
        .contains("Take it back")
        .doesNotContain("Approve, sign and send");
    Visitor.Answer page = approver.get("/approvals/" + id);
    assertThat(page.body()).contains("Approve, sign and send", "Amount minor", "11");
    Visitor.Answer done =
        approver.post("/approvals/" + id + "/approve", Map.of("_csrf", page.csrf()));
    assertThat(done.at().getPath()).isEqualTo("/approvals/" + id);
    assertThat(done.body()).contains("approved and accepted", "In the ledger");
    Visitor.Answer late =
        second.post(
            "/approvals/" + id + "/reject", Map.of("_csrf", second.csrf(), "why", "too late"));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body()).contains("It waits no longer");
  }

  /** As after a crash: claimed, and the node does not know what became of the envelope. */
  @Test
  void whatWasClaimedIsSettledByTheLeaves() throws Exception {
    String sent = propose(operator, fund("13")).path("id").asString();
    decide(approver, sent, "approve", "");
    String lost = propose(operator, fund("14")).path("id").asString();
    try (Connection vault = node.part(Databases.class).vault().getConnection();
        Statement sql = vault.createStatement()) {
      sql.execute(
          "UPDATE proposal SET state = 'CLAIMED', position = NULL, leaf = NULL,"
              + " decided_at = decided_at - interval '1 minute' WHERE id = '"
              + sent
              + "'");
      sql.execute(
          "UPDATE proposal SET state = 'CLAIMED', approver = '"
              + lost
              + "', approver_name = 'x',"
              + " envelope = '\\x00', envelope_id = '"
              + lost
              + "', leaf_from = 0,"
              + " valid_until = 1000, decided_at = proposed_at - interval '1 minute'"
              + " WHERE id = '"
              + lost
              + "'");
    }
    assertThat(state(sent)).isEqualTo("CLAIMED");
    assertThat(decide(second, sent, "approve", "").status()).isEqualTo(409);

    node.close();
    run();
    Wait.until(() -> state(node, sent).equals("APPROVED"));
    assertThat(json(operator.get("/v1/proposals/" + sent)).path("leaf").asLong()).isPositive();
    Wait.until(() -> state(node, lost).equals("WAITING"));
    JsonNode again = json(decide(approver, lost, "approve", ""));
    assertThat(again.path("state").asString()).isEqualTo("APPROVED");
    assertThat(node.part(Approvals.class)).isNotNull();
  }

  private String state(RunningNode on, String id) {
    try {
      return on == node ? state(id) : "";
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
