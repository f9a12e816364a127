package org.rahdari.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One run: the checks, then case by case. */
final class LedgerRun {
  private static final long SEED = 20_260_401;

  private final Path folder;
  private final Set<String> subjects;
  private final Report report;
  private final PrintWriter progress;
  private final boolean verbose;
  private final List<String> appendices = new ArrayList<>();

  /**
   * @param subjects names of those who are measured
   * @param progress hears what is being done
   * @param verbose whether PostgreSQL's settings, SQL and plans are reported
   */
  LedgerRun(
      Path folder, Set<String> subjects, Report report, PrintWriter progress, boolean verbose) {
    this.folder = folder;
    this.subjects = subjects;
    this.report = report;
    this.progress = progress;
    this.verbose = verbose;
  }

  /**
   * @param seconds that a round should take
   */
  void run(List<Case> cases, int rounds, double seconds) throws Exception {
    report.note(Machine.describe(folder));
    try (Postgres postgres = postgres()) {
      check(postgres, new Chart(checked(cases)));
      Map<Integer, List<Case>> bySize = new LinkedHashMap<>();
      for (Case its : cases) {
        bySize.computeIfAbsent(its.accounts(), size -> new ArrayList<>()).add(its);
      }
      for (Map.Entry<Integer, List<Case>> size : bySize.entrySet()) {
        measure(new Chart(size.getKey()), size.getValue(), postgres, rounds, seconds);
      }
    }
    appendices.forEach(report::note);
  }

  private @Nullable Postgres postgres() throws IOException {
    if (!subjects.contains(PostgresLedger.NAME)) return null;
    tell("starting PostgreSQL");
    Postgres postgres = new Postgres(folder.resolve("postgresql"));
    if (verbose) {
      appendices.add("PostgreSQL's settings:\n\n```\n" + postgres.settingsText() + "```");
      appendices.add("Its SQL:\n\n```sql\n" + PostgresLedger.sql() + "```");
    }
    return postgres;
  }

  // The checks

  /** As many accounts as a case has, but so few that all balances can be compared. */
  private static int checked(List<Case> cases) {
    return cases.stream().mapToInt(Case::accounts).reduce(Case.MAIN.accounts(), Math::min);
  }

  private void check(@Nullable Postgres postgres, Chart chart) throws Exception {
    if (!subjects.contains(EmbeddedLedger.NAME)) return;
    if (postgres != null) {
      tell("checking that both sides agree");
      report.note("PostgreSQL " + postgres.version() + ". " + agree(postgres, chart));
    }
    tell("killing a process that submits");
    Path directory = folder.resolve("killed");
    report.note(new Killed(directory).check());
    Folder.delete(directory);
  }

  private String agree(Postgres postgres, Chart chart) throws Exception {
    Path directory = folder.resolve("agreement");
    try (EmbeddedLedger ledger = new EmbeddedLedger(directory);
        PostgresLedger other = new PostgresLedger(postgres, chart)) {
      ledger.found(chart);
      return new Agreement(ledger, other, chart).check(batches(chart, System::currentTimeMillis));
    } finally {
      Folder.delete(directory);
    }
  }

  /**
   * Some of each kind that is measured, and some that meet the rules. Each kind has a seed of its
   * own: with one seed, two kinds that begin within a millisecond would use the same ids.
   */
  static List<Batch> batches(Chart chart, LongSupplier clock) {
    List<Batch> batches = new ArrayList<>();
    for (Case.Mix mix : Case.Mix.values()) {
      for (Case.Phases phases : Case.Phases.values()) {
        Case its = new Case(1_000, chart.accounts(), mix, phases);
        Workload workload = new Workload(its, SEED + batches.size(), clock);
        batches.add(workload.next());
        batches.add(workload.next());
      }
    }
    Hostile hostile = new Hostile(chart, SEED + batches.size(), clock);
    for (int size : new int[] {1, 1, 2, 5, 10, 20, 50, 300, 300, 300}) {
      batches.add(hostile.next(size));
    }
    return batches;
  }

  // The measuring

  private void measure(
      Chart chart, List<Case> cases, @Nullable Postgres postgres, int rounds, double seconds)
      throws Exception {
    tell("opening " + chart.accounts() + " accounts");
    Path directory = folder.resolve("accounts" + chart.accounts());
    try (World world = new World(directory, chart, postgres, subjects)) {
      for (Case its : cases) {
        tell(its.name());
        report.add(new Comparison(world, its, seconds).run(rounds));
        if (verbose && world.postgres() != null) {
          appendices.add(
              "The plans of " + its.name() + ":\n\n```\n" + world.postgres().plans(its) + "```");
        }
      }
    } finally {
      Folder.delete(directory);
    }
  }

  private void tell(String what) {
    progress.println(what + " …");
    progress.flush();
  }
}
