package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Projection;
import org.rahdari.replication.Replica;

/**
 * The projection follows from the log alone: dropped, made again, elsewhere, it has the same rows.
 */
final class ProjectionTest {
  private static final String OF_TABLES =
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";

  @TempDir Path scratch = Path.of("unset");

  @Test
  void isTheSameWhereverItIsMadeAgain() throws Exception {
    Path data = scratch.resolve("data");
    Map<String, String> rows;
    byte[] message = Payment008.domestic("PROJECTED-1", 100).xml();
    byte[] answer;
    try (LiveNode node = LiveNode.start(data, DemoCommand.sample(), new NodeOptions())) {
      NodeClient.Response paid = NodeClient.expect(node.as("lahore-bank").message(message));
      answer = paid.body();
      node.outcome("lahore-bank", paid.payment().orElseThrow());
      rows = rows(node);
      assertThat(rows).containsKeys("payments_payment", "payments_step", "ledger_account");
      assertThat(rows.get("payments_payment")).contains("SETTLED");
      spoil(node);
    }
    NodeOptions again = new NodeOptions();
    again.rebuildProjection = true;
    try (LiveNode node = LiveNode.start(data, null, again)) {
      assertThat(rows(node)).isEqualTo(rows);
      // The vault is not the projection: it still knows what it answered.
      assertThat(node.as("lahore-bank").message(message).body()).isEqualTo(answer);
    }
    elsewhere(data, rows);
  }

  /** In a PostgreSQL of the operator's, that another network has used before. */
  private void elsewhere(Path data, Map<String, String> rows) throws Exception {
    try (EmbeddedPostgres external = EmbeddedPostgres.start()) {
      execute(external, "CREATE DATABASE rahdari", "CREATE DATABASE rahdari_vault");
      Path other = scratch.resolve("other");
      byte[] network =
          new String(DemoCommand.sample(), StandardCharsets.UTF_8)
              .replace("sample.rahdari", "other.rahdari")
              .getBytes(StandardCharsets.UTF_8);
      try (LiveNode node = LiveNode.start(other, network, options(external, "rahdari"))) {
        assertThat(rows(node).get("payments_payment")).isEmpty();
        NodeClient.Response paid =
            node.as("lahore-bank").message(Payment008.domestic("OTHER-1", 100).xml());
        assertThat(LiveNode.report(paid.body()).status()).isEqualTo("ACSP");
        node.outcome("lahore-bank", paid.payment().orElseThrow());
      }
      execute(external, "CREATE DATABASE second_vault");
      NodeOptions options = options(external, "rahdari");
      options.vaultJdbcUrl = external.getJdbcUrl("postgres", "second_vault");
      try (LiveNode node = LiveNode.start(data, null, options)) {
        assertThat(rows(node)).isEqualTo(rows);
      }
      assertToldPlainly(data, external);
    }
  }

  private static void assertToldPlainly(Path data, EmbeddedPostgres external) {
    NodeOptions missing = options(external, "nowhere");
    assertThatThrownBy(() -> LiveNode.start(data, null, missing))
        .isInstanceOf(PlainFailure.class)
        .hasMessageContaining("projection database cannot be reached")
        .hasMessageContaining("nowhere")
        .hasMessageContaining("check its URL, user and password.");
    NodeOptions stranger = options(external, "rahdari");
    stranger.jdbcUser = "stranger";
    assertThatThrownBy(() -> LiveNode.start(data, null, stranger))
        .isInstanceOf(PlainFailure.class)
        .hasMessageContaining("stranger");
    NodeOptions nonsense = new NodeOptions();
    nonsense.jdbcUrl = "http://example";
    assertThatThrownBy(() -> LiveNode.start(data, null, nonsense)).isInstanceOf(PlainFailure.class);
    NodeOptions closed = new NodeOptions();
    closed.jdbcUrl = "jdbc:postgresql://127.0.0.1:1/rahdari?connectTimeout=2";
    assertThatThrownBy(() -> LiveNode.start(data, null, closed))
        .isInstanceOf(PlainFailure.class)
        .hasMessageContaining("check its URL");
    NodeOptions same = options(external, "rahdari");
    same.vaultJdbcUrl = same.jdbcUrl;
    assertThatThrownBy(() -> LiveNode.start(data, null, same))
        .isInstanceOf(PlainFailure.class)
        .hasMessageContaining("need databases of their own");
  }

  private static NodeOptions options(EmbeddedPostgres external, String database) {
    NodeOptions options = new NodeOptions();
    options.jdbcUrl = "jdbc:postgresql://localhost:" + external.getPort() + "/" + database;
    options.jdbcUser = "postgres";
    return options;
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement()) {
      for (String each : statements) statement.execute(each);
    }
  }

  /** What nothing but a rebuild would mend. */
  private static void spoil(LiveNode node) {
    node.part(Projection.class).read().sql("UPDATE payments_payment SET state = 'LAPSED'").update();
    node.part(Projection.class).read().sql("DELETE FROM payments_step").update();
  }

  /** Every row of every table as text, once the projection has all that was executed. */
  private static Map<String, String> rows(LiveNode node) {
    Projection projection = node.part(Projection.class);
    Wait.seen(
        "a projection that has caught up",
        () -> projection.position() == node.part(Replica.class).figures().position() ? true : null);
    Map<String, String> rows = new TreeMap<>();
    for (String table : projection.read().sql(OF_TABLES).query(String.class).list()) {
      rows.put(
          table,
          projection
              .read()
              .sql(
                  "SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM "
                      + table
                      + " t")
              .query(String.class)
              .single());
    }
    return rows;
  }
}
