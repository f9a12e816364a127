package org.rahdari.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends transfers and prints what became of each. */
@Command(
    name = "transfer",
    description = "Send transfers, one or a list, and print what became of each.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TransferCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "the transfers, JSON: see docs/transfers.md")
  private @Nullable Path file;

  @Mixin private NodeAccess access = new NodeAccess();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (file == null || spec == null) return CommandLine.ExitCode.USAGE;
    PrintWriter out = spec.commandLine().getOut();
    JsonNode answer =
        NodeClient.expect(access.client().post("/v1/transfers", transfers(file))).json();
    boolean allAccepted = true;
    for (JsonNode each : answer.path("transfers")) {
      boolean accepted = each.path("accepted").asBoolean();
      allAccepted &= accepted;
      out.println(
          (accepted ? "accepted " : "refused ")
              + each.path("id").asString()
              + " "
              + each.path(accepted ? "amountMinor" : "reason").asString());
    }
    out.println("leaf " + answer.path("leaf").asLong());
    return allAccepted ? 0 : 1;
  }

  private static JsonNode transfers(Path file) {
    try {
      return JsonMapper.shared().readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " cannot be read.", e);
    } catch (JacksonException e) {
      throw new PlainFailure(
          "The file " + file + " is not JSON: " + e.getOriginalMessage() + ".", e);
    }
  }
}
