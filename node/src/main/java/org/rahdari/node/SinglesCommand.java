package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.rahdari.bench.Folder;
import org.rahdari.bench.Machine;
import org.rahdari.bench.RunOptions;
import org.rahdari.bench.Spread;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.platform.OwnKeys;
import org.rahdari.platform.Projection;
import org.rahdari.platform.TransferDesk;
import org.rahdari.platform.TransferDesks;
import org.rahdari.platform.Transferred;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Measures single transfers of many callers, on a whole node. */
@Command(
    name = "singles",
    description = {
      "Measure single transfers of many callers of one institution, on a whole node: at the"
          + " gateway's Java API and over HTTP, beside a bare append and flush.",
      "Every caller waits until its transfer is durable and executed before it hands in the next."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SinglesCommand implements Callable<Integer> {
  private static final String INSTITUTION = "state-bank";
  private static final String ASSET = "PKR";
  private static final int ACCOUNTS = 256;
  private static final int WARM_UP_SECONDS = 6;
  private static final int RECORD_BYTES = Transfer.BYTES;
  private static final long CATCH_UP_MILLIS_MAX = 60_000;
  private static final double MICROS_PER_MILLI = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(
      names = "--callers",
      split = ",",
      paramLabel = "N",
      defaultValue = "64,256,1000",
      description = "callers of the Java API at once (default: ${DEFAULT-VALUE})")
  private List<Integer> callers = List.of();

  @Option(
      names = "--http-callers",
      split = ",",
      paramLabel = "N",
      defaultValue = "16,64,256",
      description = "clients over HTTP at once (default: ${DEFAULT-VALUE})")
  private List<Integer> httpCallers = List.of();

  @Mixin private RunOptions options = new RunOptions(3, 4);

  @Option(names = "--json", description = "one JSON object a line, and nothing else")
  private boolean json;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Who calls, in which number, and how each time went. */
  private record Row(String subject, int callers, Callers load, List<Callers.Run> runs) {
    static Row of(String subject, int callers, Callers.Call call) {
      return new Row(subject, callers, new Callers(call), new ArrayList<>());
    }

    static Row of(String subject, int callers, TransferDesk desk, Accounts accounts) {
      return of(subject, callers, () -> accepted(desk.transfer(accounts.next()).get()));
    }

    static Row floor() {
      return of("floor-flush", 1, () -> true);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    options.require(spec.commandLine());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    try (Folder own = Folder.in(options.folder())) {
      if (own.inMemory()) {
        progress.println(options.folder() + " is kept in memory: choose a --folder on a disk.");
        return CommandLine.ExitCode.USAGE;
      }
      if (!json) out.println(Machine.describe(own.path()) + "\n");
      List<Row> rows = new ArrayList<>();
      rows.add(Row.floor());
      rows.addAll(measureGateway(own.path().resolve("gateway"), rows.getFirst(), progress));
      rows.addAll(measureNode(own.path().resolve("node"), rows.getFirst(), progress));
      if (!json) {
        out.println("| subject | callers | transfers/s | p50 / p99 ms | not accepted |");
        out.println("|---|---|---|---|---|");
      }
      for (Row row : rows) out.println(json ? line(row) : tableRow(row));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  /** The ledger and a gateway in this process, and nothing else. */
  private List<Row> measureGateway(Path folder, Row floor, PrintWriter progress) throws Exception {
    tell(progress, "starting a ledger and a gateway");
    DataFolder data = DataFolder.open(folder, DemoCommand.sample());
    Party party = party(data.network());
    Ids ids = new Ids(InstantSource.system());
    try (Replica replica = data.startReplica()) {
      Gateway gateway =
          new Gateway(
              party,
              data.network().hash(),
              new OwnKeys(party, data.signing(), replica),
              Catalogue.of(DataFolder.PROGRAMS),
              replica,
              InstantSource.system(),
              ids);
      Accounts accounts =
          Accounts.open(data.network(), new Orders(Map.of(party.number(), gateway)), party, ids);
      try (TransferDesk desk = new TransferDesk(gateway)) {
        List<Row> rows = new ArrayList<>();
        for (int each : callers) rows.add(Row.of("rahdari-gateway", each, desk, accounts));
        measure(rows, folder.resolve("floor"), floor, progress);
        return rows;
      }
    }
  }

  /** A whole node, with the projection, the index of history and HTTP. */
  private List<Row> measureNode(Path folder, Row floor, PrintWriter progress) throws Exception {
    tell(progress, "starting a node");
    NodeOptions options = new NodeOptions();
    options.port = 0;
    DataFolder data = DataFolder.open(folder, DemoCommand.sample());
    try (RunningNode node = RunningNode.start(data, options)) {
      List<Row> rows = rows(node);
      measure(rows, folder.resolve("floor"), floor, progress);
      tellLag(node, progress);
      return rows;
    }
  }

  private void measure(List<Row> rows, Path file, Row floor, PrintWriter progress)
      throws Exception {
    tell(progress, "warming up");
    for (Row row : rows) row.load().run(row.callers(), WARM_UP_SECONDS);
    for (int round = 1; round <= options.rounds(); round++) {
      tell(progress, "round " + round);
      floor.runs().add(floor(file, options.seconds()));
      for (Row row : rows) row.runs().add(row.load().run(row.callers(), options.seconds()));
    }
  }

  private static Party party(Network network) {
    return network.genesis().parties().stream()
        .filter(each -> each.code().equals(INSTITUTION))
        .findFirst()
        .orElseThrow();
  }

  private List<Row> rows(RunningNode node) {
    Party party = party(node.network());
    Accounts accounts =
        Accounts.open(
            node.network(), node.part(Orders.class), party, new Ids(InstantSource.system()));
    TransferDesk desk = node.part(TransferDesks.class).of(party);
    NodeClient client = new NodeClient(node.url(), node.tokenFile(party));
    List<Row> rows = new ArrayList<>();
    for (int each : callers) rows.add(Row.of("rahdari-node", each, desk, accounts));
    for (int each : httpCallers) {
      rows.add(Row.of("rahdari-http", each, () -> accepted(client, accounts.next())));
    }
    return rows;
  }

  private static boolean accepted(Transferred became) {
    return became instanceof Transferred.Executed executed
        && executed.results().getFirst().accepted();
  }

  private static boolean accepted(NodeClient client, Transfer transfer) {
    NodeClient.Response response =
        client.post(
            "/v1/transfers",
            Map.of(
                "id", transfer.id().toString(),
                "debit", transfer.debitAccount().toString(),
                "credit", transfer.creditAccount().toString(),
                "amountMinor", Long.toString(transfer.amountMinor())));
    return response.status() == 200
        && response.json().path("transfers").path(0).path("accepted").asBoolean();
  }

  /** Accounts between which money moves to and fro. */
  private record Accounts(List<Id> all, Ids ids) {
    static Accounts open(Network network, Orders orders, Party party, Ids ids) {
      int asset = network.asset(ASSET).orElseThrow().number();
      List<Id> all = new ArrayList<>();
      for (int i = 0; i < ACCOUNTS; i++) {
        Id id = ids.next();
        orders.order(party, new OpenAccount(id, asset, 0, 0));
        all.add(id);
      }
      return new Accounts(all, ids);
    }

    Transfer next() {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      int debit = random.nextInt(ACCOUNTS);
      int credit = (debit + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      return Transfer.posted(ids.next(), all.get(debit), all.get(credit), 1);
    }
  }

  /** One record after the other, each flushed before the next: what a disk gives to one caller. */
  private static Callers.Run floor(Path file, double seconds) throws IOException {
    Histogram micros = new Histogram(3);
    ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES);
    long begun = System.nanoTime();
    long until = begun + (long) (seconds * NANOS_PER_SECOND);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (long from = begun; from < until; ) {
        while (bytes.hasRemaining()) channel.write(bytes);
        bytes.clear();
        channel.force(false);
        long now = System.nanoTime();
        micros.recordValue((now - from) / 1_000);
        from = now;
      }
    }
    return new Callers.Run((System.nanoTime() - begun) / NANOS_PER_SECOND, micros, 0);
  }

  /** The projection follows: what it owes at the end belongs to the figures. */
  private static void tellLag(RunningNode node, PrintWriter progress) {
    long position = node.part(Replica.class).figures().position();
    long from = System.nanoTime();
    boolean caughtUp = node.part(Projection.class).await(position, CATCH_UP_MILLIS_MAX);
    tell(
        progress,
        caughtUp
            ? String.format(
                Locale.ROOT,
                "the projection was %.1f s behind at the end",
                (System.nanoTime() - from) / NANOS_PER_SECOND)
            : "the projection has not caught up");
  }

  private static void tell(PrintWriter progress, String what) {
    progress.println(what + " …");
    progress.flush();
  }

  // What is printed

  private static Spread perSecond(Row row) {
    return Spread.of(row.runs().stream().mapToDouble(Callers.Run::perSecond).toArray());
  }

  private static double millis(Row row, double percentile) {
    Histogram all = new Histogram(3);
    row.runs().forEach(run -> all.add(run.micros()));
    return all.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }

  private static long failed(Row row) {
    return row.runs().stream().mapToLong(Callers.Run::failed).sum();
  }

  private static String tableRow(Row row) {
    Spread rate = perSecond(row);
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,.0f (%,.0f–%,.0f) | %.2f / %.2f | %d |",
        row.subject(),
        row.callers(),
        rate.median(),
        rate.least(),
        rate.greatest(),
        millis(row, 50),
        millis(row, 99),
        failed(row));
  }

  private static String line(Row row) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("case", "singles-callers" + row.callers())
        .put("subject", row.subject())
        .put("perSecond", Math.round(perSecond(row).median()))
        .put("p50Millis", millis(row, 50))
        .put("p99Millis", millis(row, 99))
        .toString();
  }
}
