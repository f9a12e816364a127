package org.rahdari.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.rahdari.bench.Folder;
import org.rahdari.bench.Machine;
import org.rahdari.bench.RunOptions;
import org.rahdari.bench.Spread;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Network;
import org.rahdari.platform.OwnKeys;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures several members in several processes, with mutual TLS between them and without. */
@Command(
    name = "members",
    description = {
      "Measure durable transfers of three members in three processes on this machine, in batches of"
          + " 8190, with mutual TLS between them and without.",
      "A transfer counts when a majority has it on disk and the member that took it has executed it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MembersCommand implements Callable<Integer> {
  private static final List<String> MEMBERS = List.of("sbp", "cbr", "nbk");
  private static final int BATCH = Kernel.ITEMS_PER_ENVELOPE_MAX;
  private static final int IN_FLIGHT = 8;

  /** Three compilers share the processors with what they compile. */
  private static final int WARM_UP_SECONDS = 20;

  private static final long WAIT_SECONDS_MAX = 120;
  private static final long LOOK_MILLIS = 50;
  private static final String SAYS = "> ";
  private static final double MICROS_PER_MILLI = 1e3;

  @Mixin private RunOptions options = new RunOptions(3, 15);

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description =
          "of each of the three, taken whole at the start, so that none of it is fetched while"
              + " payments wait (default: ${DEFAULT-VALUE})")
  private String heap = "4g";

  @Option(names = "--member", hidden = true, description = "run this member")
  private @Nullable Path member;

  @Option(names = "--plain", hidden = true, description = "without TLS")
  private boolean plain;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** What a round came to. */
  private record Run(double perSecond, double p50Millis, double p99Millis) {}

  @Override
  public Integer call() throws Exception {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    options.require(spec.commandLine());
    PrintWriter out = spec.commandLine().getOut();
    if (member != null) {
      runMember(member);
      return CommandLine.ExitCode.OK;
    }
    PrintWriter progress = spec.commandLine().getErr();
    try (Folder own = Folder.in(options.folder())) {
      if (own.inMemory()) {
        progress.println(options.folder() + " is kept in memory: choose a --folder on a disk.");
        return CommandLine.ExitCode.USAGE;
      }
      List<Run> plainRuns = new ArrayList<>();
      List<Run> tlsRuns = new ArrayList<>();
      for (int round = 1; round <= options.rounds(); round++) {
        progress.println("… round " + round);
        progress.flush();
        plainRuns.add(round(own.path().resolve("plain-" + round), true));
        tlsRuns.add(round(own.path().resolve("tls-" + round), false));
      }
      out.println(Machine.describe(own.path()) + "\n");
      out.println("| three members, batches of 8190, 8 in flight | transfers/s | p50 / p99 ms |");
      out.println("|---|---|---|");
      out.println(row("plain", plainRuns));
      out.println(row("mutual TLS", tlsRuns));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private static String row(String name, List<Run> runs) {
    Spread rate = Spread.of(runs.stream().mapToDouble(Run::perSecond).toArray());
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f (%,.0f–%,.0f) | %.0f / %.0f |",
        name,
        rate.median(),
        rate.least(),
        rate.greatest(),
        Spread.of(runs.stream().mapToDouble(Run::p50Millis).toArray()).median(),
        Spread.of(runs.stream().mapToDouble(Run::p99Millis).toArray()).median());
  }

  /** A new network, three processes; whoever comes to lead works and says what it came to. */
  private Run round(Path network, boolean plain) throws IOException, InterruptedException {
    new NetworkFolders(
            NetworkInitCommand.known("bench.rahdari.example", MEMBERS),
            "127.0.0.1",
            NetworkDemoCommand.freePorts())
        .write(network, Instant.now());
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    List<Process> processes = new ArrayList<>();
    try {
      for (String code : MEMBERS) processes.add(start(network.resolve(code), plain, said));
      String line = said.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      if (line == null) throw new PlainFailure("No member came to lead and to an end.");
      String[] words = line.split(" ", -1);
      return new Run(
          Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    } finally {
      for (Process each : processes) each.destroyForcibly().waitFor();
    }
  }

  private Process start(Path home, boolean plain, BlockingQueue<String> said) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("bench", "members", "--member", home.toString()));
    arguments.addAll(List.of("--seconds", Double.toString(options.seconds())));
    if (plain) arguments.add("--plain");
    ProcessBuilder builder = OwnProcess.of("-Xmx" + heap, arguments);
    builder.command().addAll(1, List.of("-Xms" + heap, "-XX:+AlwaysPreTouch"));
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Thread.ofVirtual().start(() -> listen(process, said));
    return process;
  }

  private static void listen(Process process, BlockingQueue<String> said) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(SAYS)) said.add(line.substring(SAYS.length()));
      }
    } catch (IOException e) {
      // It has been ended.
    }
  }

  // A member

  private void runMember(Path home) throws Exception {
    NodeConfig config = NodeConfig.read(home.resolve(NodeConfig.FILE));
    DataFolder data = DataFolder.openMember(home, config.keystore());
    Membership membership = Membership.of(config, home, data, Instant.now());
    try (Replica replica = data.startReplica(membership, plain)) {
      while (true) {
        if (replica.leads()) {
          Run run = new Load(data, config.institution(), replica).measure(options.seconds());
          System.out.println(
              SAYS + run.perSecond() + " " + run.p50Millis() + " " + run.p99Millis());
          System.out.flush();
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Batches of transfers between two accounts of the member that leads. */
  private static final class Load {
    private final Gateway gateway;
    private final Ids ids = new Ids(InstantSource.system());
    private final Id from;
    private final Id to;

    Load(DataFolder data, String code, Replica replica) throws Exception {
      Network network = data.network();
      Party party = network.party(code).orElseThrow();
      gateway =
          new Gateway(
              party,
              network.hash(),
              new OwnKeys(party, data.signing(), replica),
              Catalogue.of(DataFolder.PROGRAMS),
              replica,
              InstantSource.system(),
              ids);
      int asset =
          network.genesis().assets().stream()
              .filter(each -> each.issuer() == party.number())
              .findFirst()
              .orElseThrow()
              .number();
      from = ids.next();
      to = ids.next();
      accepted(
          gateway
              .submit(List.of(new OpenAccount(from, asset, 0, 0), new OpenAccount(to, asset, 0, 0)))
              .get());
    }

    Run measure(double seconds) throws Exception {
      run(WARM_UP_SECONDS);
      return run(seconds);
    }

    private Run run(double seconds) throws Exception {
      Semaphore window = new Semaphore(IN_FLIGHT);
      Histogram micros = new ConcurrentHistogram(3);
      long began = System.nanoTime();
      long until = began + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      while (System.nanoTime() < until) {
        window.acquire();
        List<Transfer> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) batch.add(Transfer.posted(ids.next(), from, to, 1));
        long sent = System.nanoTime();
        var _ =
            gateway
                .transfer(batch)
                .whenComplete(
                    (submitted, failure) -> {
                      if (failure == null && submitted instanceof Submitted.Committed) {
                        micros.recordValue((System.nanoTime() - sent) / 1_000);
                      }
                      window.release();
                    });
      }
      window.acquire(IN_FLIGHT);
      double elapsed = (System.nanoTime() - began) / 1e9;
      return new Run(
          micros.getTotalCount() * (double) BATCH / elapsed,
          micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
          micros.getValueAtPercentile(99) / MICROS_PER_MILLI);
    }

    private static void accepted(Submitted submitted) {
      if (submitted instanceof Submitted.Committed committed
          && committed.results().stream().map(Result::decode).allMatch(Result::accepted)) {
        return;
      }
      throw new PlainFailure("The accounts could not be opened: " + submitted + ".");
    }
  }
}
