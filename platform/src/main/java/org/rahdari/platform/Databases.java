package org.rahdari.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The two databases: the projection, which can be dropped and rebuilt from the log, and the vault,
 * which cannot. Either both in a PostgreSQL that this process runs, or wherever the operator says.
 */
public final class Databases implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 12;

  /**
   * The file, in the folder of the embedded databases, that says that they were made to the end.
   */
  private static final String MADE = "rahdari-made";

  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final @Nullable EmbeddedPostgres embedded;
  private final HikariDataSource projection;
  private final HikariDataSource vault;

  private Databases(
      @Nullable EmbeddedPostgres embedded, HikariDataSource projection, HikariDataSource vault) {
    this.embedded = embedded;
    this.projection = projection;
    this.vault = vault;
  }

  /** Starts PostgreSQL in this process' folder. */
  public static Databases embedded(Path where) {
    Path folder = where.toAbsolutePath();
    EmbeddedPostgres postgres = null;
    try {
      Postmaster.endOrphan(folder);
      setAsideUnfinished(folder);
      postgres =
          EmbeddedPostgres.builder()
              .setDataDirectory(folder)
              .setCleanDataDirectory(false)
              // Whoever closes the node closes this after what uses it.
              .setRegisterShutdownHook(false)
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setPGStartupWait(START_MAX)
              .start();
      for (String name : new String[] {"projection", "vault"}) createIfMissing(postgres, name);
      if (!Files.exists(folder.resolve(MADE))) Files.createFile(folder.resolve(MADE));
      return new Databases(
          postgres,
          pool("projection", postgres.getJdbcUrl("postgres", "projection"), null, null),
          pool("vault", postgres.getJdbcUrl("postgres", "vault"), null, null));
    } catch (IOException | SQLException | IllegalStateException e) {
      if (postgres != null) closeQuietly(postgres);
      throw new PlainFailure(
          "The embedded PostgreSQL did not start in "
              + folder
              + " ("
              + e.getMessage()
              + "); name another with --jdbc-url and --vault-jdbc-url.",
          e);
    }
  }

  /**
   * Uses databases that exist; user and password come from the environment or from the URL's pgpass
   * file.
   */
  public static Databases external(
      String projectionUrl, String vaultUrl, @Nullable String user, @Nullable String password) {
    if (projectionUrl.equals(vaultUrl)) {
      throw new PlainFailure(
          "The projection and the vault need databases of their own: give --jdbc-url and --vault-jdbc-url two names.");
    }
    HikariDataSource projection = pool("projection", projectionUrl, user, password);
    try {
      return new Databases(null, projection, pool("vault", vaultUrl, user, password));
    } catch (PlainFailure e) {
      projection.close();
      throw e;
    }
  }

  /**
   * Moves away a folder that an earlier start was killed over while it made the databases:
   * PostgreSQL cannot start on it, and nothing can be in it yet.
   */
  private static void setAsideUnfinished(Path folder) throws IOException {
    if (!Files.exists(folder) || Files.exists(folder.resolve(MADE))) return;
    Path aside = folder.resolveSibling(folder.getFileName() + ".unfinished");
    FileSystemUtils.deleteRecursively(aside);
    Files.move(folder, aside);
  }

  private static void createIfMissing(EmbeddedPostgres postgres, String name) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
        Statement statement = connection.createStatement();
        var found =
            statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      if (found.next()) return;
      try (Statement create = connection.createStatement()) {
        create.execute("CREATE DATABASE " + name);
      }
    }
  }

  private static HikariDataSource pool(
      String name, String url, @Nullable String user, @Nullable String password) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    if (user != null) config.setUsername(user);
    if (password != null) config.setPassword(password);
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      throw new PlainFailure(
          "The "
              + name
              + " database cannot be reached ("
              + root.getMessage()
              + "); check its URL, user and password.",
          e);
    }
  }

  private static void closeQuietly(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      System.getLogger(Databases.class.getName())
          .log(System.Logger.Level.WARNING, "PostgreSQL did not stop", e);
    }
  }

  /** What mirrors the tables. */
  public DataSource projection() {
    return projection;
  }

  /** What holds messages and their secrets. */
  public DataSource vault() {
    return vault;
  }

  @Override
  public void close() {
    projection.close();
    vault.close();
    if (embedded != null) closeQuietly(embedded);
  }
}
