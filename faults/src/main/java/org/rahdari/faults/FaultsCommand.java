package org.rahdari.faults;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.simulation.SimulateCommand;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Harms a real network while it works, and says what came of it. */
@Command(
    name = "rahdari test --faults",
    description = {
      "Run four nodes in four processes and network namespaces, strike them one fault after the"
          + " other while payments go on, and compare what was acknowledged with what all of them"
          + " have at the end.",
      "Exit status 0 if nothing was lost or done twice and all agree, 1 if not, 3 if it cannot be"
          + " run here."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class FaultsCommand implements Callable<Integer> {
  /** The status when namespaces are not permitted. */
  static final int NOT_HERE = 3;

  private static final int LAST_LINES = 30;

  @Option(
      names = "--times",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often each fault strikes (default: ${DEFAULT-VALUE})")
  private int times = 3;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      split = ",",
      description = "these faults alone, with commas between")
  private List<String> only = List.of();

  @Option(names = "--list", description = "name the faults, and why one cannot be made here")
  private boolean list;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "run the simulation of so many seeds as well")
  private @Nullable Long seeds;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "a folder for the members' folders, which stay (default: a temporary one, removed)")
  private @Nullable Path data;

  @Option(names = Enclosure.INSIDE, hidden = true)
  private boolean inside;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs the command and ends with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  private static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new FaultsCommand());
    commandLine.setExecutionExceptionHandler(
        (e, line, parsed) -> {
          if (!(e instanceof PlainFailure)) throw e;
          line.getErr().println(e.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (times < 1) throw wrong("--times is at least 1.");
    List<Fault> asked = asked();
    if (list) return listed(asked);
    if (inside) return strike(asked);
    int status = enclosed();
    if (seeds == null) return status;
    int simulated = new CommandLine(new SimulateCommand()).execute("--seeds", Long.toString(seeds));
    return status == 0 ? simulated : status;
  }

  private List<Fault> asked() {
    Set<String> names = Fault.ALL.stream().map(Fault::name).collect(Collectors.toSet());
    for (String each : only) {
      if (!names.contains(each)) throw wrong("There is no fault " + each + ": see --list.");
    }
    return Fault.ALL.stream().filter(f -> only.isEmpty() || only.contains(f.name())).toList();
  }

  private CommandLine.ParameterException wrong(String sentence) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
  }

  private int listed(List<Fault> asked) throws IOException {
    for (Fault each : asked) {
      String lacking = each.part() == null ? null : each.part().lacking();
      out().println(each.name() + (lacking == null ? "" : " (not here: " + lacking + ")"));
    }
    out().flush();
    return CommandLine.ExitCode.OK;
  }

  // Outside

  private int enclosed() throws IOException, InterruptedException {
    Optional<String> refused = Enclosure.refused();
    if (refused.isPresent()) {
      out().println("The faults were not run: " + refused.get() + ".");
      out().flush();
      return NOT_HERE;
    }
    Path root = data == null ? Files.createTempDirectory("rahdari-faults") : data;
    Thread last = new Thread(() -> remove(data == null ? root : null));
    Runtime.getRuntime().addShutdownHook(last);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--times", Integer.toString(times)));
    arguments.addAll(List.of("--data", root.toAbsolutePath().toString()));
    if (!only.isEmpty()) arguments.addAll(List.of("--only", String.join(",", only)));
    return Enclosure.run(arguments, ProcessBuilder.Redirect.INHERIT);
  }

  private static void remove(@Nullable Path temporary) {
    try {
      if (temporary != null) FileSystemUtils.deleteRecursively(temporary);
    } catch (IOException e) {
      System.err.println(temporary + " could not be removed: " + e.getMessage());
    }
  }

  // Inside

  private int strike(List<Fault> asked) throws IOException, InterruptedException {
    Enclosure.whileItsStarterLives();
    List<Fault> possible = new ArrayList<>();
    Set<Stage.Part> parts = EnumSet.noneOf(Stage.Part.class);
    for (Fault each : asked) {
      String lacking = each.part() == null ? null : each.part().lacking();
      if (lacking != null) {
        out().println(each.name() + " is not run: " + lacking + ".");
        continue;
      }
      if (each.part() != null) parts.add(each.part());
      possible.add(each);
    }
    boolean good = true;
    try (Stage stage = new Stage(Objects.requireNonNull(data), parts)) {
      try {
        stage.start();
        Trial trial = new Trial(stage, new Judge(stage));
        out().println(Table.head());
        out().flush();
        for (Fault each : possible) good &= told(trial.run(each, times));
      } catch (PlainFailure e) {
        out().println(e.getMessage());
        good = false;
      }
      if (!good) lastWords(stage);
    }
    out().flush();
    return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean told(Trial.Row row) {
    out().println(Table.line(row));
    for (String each : row.wrong()) out().println("  " + each);
    out().flush();
    return row.isGood();
  }

  private void lastWords(Stage stage) {
    for (Member each : stage.members()) {
      out().println("The last that " + each.code() + " said:");
      out().println(each.lastWords(LAST_LINES));
    }
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
