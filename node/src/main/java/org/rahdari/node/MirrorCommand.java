package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.replication.Conflict;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a verified copy of a node's log. */
@Command(
    name = "mirror",
    description =
        "Copy a node's log, execute it, and compare it with what a quorum of validators has signed.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      " 0:the mirror has what the validators have signed",
      " 1:it has found something else: the sentence says what, and names who signed it",
      " 2:wrong use, or the node or the folder cannot be used"
    })
final class MirrorCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 100;
  private static final long TOLD_MILLIS = 5_000;

  @Parameters(index = "0", paramLabel = "URL", description = "the node that is followed")
  private String url = "";

  @Parameters(index = "1", paramLabel = "DIR", description = "the folder of the mirror")
  private Path directory = Path.of("mirror");

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "the policy that is trusted (default: the folder's, and for a new folder the node's own,"
              + " which then is believed)")
  private @Nullable Path policy;

  @Option(
      names = "--token",
      paramLabel = "FILE",
      description = "the file with a token of the node that may read the log")
  private @Nullable Path token;

  @Option(names = "--follow", description = "go on until Ctrl-C")
  private boolean follow;

  @Option(
      names = "--serve",
      description =
          "go on, and serve what a node serves to those who read: pages and API, at --port, to"
              + " whoever has a grant of this folder (./rahdari grant)")
  private boolean serve;

  @Mixin private NodeOptions options = new NodeOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    HttpSource source = new HttpSource(url, token);
    MirrorFolder folder = MirrorFolder.from(source, directory, policy);
    if (policy == null) {
      out.println(
          "Trusting the policy in "
              + directory.resolve("policy")
              + ": compare it with what the members publish, or name yours with --policy.");
    }
    if (serve) return serve(folder, source, out);
    try (Replica mirror =
        Replica.mirror(
            folder.ledger(),
            folder.network().policy(),
            source,
            System::currentTimeMillis,
            folder.freshKernel())) {
      return watch(mirror, source, out);
    } catch (IOException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private int serve(MirrorFolder folder, HttpSource source, PrintWriter out)
      throws InterruptedException {
    RunningNode node = RunningNode.mirror(folder, source, options);
    out.println(
        "The mirror of " + source.url() + " listens on " + node.url() + "; Ctrl-C ends it.");
    out.println("Who may read here gets a grant: ./rahdari grant create " + directory);
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private int watch(Replica mirror, HttpSource source, PrintWriter out)
      throws IOException, InterruptedException {
    long wanted = follow ? Long.MAX_VALUE : finalThere(source);
    long told = System.nanoTime();
    int named = 0;
    while (true) {
      List<Conflict> conflicts = mirror.conflicts();
      for (Conflict each : conflicts.subList(named, conflicts.size())) name(each, out);
      named = conflicts.size();
      // One that lies stops nobody who follows; more than may lie leave nothing to believe.
      if (named > 0 && (!follow || mirror.silent().isPresent())) return 1;
      if (mirror.stopped().isDone()) {
        out.println(mirror.stopped().join());
        return 1;
      }
      Figures figures = mirror.figures();
      if (figures.finalSize() >= wanted) {
        tell(out, figures, "The mirror has what the validators have signed");
        return 0;
      }
      Optional<String> trouble = mirror.trouble();
      if (trouble.isPresent() && !follow) throw new PlainFailure(trouble.get() + ".");
      if (System.nanoTime() - told > TOLD_MILLIS * 1_000_000) {
        tell(out, figures, trouble.orElse("Executed"));
        told = System.nanoTime();
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void name(Conflict conflict, PrintWriter out) {
    out.println(
        conflict.validator()
            + " has signed another tree of "
            + conflict.size()
            + " leaves than this log gives; the evidence is in "
            + directory.resolve("ledger").resolve("conflicts")
            + ".");
    out.flush();
  }

  private static long finalThere(HttpSource source) throws IOException {
    Optional<byte[]> checkpoint = source.checkpoint();
    if (checkpoint.isEmpty()) return 0;
    try {
      return Checkpoint.parse(Note.parse(checkpoint.get()).text()).size();
    } catch (MalformedException e) {
      throw new PlainFailure("The node's checkpoint is malformed: " + e.sentence() + ".", e);
    }
  }

  private static void tell(PrintWriter out, Figures figures, String what) {
    out.printf(
        "%s: position %,d, %,d leaves, %,d of them final.%n",
        what, figures.position(), figures.treeSize(), figures.finalSize());
    out.flush();
  }
}
