package org.rahdari.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a payment message and prints what became of it. */
@Command(
    name = "pay",
    description = "Send an ISO 20022 message (a pacs.008 pays) and print the answer.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PayCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "the message, XML")
  private @Nullable Path file;

  @Mixin private NodeAccess access = new NodeAccess();

  @Option(
      names = "--answer",
      paramLabel = "FILE",
      description = "write the answer, a pacs.002, there as it came")
  private @Nullable Path answerFile;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (file == null || spec == null) return CommandLine.ExitCode.USAGE;
    PrintWriter out = spec.commandLine().getOut();
    byte[] message;
    try {
      message = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PlainFailure("The message " + file + " cannot be read.", e);
    }
    NodeClient.Response response = access.client().message(message);
    if (response.status() == 202) {
      out.println("recorded");
      return 0;
    }
    if (response.status() != 200 && response.status() != 403) NodeClient.expect(response);
    if (!(Iso20022.read(response.body()) instanceof StatusReport report)) {
      NodeClient.expect(response);
      throw new PlainFailure("The node answered with something that is not a pacs.002.");
    }
    if (answerFile != null) Files.write(answerFile, response.body());
    out.println(report.status() + " for " + report.original().msgId());
    report
        .reasons()
        .forEach(r -> out.println("  " + r.code() + " " + join(r.additionalInformation())));
    response
        .payment()
        .ifPresent(id -> out.println("payment " + id + "\nnext: ./rahdari receipt " + id));
    return report.status().equals("RJCT") ? 1 : 0;
  }

  private static String join(List<String> lines) {
    return String.join(" ", lines);
  }
}
