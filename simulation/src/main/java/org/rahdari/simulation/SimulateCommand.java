package org.rahdari.simulation;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the networks of many seeds, and says what was done to them and what came of it. */
@Command(
    name = "rahdari simulate",
    description = {
      "Run whole networks in one process, each with the faults and lies of its seed, and check what"
          + " they promise.",
      "Exit status 0 if every promise was kept, else 1 with the seed that broke one."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class SimulateCommand implements Callable<Integer> {
  private static final int PROGRESS_SECONDS = 10;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "how many (default: ${DEFAULT-VALUE})")
  private long seeds = 100;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "the first one (default: ${DEFAULT-VALUE})")
  private long from = 1;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the command and ends with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimulateCommand()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--seeds is at least 1.");
    }
    List<Outcome> outcomes = new ArrayList<>();
    long begin = System.nanoTime();
    long told = begin;
    for (long seed = from; seed < from + seeds; seed++) {
      try {
        outcomes.add(Simulation.run(seed));
      } catch (FailedRun e) {
        print(outcomes, begin);
        out().println("FAILED: " + e.getMessage());
        out().println("again   ./rahdari simulate --seeds 1 --from " + e.seed());
        out().flush();
        return 1;
      }
      if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(PROGRESS_SECONDS)) {
        told = System.nanoTime();
        out().println(outcomes.size() + " of " + seeds);
        out().flush();
      }
    }
    print(outcomes, begin);
    return 0;
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private void print(List<Outcome> outcomes, long beginNanos) {
    long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos));
    out().print(Tally.of(outcomes).table());
    out()
        .println(
            outcomes.size()
                + " seeds in "
                + millis / 1_000
                + " s, "
                + String.format(Locale.ROOT, "%.1f", outcomes.size() * 1_000.0 / millis)
                + " a second");
    out().flush();
  }
}
