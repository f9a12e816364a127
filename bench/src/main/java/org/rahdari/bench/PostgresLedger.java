package org.rahdari.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.rahdari.codec.Id;

/** The other side: the same ledger in PostgreSQL, as ledger.sql has it. */
final class PostgresLedger implements Subject<PostgresRows> {
  static final String NAME = "postgresql";

  private static final int LARGE_TRANSFERS_MIN = 1_000;
  private static final int LOADED_TOGETHER = 10_000;
  private static final double TRIAL_SECONDS_MAX = 0.4;
  private static final List<Way> LARGE = List.of(new Way(1, true), new Way(2, true));
  private static final List<Way> SMALL =
      List.of(new Way(1, true), new Way(2, true), new Way(4, false), new Way(8, false));
  private static final List<Way> SINGLES =
      List.of(new Way(1, true), new Way(8, true), new Way(24, true));

  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Postgres server;
  private final String database = "ledger" + DATABASES.incrementAndGet();
  private final List<PostgresSession> sessions = new ArrayList<>();
  private Way way = new Way(1, true);

  /** How clients come: over so many connections, and how their batches keep off each other. */
  record Way(int connections, boolean oneAtATime) {
    @Override
    public String toString() {
      return connections
          + (connections == 1 ? " connection" : " connections")
          + (oneAtATime ? "" : ", rows locked in order");
    }
  }

  /** Makes a database with the accounts of the chart as they are once they are funded. */
  PostgresLedger(Postgres server, Chart chart) throws SQLException, IOException {
    this.server = server;
    server.createDatabase(database);
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql());
      load(connection, chart);
      statement.execute("ALTER TABLE account ADD PRIMARY KEY (id)");
      statement.execute("VACUUM ANALYZE account");
      statement.execute("CHECKPOINT");
    }
  }

  private Connection connect() throws SQLException {
    return server.connect(database);
  }

  static String sql() throws IOException {
    try (InputStream in = PostgresLedger.class.getResourceAsStream("ledger.sql")) {
      if (in == null) throw new IllegalStateException("ledger.sql is missing");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void load(Connection connection, Chart chart) throws SQLException, IOException {
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    long fundedMinor = 0;
    for (int i = 0; i < chart.accounts(); i++) fundedMinor += chart.openingMinor(i);
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < chart.accounts(); i++) {
      rows.append(chart.id(i)).append('\t');
      rows.append(chart.party(i)).append('\t').append(Network.ASSET).append('\t');
      int program = chart.kind(i) == Chart.Kind.GOVERNED ? Custody.PROGRAM.number() : 0;
      rows.append(program).append('\t').append(chart.limited(i) ? 1 : 0).append('\t');
      rows.append(i == Chart.TREASURY ? fundedMinor : 0).append('\t');
      rows.append(chart.openingMinor(i)).append('\n');
      if (i % LOADED_TOGETHER == LOADED_TOGETHER - 1 || i == chart.accounts() - 1) {
        copy.copyIn(
            "COPY account (id, party, asset, program, flags, debits_posted, credits_posted)"
                + " FROM STDIN",
            new StringReader(rows.toString()));
        rows.setLength(0);
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String manner() {
    return way.toString();
  }

  @Override
  public PostgresRows form(Batch batch) {
    return PostgresRows.of(batch);
  }

  /** Tries the ways that clients can come, and keeps the fastest. */
  @Override
  public void begin(Case its, double seconds) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      // The planner's estimate of a batch.
      statement.execute("ALTER FUNCTION copied(uuid, uuid) ROWS " + its.batch());
    }
    Workload workload = new Workload(its, its.hashCode(), System::currentTimeMillis);
    double best = 0;
    Way fastest = way;
    for (Way candidate : ways(its)) {
      come(candidate);
      double perSecond = trial(its, workload, Math.min(seconds, TRIAL_SECONDS_MAX));
      if (perSecond > best) {
        best = perSecond;
        fastest = candidate;
      }
    }
    come(fastest);
  }

  private static List<Way> ways(Case its) {
    if (its.batch() == 1) return SINGLES;
    return its.batch() < LARGE_TRANSFERS_MIN ? SMALL : LARGE;
  }

  /** Doubles the batches until they take long enough to tell. */
  private double trial(Case its, Workload workload, double seconds) throws Exception {
    for (int batches = 2 * way.connections(); ; batches *= 2) {
      List<PostgresRows> rows = new ArrayList<>(batches);
      for (int i = 0; i < batches; i++) rows.add(form(workload.next()));
      Round round = run(its, rows);
      if (round.seconds() > seconds) return round.perSecond();
    }
  }

  private void come(Way by) throws SQLException {
    closeSessions();
    way = by;
    for (int i = 0; i < by.connections(); i++) {
      sessions.add(new PostgresSession(connect(), by.oneAtATime()));
    }
  }

  @Override
  public Round run(Case its, List<PostgresRows> batches) throws Exception {
    if (sessions.isEmpty()) come(way);
    Queue<Integer> places = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < batches.size(); i += its.batchesTogether()) places.add(i);
    long[] latencyNanos = new long[batches.size()];
    LongAdder entered = new LongAdder();
    long start = System.nanoTime();
    try (ExecutorService clients = Executors.newFixedThreadPool(sessions.size())) {
      List<Future<?>> ends = new ArrayList<>();
      for (PostgresSession session : sessions) {
        ends.add(
            clients.submit(
                () -> {
                  for (Integer from = places.poll(); from != null; from = places.poll()) {
                    for (int i = from; i < from + its.batchesTogether(); i++) {
                      long at = System.nanoTime();
                      PostgresRows rows = batches.get(i);
                      int refused = session.post(Network.BANK, rows).size();
                      latencyNanos[i] = System.nanoTime() - at;
                      entered.add(rows.batch().transfers().size() - refused);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) end.get();
    }
    return new Round(entered.sum(), System.nanoTime() - start, Round.histogram(latencyNanos));
  }

  /** The balances of an account: debits pending and posted, credits pending and posted. */
  record Balances(
      long debitsPendingMinor,
      long debitsPostedMinor,
      long creditsPendingMinor,
      long creditsPostedMinor) {}

  Map<Id, Balances> balances() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted"
                    + " FROM account")) {
      Map<Id, Balances> balances = new HashMap<>();
      while (row.next()) {
        UUID id = row.getObject(1, UUID.class);
        balances.put(
            new Id(id.getMostSignificantBits(), id.getLeastSignificantBits()),
            new Balances(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
      }
      return balances;
    }
  }

  /** A session of a client's, to close. */
  PostgresSession session() throws SQLException {
    return new PostgresSession(connect(), way.oneAtATime());
  }

  /** The plans of all statements of one batch of the case, with what each step took. */
  String plans(Case its) throws SQLException {
    Workload workload = new Workload(its, its.hashCode(), System::currentTimeMillis);
    try (Connection connection = connect()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("LOAD 'auto_explain'");
        statement.execute("SET auto_explain.log_min_duration = 0");
        statement.execute("SET auto_explain.log_nested_statements = on");
        statement.execute("SET auto_explain.log_analyze = on");
        statement.execute("SET auto_explain.log_level = 'notice'");
      }
      StringBuilder plans = new StringBuilder();
      try (PostgresSession session = new PostgresSession(connection, way.oneAtATime())) {
        for (int i = 0; i < its.batchesTogether(); i++) {
          session.post(Network.BANK, form(workload.next()));
          plans.append(session.notices());
        }
      }
      return plans.toString();
    }
  }

  private void closeSessions() throws SQLException {
    for (PostgresSession session : sessions) session.close();
    sessions.clear();
  }

  @Override
  public void close() throws SQLException {
    closeSessions();
    server.dropDatabase(database);
  }
}
