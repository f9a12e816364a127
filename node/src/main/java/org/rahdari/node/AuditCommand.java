package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.replication.Audit;
import org.rahdari.transparency.VerifiedCheckpoint;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Executes a log from genesis and says where it first differs. */
@Command(
    name = "audit",
    description =
        "Execute the whole log of a mirror or a stopped node from genesis, and compare it with the"
            + " tree beside it and with what the validators have signed.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      " 0:everything follows",
      " 1:something does not: the sentence says where first",
      " 2:wrong use, or the folder cannot be read"
    })
final class AuditCommand implements Callable<Integer> {
  private static final long TOLD_NANOS = 5_000_000_000L;

  @Parameters(paramLabel = "DIR", description = "the folder of the mirror, or a node's data folder")
  private Path directory = Path.of("mirror");

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "the policy that is trusted (default: the folder's own)")
  private @Nullable Path policy;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  private long toldNanos = System.nanoTime();

  @Override
  public Integer call() {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    MirrorFolder folder = MirrorFolder.of(directory, policy);
    try {
      return switch (Audit.of(
          folder.ledger(),
          folder.network().policy(),
          folder.freshKernel(),
          (position, of) -> progress(out, position, of))) {
        case Audit.Found.Agrees agrees -> agrees(out, agrees);
        case Audit.Found.Differs differs -> differs(out, differs);
      };
    } catch (IOException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private void progress(PrintWriter out, long position, long of) {
    if (System.nanoTime() - toldNanos < TOLD_NANOS) return;
    toldNanos = System.nanoTime();
    out.printf("Executed %,d of %,d entries …%n", position, of);
    out.flush();
  }

  private static int agrees(PrintWriter out, Audit.Found.Agrees agrees) {
    out.printf(
        "Everything follows from genesis: %,d entries, %,d leaves, root %s.%n",
        agrees.positions(), agrees.leaves(), agrees.root());
    out.println(
        agrees
            .signed()
            .map(AuditCommand::signed)
            .orElse("No checkpoint lies beside it: nothing says what the validators have signed."));
    return 0;
  }

  private static String signed(VerifiedCheckpoint signed) {
    return "The first "
        + signed.checkpoint().size()
        + " leaves are "
        + signed.finality()
        + ": "
        + String.join(", ", signed.signedBy())
        + ".";
  }

  private static int differs(PrintWriter out, Audit.Found.Differs differs) {
    out.println(differs.sentence());
    out.printf("First at position %d, leaf %d.%n", differs.position(), differs.leaf());
    return 1;
  }
}
