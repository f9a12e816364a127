package org.rahdari.node;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an operator may choose about a node. */
public final class NodeOptions {

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "where to listen (default: ${DEFAULT-VALUE}; 0: a free one)")
  int port = 8080;

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      description = "the address to listen on (default: ${DEFAULT-VALUE}, this machine alone)")
  String bind = "127.0.0.1";

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description = "a PostgreSQL database for the projection")
  @Nullable String jdbcUrl;

  @Option(
      names = "--vault-jdbc-url",
      paramLabel = "URL",
      description =
          "another one for the vault (default: the same server, the name ending in _vault)")
  @Nullable String vaultJdbcUrl;

  @Option(
      names = "--jdbc-user",
      paramLabel = "NAME",
      description = "its user; the password comes from the environment: RAHDARI_JDBC_PASSWORD")
  @Nullable String jdbcUser;

  @Option(
      names = "--rebuild-projection",
      description = "drop the projection and make it again from the log")
  boolean rebuildProjection;
}
