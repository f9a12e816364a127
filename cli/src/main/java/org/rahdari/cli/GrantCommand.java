package org.rahdari.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.rahdari.platform.Grants;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets somebody outside the network read at a node, for a time. */
@Command(
    name = "grant",
    description = {
      "Let an auditor read all that is in the log, at this node and for a time.",
      "It works on the folder of a node or a mirror, also while that runs."
    })
final class GrantCommand extends CommandGroup {

  @Command(
      name = "create",
      description = "Give a grant, and write its token into a file: it cannot be had again.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  void create(
      @Parameters(paramLabel = "DIR", description = "the folder of the node or mirror") Path folder,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "NAME",
              description = "who gets it; a name is given once")
          String to,
      @Option(names = "--days", required = true, description = "how long it holds") int days,
      @Option(
              names = "--by",
              required = true,
              paramLabel = "WHO",
              description = "who is responsible for it, for the record")
          String by,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "FILE",
              description = "where to write the token, for the auditor and nobody else")
          Path file) {
    if (Files.exists(file)) throw new PlainFailure("There is a file " + file + " already.");
    String header = grants(folder).create(to, by, days);
    try {
      Keyring.write(file, header);
    } catch (IOException e) {
      grants(folder).revoke(to);
      throw new PlainFailure(
          "The token cannot be written to " + file + ", and the grant is revoked.", e);
    }
    out()
        .println(
            "The grant to " + to + " holds for " + days + " days; its token is in " + file + ".");
    out().flush();
  }

  @Command(
      name = "list",
      description = "List all that were ever given.",
      mixinStandardHelpOptions = true)
  void list(
      @Parameters(paramLabel = "DIR", description = "the folder of the node or mirror")
          Path folder) {
    Grants grants = grants(folder);
    for (Grants.Grant each : grants.all()) {
      out()
          .printf(
              "%s: by %s, since %s, %s; %s%n",
              each.to(),
              each.by(),
              seconds(each.since()),
              state(each),
              grants
                  .lastUsed(each.to())
                  .map(at -> "last used " + seconds(at))
                  .orElse("never used"));
    }
    out().flush();
  }

  @Command(
      name = "revoke",
      description = "Take a grant back, at once; its record stays.",
      mixinStandardHelpOptions = true)
  void revoke(
      @Parameters(paramLabel = "DIR", description = "the folder of the node or mirror") Path folder,
      @Parameters(paramLabel = "NAME", description = "who has it") String to) {
    Grants.Grant grant = grants(folder).revoke(to);
    out().println("The grant to " + to + " is " + state(grant) + ".");
    out().flush();
  }

  private static String state(Grants.Grant grant) {
    Instant revoked = grant.revoked();
    if (revoked != null) return "revoked " + seconds(revoked);
    boolean holds = grant.holds(InstantSource.system().instant());
    return (holds ? "until " : "ended ") + seconds(grant.until());
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Grants grants(Path folder) {
    if (!Files.exists(folder.resolve("genesis"))) {
      throw new PlainFailure("The folder " + folder + " is no node's and no mirror's.");
    }
    return new Grants(folder, InstantSource.system());
  }
}
