package org.rahdari.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rahdari.codec.Hash32;

/**
 * Jazzer over some targets, in a process of its own, since it instruments every class of ours that
 * it loads.
 *
 * <pre>
 * seeds/     valid inputs, made anew each time
 * corpus/    inputs that led further into the code, kept for the next time
 * findings/  inputs that broke a law
 * log        what Jazzer said
 * tally      {@link Tally} of each target
 * scratch/   what targets read from disk, while it runs
 * </pre>
 */
final class Campaign {
  /** An input that takes so long is a finding, however busy the machine is. */
  private static final int INPUT_SECONDS_MAX = 60;

  private static final Duration TALLY_EVERY = Duration.ofSeconds(1);
  private static final int HEAP_MEGABYTES = 1_024;
  private static final Pattern TRACE_BEGINS = Pattern.compile("== Java Exception|ALARM");
  private static final String TRACE_ENDS = "DEDUP_TOKEN";
  private static final int TRACE_LINES_MAX = 30;

  private final Routing routing;
  private final Path folder;
  private final String entry;

  /** Over the targets, with what is kept in the folder. */
  Campaign(List<Target> targets, Path folder) {
    this(targets, folder, JazzerEntry.class.getName());
  }

  Campaign(List<Target> targets, Path folder, String entry) {
    this.routing = new Routing(targets);
    this.folder = folder;
    this.entry = entry;
  }

  /**
   * How long, and how thoroughly.
   *
   * @param seconds after the first input, until it is ended; 0 where the options end it
   */
  record Effort(long seconds, List<String> options) {

    /**
     * So many inputs, the same ones each time. Only coverage guides it: to watch comparisons too
     * costs Jazzer many seconds before the first input.
     */
    static Effort inputs(long inputs, long seed) {
      return new Effort(0, List.of("--trace=cov", "-runs=" + inputs, "-seed=" + seed));
    }

    /** So many seconds, with all that Jazzer has, from a random seed. */
    static Effort seconds(long seconds) {
      return new Effort(seconds, List.of());
    }

    private boolean over(long nanos) {
      return seconds != 0 && nanos >= Duration.ofSeconds(seconds).toNanos();
    }
  }

  /**
   * An input that broke a law.
   *
   * @param trace what was thrown, as Jazzer told it
   */
  record Finding(String target, byte[] input, Path file, List<String> trace) {
    String base64() {
      return Base64.getEncoder().encodeToString(input);
    }
  }

  /** What came of it. */
  record Report(List<Tally> tallies, Optional<Finding> finding) {}

  /**
   * Runs to the end, or to the first finding.
   *
   * @param progress hears the tallies about once a second
   * @throws IOException if Jazzer ends otherwise
   */
  Report run(Effort effort, Consumer<List<Tally>> progress)
      throws IOException, InterruptedException {
    prepare();
    Process jazzer =
        new ProcessBuilder(command(effort))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Thread ending = new Thread(jazzer::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(ending);
    boolean over = await(jazzer, effort, progress);
    Runtime.getRuntime().removeShutdownHook(ending);

    Report report = new Report(Tally.read(tally()), finding());
    if (!over && jazzer.exitValue() != 0 && report.finding().isEmpty()) {
      throw new IOException("Jazzer answered " + jazzer.exitValue() + ": see " + log());
    }
    Scratch.remove(scratch());
    return report;
  }

  /** Returns when Jazzer has ended; answers whether it had to be told. */
  private boolean await(Process jazzer, Effort effort, Consumer<List<Tally>> progress)
      throws IOException, InterruptedException {
    long beganNanos = 0;
    boolean over = false;
    while (!jazzer.waitFor(TALLY_EVERY)) {
      List<Tally> tallies = Tally.read(tally());
      boolean begun = tallies.stream().anyMatch(tally -> tally.inputs() > 0);
      if (!begun) continue;
      if (beganNanos == 0) beganNanos = System.nanoTime();
      over |= effort.over(System.nanoTime() - beganNanos);
      if (over) jazzer.destroyForcibly();
      else progress.accept(tallies);
    }
    return over;
  }

  private void prepare() throws IOException {
    Files.createDirectories(corpus());
    for (Path made : List.of(seeds(), findings())) {
      Files.createDirectories(made);
      for (Path old : files(made)) Files.delete(old);
    }
    Files.deleteIfExists(tally());
    Scratch.remove(scratch());
    for (Target target : routing.targets()) {
      for (byte[] seed : seeds(target)) {
        Files.write(
            seeds().resolve(target.name() + "-" + name(seed)), routing.address(target, seed));
      }
    }
  }

  private static List<byte[]> seeds(Target target) {
    try {
      return target.seeds().make();
    } catch (Exception e) {
      throw new IllegalStateException("the target " + target.name() + " cannot make its seeds", e);
    }
  }

  private static String name(byte[] input) {
    return HexFormat.of().formatHex(Hash32.sha256(input).bytes(), 0, 8);
  }

  private List<String> command(Effort effort) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+EnableDynamicAgentLoading",
            "-XX:+UseSerialGC",
            "-Xmx" + HEAP_MEGABYTES + "m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + entry,
            "--target_args=" + arguments(),
            "--instrumentation_includes=org.rahdari.**",
            "--custom_hook_includes=org.rahdari.**",
            "--custom_hook_excludes=org.rahdari.fuzz.**",
            "--instrumentation_excludes=org.rahdari.fuzz.**",
            "--reproducer_path=" + findings()));
    command.addAll(
        List.of(
            "-artifact_prefix=" + findings() + "/",
            "-timeout=" + INPUT_SECONDS_MAX,
            "-report_slow_units=" + INPUT_SECONDS_MAX,
            // The heap has a limit of its own; the rest of the process is the JVM's.
            "-rss_limit_mb=0"));
    command.addAll(effort.options());
    command.add(corpus().toString());
    command.add(seeds().toString());
    return command;
  }

  private String arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(tally().toString());
    arguments.add(scratch().toString());
    for (Target target : routing.targets()) arguments.add(target.name());
    return String.join(" ", arguments);
  }

  private Optional<Finding> finding() throws IOException {
    for (Path file : files(findings())) {
      // Beside the input Jazzer writes a Java class that repeats it.
      if (file.toString().endsWith(".java")) continue;
      Routing.Routed routed = routing.route(Files.readAllBytes(file));
      String name = routed.target().name() + "-" + name(routed.input());
      Path input = Files.write(findings().resolve(name), routed.input());
      return Optional.of(new Finding(routed.target().name(), routed.input(), input, trace()));
    }
    return Optional.empty();
  }

  private List<String> trace() throws IOException {
    List<String> trace = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(log(), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(TRACE_ENDS)) break;
      inside |= TRACE_BEGINS.matcher(line).lookingAt();
      if (inside && !line.isBlank()) trace.add(line);
    }
    return trace.subList(0, Math.min(TRACE_LINES_MAX, trace.size()));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private Path seeds() {
    return folder.resolve("seeds");
  }

  private Path corpus() {
    return folder.resolve("corpus");
  }

  private Path findings() {
    return folder.resolve("findings");
  }

  private Path tally() {
    return folder.resolve("tally");
  }

  private Path scratch() {
    return folder.resolve("scratch");
  }

  private Path log() {
    return folder.resolve("log");
  }
}
