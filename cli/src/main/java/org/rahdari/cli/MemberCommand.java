package org.rahdari.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who validates, and how the members change that. */
@Command(
    name = "member",
    description = {
      "See who validates, propose who will, and approve what is proposed.",
      "To change it takes the token tokens/CODE.keys of the institution that runs the node."
    },
    subcommands = {
      MemberCommand.ListMembers.class,
      MemberCommand.Propose.class,
      MemberCommand.Approve.class,
      MemberCommand.Withdraw.class
    })
final class MemberCommand extends CommandGroup {

  /** What all of them have. */
  private abstract static class Each extends NodeCall {
    /** Tells what became of an approval. */
    void tell(JsonNode approval) {
      String name = approval.path("proposer").asString() + " " + approval.path("hash").asString();
      out()
          .println(
              approval.path("adopted").asBoolean()
                  ? "policy " + approval.path("version").asInt() + " is in force"
                  : "approved " + name + ": more approvals are needed");
    }

    void print(JsonNode charter) {
      out()
          .println(
              "policy %d: %d of %d have to sign"
                  .formatted(
                      charter.path("version").asInt(),
                      charter.path("quorum").asInt(),
                      charter.path("members").size()));
      for (JsonNode each : charter.path("members")) {
        out()
            .println(
                "  " + each.path("institution").asString() + "  " + each.path("key").asString());
      }
      for (JsonNode each : charter.path("proposals")) {
        List<String> by = new ArrayList<>();
        each.path("approvedBy").forEach(code -> by.add(code.asString()));
        out()
            .println(
                "\nproposed by %s at %s, approved by %s:\n  hash %s"
                    .formatted(
                        each.path("proposer").asString(),
                        each.path("proposedAt").asString(),
                        by.isEmpty() ? "nobody yet" : String.join(", ", by),
                        each.path("hash").asString()));
        each.path("policy").asString().lines().forEach(line -> out().println("  | " + line));
        for (JsonNode seat : each.path("seats")) {
          out()
              .println(
                  "  %s for %s is reached at %s and %s"
                      .formatted(
                          seat.path("validator").asString(),
                          seat.path("institution").asString(),
                          seat.path("membersAddress").asString(),
                          seat.path("raftAddress").asString()));
        }
      }
    }
  }

  /** Shows them. */
  @Command(
      name = "list",
      description = "Print who validates, and what is proposed.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class ListMembers extends Each {

    @Override
    public Integer call() {
      print(get("/v1/charter"));
      return 0;
    }
  }

  /** Proposes another policy. */
  @Command(
      name = "propose",
      description = {
        "Propose that institutions join, leave, or change key or address.",
        "The proposer approves it as well."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Propose extends Each {
    @Option(
        names = "--join",
        paramLabel = "FILE",
        description = "who joins: joining.json, as ./rahdari network admit writes it")
    private List<Path> joins = List.of();

    @Option(names = "--leave", paramLabel = "CODE", description = "who leaves")
    private List<String> leaves = List.of();

    @Option(
        names = "--quorum",
        paramLabel = "K",
        description = "how many have to sign then (default: the fewest that there may be)")
    private @Nullable Integer quorum;

    @Override
    public Integer call() {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("joins", joins.stream().map(Propose::read).toList());
      change.put("leaves", leaves);
      if (quorum != null) change.put("quorum", quorum);
      tell(post("/v1/charter/proposals", change));
      return 0;
    }

    private static JsonNode read(Path file) {
      try {
        return JsonMapper.shared().readTree(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new PlainFailure("The file " + file + " cannot be read.", e);
      } catch (JacksonException e) {
        throw new PlainFailure("The file " + file + " is not JSON.", e);
      }
    }
  }

  /** Approves one. */
  @Command(
      name = "approve",
      description = "Approve a proposal, by the hash that member list prints with its text.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Approve extends Each {
    @Parameters(paramLabel = "PROPOSER", description = "the code of the institution")
    private String proposer = "";

    @Parameters(paramLabel = "HASH", description = "of what it proposes")
    private String hash = "";

    @Override
    public Integer call() {
      tell(post("/v1/charter/approvals", Map.of("proposer", proposer, "hash", hash)));
      return 0;
    }
  }

  /** Takes one back. */
  @Command(
      name = "withdraw",
      description = "Take back what this institution proposed.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Withdraw extends Each {
    @Parameters(paramLabel = "HASH", description = "of the proposal")
    private String hash = "";

    @Override
    public Integer call() {
      print(post("/v1/charter/withdrawals", Map.of("hash", hash)));
      return 0;
    }
  }
}
