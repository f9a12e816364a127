package org.rahdari.node;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
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

  @Option(
      names = "--people-issuer",
      paramLabel = "URL",
      description =
          "a provider of OpenID Connect where people sign in (default: on this machine alone, one"
              + " for development with invented people)")
  @Nullable String peopleIssuer;

  @Option(
      names = "--people-client",
      paramLabel = "ID",
      description = "by which the provider knows this node")
  @Nullable String peopleClient;

  @Option(
      names = "--people-secret-file",
      paramLabel = "FILE",
      description = "with what this node shows the provider, readable by its user alone")
  @Nullable Path peopleSecretFile;

  @Option(
      names = "--people-roles-claim",
      paramLabel = "NAME",
      description = "where the provider's token has the roles (default: roles)")
  @Nullable String peopleRolesClaim;

  @Option(
      names = "--people-step-up",
      paramLabel = "required|offered",
      description = "whether who approves needs a passkey (default: required)")
  @Nullable String peopleStepUp;

  @Option(
      names = "--development-people",
      hidden = true,
      description = "invented people, where the configuration names no provider")
  boolean developmentPeople;

  /** The provider that the options name, or null. */
  NodeConfig.@Nullable People people() {
    if (peopleIssuer == null && peopleClient == null && peopleSecretFile == null) return null;
    if (peopleIssuer == null || peopleClient == null || peopleSecretFile == null)
      throw new PlainFailure(
          "A provider is named by --people-issuer, --people-client and --people-secret-file"
              + " together.");
    return new NodeConfig.People(
        peopleIssuer,
        peopleClient,
        peopleSecretFile.toAbsolutePath().toString(),
        peopleRolesClaim,
        peopleStepUp);
  }
}
