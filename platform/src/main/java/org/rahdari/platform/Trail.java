package org.rahdari.platform;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Who saw and did what, in the vault's database: rows that are added and never changed. Each bears
 * a hash over itself and the row before, so that one that is changed or missing is seen; how many
 * there are, with the last hash, is in a file beside the database as well, so that an end that was
 * cut off is seen too.
 *
 * <p>One thread writes them, many at a time. A row of a person who does something is waited for;
 * other ones may be lost in the moment of a crash. Where rows cannot be written, no more calls are
 * taken than the queue holds.
 */
public final class Trail implements AutoCloseable {

  /** Rows that wait to be written. */
  static final int QUEUE_MAX = 20_000;

  /** Rows of one page. */
  static final int PAGE_MAX = 500;

  /** Rows of one file of comma-separated values. */
  static final int CSV_MAX = 50_000;

  private static final int BATCH_MAX = 500;
  private static final int VERIFIED_AT_ONCE = 5_000;
  private static final long WAIT_SECONDS_MAX = 5;
  private static final long RETRY_MILLIS = 500;
  private static final long END_MILLIS_MAX = 5_000;
  private static final String COLUMNS =
      "seq, at, institution, person, name, roles, method, path, ids, status, hash";
  private static final System.Logger LOG = System.getLogger(Trail.class.getName());

  private final DataSource source;
  private final JdbcClient jdbc;
  private final Path head;
  private final boolean severed;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Thread writer = Thread.ofPlatform().name("trail").daemon(true).unstarted(this::run);
  private volatile boolean closing;
  private long rows;
  private Hash32 last = Hash32.ZERO;

  /**
   * A call.
   *
   * @param institution the number of the party, 0 for who reads by a grant
   * @param person by pseudonym, null for systems
   * @param name as the provider gives it, or what the token is
   * @param roles in words
   * @param path the template of it
   * @param ids what stood in the template's places
   * @param status of the answer
   */
  public record Call(
      Instant at,
      int institution,
      @Nullable Id person,
      String name,
      String roles,
      String method,
      String path,
      String ids,
      int status) {}

  /** A row. */
  public record Row(long seq, Call call, Hash32 hash) {}

  private record Waiting(Call call, CompletableFuture<Void> written) {}

  /**
   * What the chain says.
   *
   * @param rows how many there are
   * @param fault what is wrong first, or null where all is as it was written
   */
  public record Verdict(long rows, @Nullable Fault fault) {

    /** What is wrong, in a sentence, or null. */
    public @Nullable String trouble() {
      return fault == null ? null : fault.sentence();
    }
  }

  /** Where the chain does not hold. */
  public record Fault(Kind kind, long row) {

    /** How it does not. */
    public enum Kind {
      /** The row is not there, and later ones are. */
      MISSING,
      /** The row does not have its hash. */
      ALTERED,
      /** The row has its hash, and the file has another one. */
      ANOTHER,
      /** There were so many rows, and there are fewer. */
      CUT
    }

    String sentence() {
      return switch (kind) {
        case MISSING -> "Row " + row + " is missing.";
        case ALTERED -> "Row " + row + " is not as it was written.";
        case ANOTHER -> "Row " + row + " is another one than the node had written.";
        case CUT -> "The end is missing: there were " + row + " rows.";
      };
    }
  }

  /**
   * @param vault the database; its tables are there
   * @param head the file with the last hash
   */
  public Trail(DataSource vault, Path head) {
    this.source = vault;
    this.jdbc = JdbcClient.create(vault);
    this.head = head;
    jdbc.sql("SELECT " + COLUMNS + " FROM trail ORDER BY seq DESC LIMIT 1")
        .query(Trail::row)
        .optional()
        .ifPresent(
            row -> {
              rows = row.seq();
              last = row.hash();
            });
    severed = !goesOn();
    if (severed)
      LOG.log(System.Logger.Level.ERROR, "The trail has lost rows: see what verifies it");
    writer.start();
  }

  /** Whether the rows are those that this node had written, as its file says. */
  private boolean goesOn() {
    Optional<String[]> said = readHead();
    if (said.isEmpty()) return true;
    long row = Long.parseLong(said.get()[0]);
    if (row == 0) return true;
    String hash = said.get()[1];
    return jdbc.sql("SELECT " + COLUMNS + " FROM trail WHERE seq = ?")
        .param(row)
        .query(Trail::row)
        .optional()
        .filter(found -> found.hash().toString().equals(hash))
        .isPresent();
  }

  /** Whether more calls can be written down. */
  boolean open() {
    return queue.remainingCapacity() > 0;
  }

  /**
   * Writes a call down.
   *
   * @param waits whether to return when it is written
   */
  void add(Call call, boolean waits) {
    Waiting waiting = new Waiting(call, new CompletableFuture<>());
    try {
      if (!queue.offer(waiting, WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.log(
            System.Logger.Level.ERROR,
            "A call is not in the trail: {0} {1}, answered {2}",
            call.method(),
            call.path(),
            Integer.toString(call.status()));
      } else if (waits) {
        waiting.written().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "The trail is late");
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    while (!closing || !queue.isEmpty() || !batch.isEmpty()) {
      try {
        if (batch.isEmpty()) {
          Waiting first = queue.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
          if (first == null) continue;
          batch.add(first);
          queue.drainTo(batch, BATCH_MAX - 1);
        }
        write(batch);
        batch.forEach(each -> each.written().complete(null));
        batch.clear();
      } catch (SQLException | IOException e) {
        LOG.log(System.Logger.Level.ERROR, "The trail cannot be written: {0}", e.getMessage());
        if (closing || !slept()) return;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static boolean slept() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void write(List<Waiting> batch) throws SQLException, IOException {
    long seq = rows;
    Hash32 hash = last;
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO trail (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (Waiting each : batch) {
          seq++;
          hash = hash(hash, seq, each.call());
          set(insert, seq, each.call(), hash);
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
    }
    rows = seq;
    last = hash;
    // What was lost stays known: the file keeps to the rows that were there.
    if (!severed) writeHead(seq, hash);
  }

  private static void set(PreparedStatement insert, long seq, Call call, Hash32 hash)
      throws SQLException {
    insert.setLong(1, seq);
    insert.setTimestamp(2, Timestamp.from(call.at()));
    insert.setInt(3, call.institution());
    insert.setObject(4, call.person() == null ? null : uuid(call.person()));
    insert.setString(5, call.name());
    insert.setString(6, call.roles());
    insert.setString(7, call.method());
    insert.setString(8, call.path());
    insert.setString(9, call.ids());
    insert.setInt(10, call.status());
    insert.setBytes(11, hash.bytes());
  }

  private void writeHead(long seq, Hash32 hash) throws IOException {
    Path fresh = head.resolveSibling(head.getFileName() + ".fresh");
    Files.writeString(fresh, seq + " " + hash + "\n");
    Files.move(fresh, head, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Hash32 hash(Hash32 before, long seq, Call call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(before.bytes());
      out.writeLong(seq);
      out.writeLong(call.at().getEpochSecond());
      out.writeInt(call.at().getNano());
      out.writeInt(call.institution());
      Id person = call.person() == null ? Id.NONE : call.person();
      out.writeLong(person.high());
      out.writeLong(person.low());
      for (String each :
          List.of(call.name(), call.roles(), call.method(), call.path(), call.ids())) {
        byte[] text = each.getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
      }
      out.writeInt(call.status());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return Hash32.sha256(bytes.toByteArray());
  }

  /** PostgreSQL keeps microseconds. */
  static Instant kept(Instant now) {
    return now.truncatedTo(ChronoUnit.MICROS);
  }

  /** Reads all rows again, and compares them with their hashes and with the file. */
  public Verdict verify() {
    Optional<String[]> said = readHead();
    long headRows = said.map(each -> Long.parseLong(each[0])).orElse(0L);
    String headHash = said.map(each -> each[1]).orElse("");
    long seq = 0;
    Hash32 hash = Hash32.ZERO;
    while (true) {
      List<Row> some =
          jdbc.sql(
                  "SELECT "
                      + COLUMNS
                      + " FROM trail WHERE seq > ? ORDER BY seq LIMIT "
                      + VERIFIED_AT_ONCE)
              .param(seq)
              .query(Trail::row)
              .list();
      for (Row row : some) {
        if (row.seq() != seq + 1) return faulty(seq, Fault.Kind.MISSING, seq + 1);
        seq++;
        hash = hash(hash, seq, row.call());
        if (!hash.equals(row.hash())) return faulty(seq, Fault.Kind.ALTERED, seq);
        if (seq == headRows && !hash.toString().equals(headHash))
          return faulty(seq, Fault.Kind.ANOTHER, seq);
      }
      if (some.size() < VERIFIED_AT_ONCE) break;
    }
    return seq < headRows ? faulty(seq, Fault.Kind.CUT, headRows) : new Verdict(seq, null);
  }

  private static Verdict faulty(long rows, Fault.Kind kind, long row) {
    return new Verdict(rows, new Fault(kind, row));
  }

  private Optional<String[]> readHead() {
    try {
      if (!Files.exists(head)) return Optional.empty();
      String[] words = Files.readString(head).strip().split(" ");
      return words.length == 2 ? Optional.of(words) : Optional.empty();
    } catch (IOException e) {
      throw new PlainFailure("The file " + head + " cannot be read.", e);
    }
  }

  /**
   * Which rows.
   *
   * @param institution whose, and by grants
   * @param from when on, or null
   * @param to before when, or null
   * @param person a pseudonym or a part of a name, or null
   * @param path how the template begins, or null
   * @param before only older ones than this, or null
   */
  public record Query(
      int institution,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String person,
      @Nullable String path,
      @Nullable Long before) {}

  /** Rows, the newest first. */
  public List<Row> rows(Query query, int limit) {
    StringBuilder sql =
        new StringBuilder(
            "SELECT " + COLUMNS + " FROM trail WHERE institution IN (:institution, 0)");
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("institution", query.institution());
    parameters.put("limit", limit);
    if (query.from() != null) {
      sql.append(" AND at >= :from");
      parameters.put("from", Timestamp.from(query.from()));
    }
    if (query.to() != null) {
      sql.append(" AND at < :to");
      parameters.put("to", Timestamp.from(query.to()));
    }
    if (query.person() != null) {
      sql.append(" AND (person::text = :person OR strpos(lower(name), lower(:person)) > 0)");
      parameters.put("person", query.person());
    }
    if (query.path() != null) {
      sql.append(" AND starts_with(path, :path)");
      parameters.put("path", query.path());
    }
    if (query.before() != null) {
      sql.append(" AND seq < :before");
      parameters.put("before", query.before());
    }
    sql.append(" ORDER BY seq DESC LIMIT :limit");
    return jdbc.sql(sql.toString()).params(parameters).query(Trail::row).list();
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    UUID person = row.getObject("person", UUID.class);
    return new Row(
        row.getLong("seq"),
        new Call(
            row.getTimestamp("at").toInstant(),
            row.getInt("institution"),
            person == null
                ? null
                : new Id(person.getMostSignificantBits(), person.getLeastSignificantBits()),
            row.getString("name"),
            row.getString("roles"),
            row.getString("method"),
            row.getString("path"),
            row.getString("ids"),
            row.getInt("status")),
        Hash32.of(row.getBytes("hash")));
  }

  private static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closing = true;
    try {
      writer.join(END_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
