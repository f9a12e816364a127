package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Mixin private NodeOptions options = new NodeOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    DataFolder folder = DataFolder.open(data, network == null ? null : description(network));
    out.println("Starting a node of " + folder.network().genesis().origin() + " on " + data + " …");
    RunningNode node = RunningNode.start(folder, options);
    out.println(
        "The node listens on "
            + node.url()
            + "; API at "
            + node.url()
            + "/swagger-ui; Ctrl-C ends it.");
    out.println("Tokens of the institutions that it serves: " + folder.tokens());
    new CountDownLatch(1).await();
    return 0;
  }

  private static byte[] description(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PlainFailure("The network's description " + file + " cannot be read.", e);
    }
  }
}
