package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.platform.Databases;
import org.rahdari.platform.Trail;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who saw and did what is written down, for the auditor alone, and stays as it was written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrailTest {
  private static final String BANK = "karachi-exchange";
  private static final String WHY = "a reason that stays out of the trail";

  private RunningNode node;
  private Visitor auditor;
  private String proposal;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node =
        RunningNode.start(DataFolder.open(folder.resolve("data"), DemoCommand.sample()), options);
    auditor = visitor("auditor");
    Visitor operator = visitor("operator");
    Visitor.Answer proposed =
        operator.postJson(
            "/v1/proposals",
            operator.csrf(),
            """
            {"program":"payments","instruction":"FundLiquidity","body":
             {"id":"01900000-0000-7000-8000-000000000001","asset":1,"amountMinor":1}}""");
    proposal = JsonMapper.shared().readTree(proposed.body()).path("id").asString();
    operator.postJson("/v1/proposals/" + proposal + "/approve", operator.csrf(), "");
    Visitor approver = visitor("approver");
    approver.postJson(
        "/v1/proposals/" + proposal + "/reject", approver.csrf(), "{\"why\":\"" + WHY + "\"}");
    new Visitor(node.url())
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + "/v1/accounts?secret=x"))
                .header(
                    "Authorization",
                    Files.readString(node.tokens().resolve(BANK))
                        .strip()
                        .substring("Authorization: ".length())));
    visitorOf("lahore-bank-reader").get("/payments");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private Visitor visitor(String kind) throws Exception {
    return visitorOf(BANK + "-" + kind);
  }

  private Visitor visitorOf(String name) throws Exception {
    Visitor visitor = new Visitor(node.url());
    visitor.signIn(name, node.invented().password(name));
    return visitor;
  }

  private List<JsonNode> rows(String query) throws Exception {
    Visitor.Answer answer = auditor.get("/v1/trail?limit=500" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("rows").valueStream().toList();
  }

  @Test
  @Order(1)
  void everyCallIsThereWithWhoAndHowItWasAnswered() throws Exception {
    Wait.until(() -> seen("&path=/v1/accounts") > 0);
    List<JsonNode> rejected = rows("&path=/v1/proposals/{id}/reject".replace("{id}", "%7Bid%7D"));
    assertThat(rejected).hasSize(1);
    JsonNode row = rejected.getFirst();
    assertThat(row.path("name").asString()).isEqualTo("Invented approver of " + BANK);
    assertThat(row.path("roles").asString()).isEqualTo("approver");
    assertThat(row.path("person").asString()).hasSize(36);
    assertThat(row.path("ids").asString()).isEqualTo("id=" + proposal);
    assertThat(row.path("method").asString()).isEqualTo("POST");
    assertThat(row.path("status").asInt()).isEqualTo(200);

    JsonNode denied = rows("&path=/v1/proposals/%7Bid%7D/approve").getFirst();
    assertThat(denied.path("status").asInt()).isEqualTo(403);
    assertThat(denied.path("name").asString()).isEqualTo("Invented operator of " + BANK);

    JsonNode system = rows("&path=/v1/accounts").getFirst();
    assertThat(system.path("name").asString()).isEqualTo("token");
    assertThat(system.path("person").isMissingNode()).isTrue();
    assertThat(rows("&person=OPERATOR"))
        .allMatch(r -> r.path("roles").asString().equals("operator"));
    assertThat(rows("&path=/login/oauth2")).as("sign-ins").hasSizeGreaterThan(2);
  }

  private long seen(String query) {
    try {
      return rows(query).size();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(2)
  void nothingThatWasSentIsInItAndNothingOfAnotherInstitution() throws Exception {
    String all = auditor.get("/v1/trail?limit=500").body();
    assertThat(all).doesNotContain(WHY, "secret=x", "lahore-bank", "amountMinor").contains(BANK);
    assertThat(auditor.get("/v1/trail?limit=2").body()).contains("\"before\":");
    assertThat(auditor.get("/v1/trail?from=yesterday").status()).isEqualTo(400);
  }

  @Test
  @Order(3)
  void itIsForAuditorsAsAPageAndAsLinesToo() throws Exception {
    Visitor approver = visitor("approver");
    assertThat(approver.get("/trail").status()).isEqualTo(403);
    assertThat(approver.get("/").body()).doesNotContain("href=\"/trail\"");
    assertThat(auditor.get("/trail?verify=yes").body())
        .contains("href=\"/trail\"", "Invented operator of " + BANK, "are as written");
    Visitor.Answer csv =
        auditor.send(HttpRequest.newBuilder(URI.create(node.url() + "/v1/trail")), "text/csv");
    assertThat(csv.body())
        .startsWith("seq,at,institution,person,name,roles,method,path,ids,status,hash\n")
        .contains("Invented operator of " + BANK);
  }

  @Test
  @Order(4)
  void nobodyChangesItAndWhoDoesIsSeen() throws Exception {
    Trail trail = node.part(Trail.class);
    assertThat(trail.verify().trouble()).isNull();
    assertThat(trail.verify().rows()).isGreaterThan(10);
    for (String change :
        List.of("UPDATE trail SET name = 'x'", "DELETE FROM trail", "TRUNCATE trail")) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> sql(change))
          .withMessageContaining("the trail is only added to");
    }
    sql("ALTER TABLE trail DISABLE TRIGGER USER");
    sql("UPDATE trail SET name = 'somebody else' WHERE seq = 5");
    assertThat(trail.verify().trouble()).isEqualTo("Row 5 is not as it was written.");
    sql("DELETE FROM trail WHERE seq = 5");
    assertThat(trail.verify().trouble()).isEqualTo("Row 5 is missing.");
    sql("DELETE FROM trail WHERE seq > 4");
    assertThat(trail.verify().trouble()).startsWith("The end is missing: there were ");
  }

  private void sql(String text) throws SQLException {
    try (Connection vault = node.part(Databases.class).vault().getConnection();
        Statement statement = vault.createStatement()) {
      statement.execute(text);
    }
  }
}
