package org.rahdari.bench;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** PostgreSQL on a folder of its own, with the settings that a careful operator would choose. */
final class Postgres implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final int SHARED_BUFFERS_ONE_IN = 4;
  private static final int MIB = 1 << 20;
  private static final String MAINTENANCE = "postgres";

  private final EmbeddedPostgres server;
  private final Map<String, String> settings = settings();

  Postgres(Path directory) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(true)
            .setPGStartupWait(START_MAX);
    settings.forEach(builder::setServerConfig);
    server = builder.start();
  }

  private static Map<String, String> settings() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    Map<String, String> settings = new LinkedHashMap<>();
    // Durable, as the subject is.
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("full_page_writes", "on");
    // All of it is in memory, and the planner knows.
    settings.put("shared_buffers", memory / SHARED_BUFFERS_ONE_IN / MIB + "MB");
    settings.put("huge_pages", "try");
    settings.put("work_mem", "64MB");
    settings.put("maintenance_work_mem", "1GB");
    settings.put("seq_page_cost", "0.1");
    settings.put("random_page_cost", "0.1");
    // Checkpoints are far apart, so that a page is written whole into the log but once.
    settings.put("wal_buffers", "64MB");
    settings.put("min_wal_size", "4GB");
    settings.put("max_wal_size", "32GB");
    settings.put("checkpoint_timeout", "30min");
    // Nobody replicates from it.
    settings.put("wal_level", "minimal");
    settings.put("max_wal_senders", "0");
    // Short statements.
    settings.put("jit", "off");
    settings.put("max_parallel_workers_per_gather", "0");
    return settings;
  }

  String settingsText() {
    StringBuilder text = new StringBuilder();
    settings.forEach((name, value) -> text.append(name).append(" = ").append(value).append('\n'));
    return text.toString();
  }

  String version() throws SQLException {
    try (Connection connection = connect(MAINTENANCE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW server_version")) {
      row.next();
      return row.getString(1);
    }
  }

  void createDatabase(String name) throws SQLException {
    execute("CREATE DATABASE " + name);
  }

  void dropDatabase(String name) throws SQLException {
    execute("DROP DATABASE " + name + " WITH (FORCE)");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect(MAINTENANCE);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(server.getJdbcUrl("postgres", database));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
