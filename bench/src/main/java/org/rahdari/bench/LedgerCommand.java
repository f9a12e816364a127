package org.rahdari.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the ledger beside PostgreSQL and beside the floors of the machine. */
@Command(
    name = "ledger",
    description = {
      "Measure the ledger beside PostgreSQL and the floors of this machine.",
      "Checks first that both end with the same balances, that signatures and receipts verify,"
          + " and that a kill -9 loses nothing."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LedgerCommand implements Callable<Integer> {
  private static final int ROUNDS_QUICK = 3;

  @Option(
      names = "--quick",
      description = "the checks and the main case, in " + ROUNDS_QUICK + " rounds, within a minute")
  private boolean quick;

  @Option(names = "--json", description = "one JSON object a line, and nothing else")
  private boolean json;

  @Option(
      names = "--case",
      converter = CaseName.class,
      paramLabel = "NAME",
      description = "only this case, such as batch100-accounts1m-hot-two-phase; may come again")
  private List<Case> cases = new ArrayList<>();

  @Option(
      names = "--sizes",
      converter = Size.class,
      split = ",",
      paramLabel = "N",
      defaultValue = "10k,1m,10m",
      description = "numbers of accounts (default: ${DEFAULT-VALUE})")
  private List<Integer> sizes = List.of();

  @Option(
      names = "--mixes",
      converter = MixName.class,
      split = ",",
      paramLabel = "MIX",
      defaultValue = "uniform,hot",
      description = "how accounts are chosen (default: ${DEFAULT-VALUE})")
  private List<Case.Mix> mixes = List.of();

  @Option(
      names = "--batches",
      split = ",",
      paramLabel = "N",
      defaultValue = "8190,100,1",
      description = "transfers in an envelope (default: ${DEFAULT-VALUE})")
  private List<Integer> batches = List.of();

  @Option(
      names = "--phases",
      converter = PhasesName.class,
      split = ",",
      paramLabel = "PHASES",
      defaultValue = "one,two",
      description = "one: money moves at once; two: it is reserved, then posted")
  private List<Case.Phases> phases = List.of();

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "rahdari,postgresql,floor-log,floor-state",
      description = "who is measured (default: ${DEFAULT-VALUE}); the checks need the first two")
  private Set<String> subjects = new LinkedHashSet<>();

  @Mixin private RunOptions options = new RunOptions(5, 1);

  @Option(
      names = "--limits",
      paramLabel = "N",
      converter = Size.class,
      arity = "0..1",
      fallbackValue = "10m",
      description =
          "instead: memory, allocation, pause and restart at so many accounts (default:"
              + " ${FALLBACK-VALUE})")
  private @Nullable Integer limits;

  @Option(names = "--verbose", description = "PostgreSQL's settings, SQL and plans as well")
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    options.require(spec.commandLine());
    Logging.quiet();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    Report report = json ? new Report.Lines(out) : new Report.Table(out);
    try (Folder own = Folder.in(options.folder())) {
      if (own.inMemory()) {
        progress.println(options.folder() + " is kept in memory: choose a --folder on a disk.");
        return CommandLine.ExitCode.USAGE;
      }
      if (limits != null) {
        new Limits(own.path(), new Chart(limits), report, progress).run();
        return CommandLine.ExitCode.OK;
      }
      new LedgerRun(own.path(), subjects, report, progress, verbose)
          .run(cases(), rounds(spec.commandLine()), options.seconds());
    }
    return CommandLine.ExitCode.OK;
  }

  private int rounds(CommandLine line) {
    return quick ? options.rounds(line, ROUNDS_QUICK) : options.rounds();
  }

  private List<Case> cases() {
    if (quick) return List.of(Case.MAIN);
    if (!cases.isEmpty()) return cases;
    List<Case> all = new ArrayList<>();
    for (int size : sizes) {
      for (Case.Mix mix : mixes) {
        for (Case.Phases phase : phases) {
          for (int batch : batches) all.add(new Case(batch, size, mix, phase));
        }
      }
    }
    return all;
  }

  /** Reads the name of a case. */
  static final class CaseName implements CommandLine.ITypeConverter<Case> {
    @Override
    public Case convert(String text) {
      try {
        return Case.parse(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a number of accounts. */
  static final class Size implements CommandLine.ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return Case.size(text);
    }
  }

  /** Reads a mix in small letters. */
  static final class MixName implements CommandLine.ITypeConverter<Case.Mix> {
    @Override
    public Case.Mix convert(String text) {
      return Case.Mix.valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Reads phases in small letters. */
  static final class PhasesName implements CommandLine.ITypeConverter<Case.Phases> {
    @Override
    public Case.Phases convert(String text) {
      return Case.Phases.valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
