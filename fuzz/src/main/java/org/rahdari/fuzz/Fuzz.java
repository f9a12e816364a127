package org.rahdari.fuzz;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.Rahdari;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The long run: one target after the other, each for as long as was asked. */
@Command(
    name = "rahdari fuzz",
    description = {
      "Fuzz the decoders of bytes from outside and from disk: all of them, one after the other, or one.",
      "A target ends at its first finding. Exit status 0 if nothing was found, else 1."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Fuzz implements Callable<Integer> {
  private static final int PROGRESS_SECONDS = 10;

  @Parameters(arity = "0..1", paramLabel = "TARGET", description = "one of --list (default: all)")
  private @Nullable String name;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "how long for each target (default: ${DEFAULT-VALUE})")
  private long seconds = 60;

  @Option(
      names = "--corpus",
      paramLabel = "FOLDER",
      defaultValue = "${sys:rahdari.fuzz:-target/fuzz}",
      description = "where inputs and findings are kept (default: ${DEFAULT-VALUE})")
  private Path corpus = Path.of("target", "fuzz");

  @Option(
      names = "--repeat",
      paramLabel = "FILE",
      description = "give the target this one input, such as a finding, and say what comes of it")
  private @Nullable Path input;

  @Option(names = "--list", description = "list the targets")
  private boolean list;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the command and ends with its status. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Fuzz())
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                  line.getErr().println(Rahdari.sentence(failure));
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      Targets.ALL.forEach(target -> out().println(target.name()));
      return 0;
    }
    if (seconds < 1) throw usage("--seconds is at least 1.");
    if (input != null) return repeat(input);
    List<Target> targets = name == null ? Targets.ALL : List.of(target(name));
    boolean found = false;
    for (Target target : targets) found |= found(target);
    return found ? 1 : 0;
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  private CommandLine.ParameterException usage(String sentence) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), sentence);
  }

  private Target target(String wanted) {
    return Targets.named(wanted)
        .orElseThrow(() -> usage("There is no target " + wanted + "; --list names them."));
  }

  private boolean found(Target target) throws IOException, InterruptedException {
    Campaign campaign =
        new Campaign(List.of(target), corpus.toAbsolutePath().resolve(target.name()));
    Campaign.Report report = campaign.run(Campaign.Effort.seconds(seconds), progress());
    report.tallies().forEach(this::print);
    report.finding().ifPresent(this::print);
    return report.finding().isPresent();
  }

  private Consumer<List<Tally>> progress() {
    int[] calls = new int[1];
    return tallies -> {
      if (++calls[0] % PROGRESS_SECONDS == 0) tallies.forEach(this::print);
    };
  }

  private void print(Tally tally) {
    out().println(tally);
    out().flush();
  }

  private void print(Campaign.Finding finding) {
    out().println("FOUND by " + finding.target() + ":");
    finding.trace().forEach(line -> out().println("  " + line));
    out().println("input   " + finding.file() + " (" + finding.input().length + " bytes)");
    out().println("base64  " + finding.base64());
    out().println("repeat  ./rahdari fuzz " + finding.target() + " --repeat " + finding.file());
    out().flush();
  }

  private int repeat(Path file) {
    if (name == null) throw usage("--repeat needs a target.");
    Target target = target(name);
    try {
      boolean taken = JazzerEntry.holds(target, Files.readAllBytes(file));
      out().println(taken ? "taken" : "refused");
      return 0;
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " cannot be read.", e);
    } catch (Exception | Error e) {
      e.printStackTrace(out());
      return 1;
    }
  }
}
