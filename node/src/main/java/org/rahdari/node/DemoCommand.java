package org.rahdari.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a sample network in one process and sends one remittance through it. */
@Command(
    name = "demo",
    description =
        "Run a sample network in this process, send one remittance, and leave the console open.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {

  private static final int REMOVALS_MAX = 50;
  private static final long REMOVAL_PAUSE_MILLIS = 100;

  @Option(names = "--exit", description = "end after the remittance, with the seconds that it took")
  private boolean exit;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "keep the sample network's data there (default: a temporary folder, removed at the end)")
  private @Nullable Path data;

  @Mixin private NodeOptions options = new NodeOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    Path folder = data == null ? temporary() : data;
    out.println(
        "Starting a sample network on " + folder + " (an embedded PostgreSQL comes with it) …");
    out.flush();
    RunningNode node = RunningNode.start(DataFolder.open(folder, sample()), options);
    new Remittance(node, out).show();
    out.printf("%nThe demo took %.1f s.%n", (System.nanoTime() - began) / 1e9);
    out.flush();
    if (exit) {
      node.close();
      return 0;
    }
    out.println("The console stays open on " + node.url() + " until Ctrl-C.");
    node.inventedPeople()
        .ifPresent(
            people ->
                out.println(
                    "Sign in there as one of its invented people, such as lahore-bank-reader; the"
                        + " passwords are in "
                        + people));
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  static byte[] sample() {
    try (InputStream in = DemoCommand.class.getResourceAsStream("sample-network.json")) {
      if (in == null)
        throw new IllegalStateException("the sample network is missing from the build");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("the sample network cannot be read", e);
    }
  }

  /** Keys are in it: whatever else is still ending may write there for a moment longer. */
  private static void remove(Path folder) {
    for (int attempt = 0; attempt < REMOVALS_MAX; attempt++) {
      try {
        FileSystemUtils.deleteRecursively(folder);
        Thread.sleep(REMOVAL_PAUSE_MILLIS);
        if (!Files.exists(folder)) return;
      } catch (IOException e) {
        // Somebody wrote in between.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    System.err.println("The temporary folder " + folder + " is left behind: remove it.");
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("rahdari-demo");
      // After the node has closed its files.
      SpringApplication.getShutdownHandlers().add(() -> remove(folder));
      return folder;
    } catch (IOException e) {
      throw new PlainFailure(
          "No temporary folder can be made: " + e.getMessage() + "; name one with --data.", e);
    }
  }
}
