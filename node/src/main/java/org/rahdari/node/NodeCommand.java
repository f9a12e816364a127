package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a node until it is told to end. */
@Command(
    name = "node",
    description = "Run a node.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NodeCommand implements Callable<Integer> {
  private static final List<String> SAID_BY_CONFIG =
      List.of("--data", "--network", "--port", "--bind", "--people-issuer", "--people-client");

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "data",
      description = "the data folder (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("data");

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "the network to found in an empty data folder (JSON)")
  private @Nullable Path network;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "a member's configuration, which ./rahdari network init wrote; it says where the data"
              + " is and where to listen")
  private @Nullable Path config;

  @Mixin private NodeOptions options = new NodeOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    RunningNode node = config == null ? standAlone(out) : member(config, out);
    out.println(
        "The node listens on "
            + node.url()
            + "; API at "
            + node.url()
            + "/swagger-ui; Ctrl-C ends it.");
    out.println("Tokens of the institutions that it serves: " + node.tokens());
    node.inventedPeople()
        .ifPresent(
            folder -> out.println("Invented people sign in with the passwords in " + folder));
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private RunningNode standAlone(PrintWriter out) {
    DataFolder folder = DataFolder.open(data, network == null ? null : description(network));
    out.println("Starting a node of " + folder.network().genesis().origin() + " on " + data + " …");
    out.flush();
    return RunningNode.start(folder, options);
  }

  private RunningNode member(Path file, PrintWriter out) {
    for (String other : SAID_BY_CONFIG) {
      if (spec != null && spec.commandLine().getParseResult().hasMatchedOption(other)) {
        throw new PlainFailure(
            "The file of --config says what "
                + other
                + " would: change it there, and leave "
                + other
                + " out.");
      }
    }
    out.println("Starting a member's node on " + file + " …");
    out.flush();
    RunningNode node = RunningNode.start(file, options);
    out.println("Other members reach it on " + node.membersUrl() + ".");
    return node;
  }

  private static byte[] description(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PlainFailure("The network's description " + file + " cannot be read.", e);
    }
  }
}
