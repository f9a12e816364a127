package org.rahdari.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.rahdari.kernel.Envelope;

/** What runs in a process of its own, because it is killed, or because the whole process counts. */
final class Child {
  /** Starts every line that is meant for the parent. */
  static final String SAYS = "> ";

  private Child() {}

  /** Starts this class in another process, whose lines can be read. */
  static Process start(List<String> memory, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(Predicate.not(option -> option.startsWith("-Xm") || option.contains("RAMPercent")))
        .filter(option -> option.startsWith("-X") || option.startsWith("--"))
        .forEach(command::add);
    command.addAll(memory);
    command.add("-cp");
    command.add(System.getProperty("java.class.path").replace(File.pathSeparatorChar, ':'));
    command.add(Child.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Does one of the errands; whatever happens, it ends. */
  public static void main(String[] arguments) {
    Logging.quiet();
    try {
      run(arguments[0], Path.of(arguments[1]), new Chart(Integer.parseInt(arguments[2])));
      System.exit(0);
    } catch (Exception | OutOfMemoryError e) {
      System.err.println("It failed: " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  private static void run(String errand, Path directory, Chart chart) throws Exception {
    switch (errand) {
      case "submit" -> submit(directory, chart);
      case "fill" -> new FullLedger(directory, chart).fill();
      case "restart" -> new FullLedger(directory, chart).restart();
      default -> throw new IllegalArgumentException(errand);
    }
  }

  /** Submits until it is killed, and says every acknowledgement. */
  private static void submit(Path directory, Chart chart) throws Exception {
    EmbeddedLedger ledger = new EmbeddedLedger(directory);
    ledger.found(chart);
    Case its = new Case(Killed.BATCH, chart.accounts(), Case.Mix.UNIFORM, Case.Phases.ONE);
    Workload workload = new Workload(its, chart.accounts(), System::currentTimeMillis);
    Flow flow = new Flow(ledger.replica(), Window.LARGE_BATCHES);
    while (true) {
      byte[] envelope = ledger.form(workload.next());
      flow.submit(
          envelope,
          (committed, nanos) ->
              say(
                  Envelope.decode(envelope).header().id()
                      + " "
                      + committed.position()
                      + " "
                      + EmbeddedLedger.entered(committed.results())
                      + " ."));
    }
  }

  static void say(String line) {
    synchronized (System.out) {
      System.out.println(SAYS + line);
      System.out.flush();
    }
  }
}
