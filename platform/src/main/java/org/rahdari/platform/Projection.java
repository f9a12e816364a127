package org.rahdari.platform;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Ledger;
import org.rahdari.replication.Replica;
import org.rahdari.table.RowChange;
import org.rahdari.table.Table;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Mirrors the rows of every program into PostgreSQL: one SQL table a table, one row a row, and the
 * position up to which they are mirrored, in the same transaction. Nothing else writes there, so it
 * can be dropped and rebuilt from the log.
 */
public final class Projection implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Projection.class.getName());

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final DataSource source;
  private final List<RowListener> listeners;
  private final Map<String, Mirror> mirrors = new LinkedHashMap<>();
  private @Nullable AutoCloseable following;
  private volatile long position;

  /** A projection into the database; {@link #start} fills it. */
  public Projection(DataSource source, List<RowListener> listeners) {
    this.source = source;
    this.jdbc = JdbcClient.create(source);
    this.transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Follows the replica from where the database stands.
   *
   * @param freshKernel gives a kernel at the start of the network, to re-execute what the database
   *     lacks
   * @param rebuild whether to drop what is there first
   */
  public void start(Replica replica, Supplier<Kernel> freshKernel, boolean rebuild) {
    Kernel shape = freshKernel.get();
    for (Table<?, ?> table : shape.projected())
      mirrors.put(table.name(), new Mirror(table.name(), table.rowType()));
    mirrors.put(Ledger.ACCOUNTS, new Mirror(Ledger.ACCOUNTS, Account.class));
    if (rebuild || !belongsTo(shape)) create(shape);
    position = jdbc.sql("SELECT position FROM mirror_position").query(Long.class).single();
    if (position > replica.figures().position()) {
      LOG.log(System.Logger.Level.WARNING, "The projection is ahead of the log; it is rebuilt.");
      create(shape);
    }
    following = replica.follow(position, freshKernel, this::take);
  }

  /** The position of the last entry in the projection. */
  public long position() {
    return position;
  }

  /**
   * Waits until it has an entry, at most so long.
   *
   * @return whether it has
   */
  public boolean await(long wanted, long millisMax) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    while (position < wanted && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return position >= wanted;
  }

  /** Reads from the projection. */
  public JdbcClient read() {
    return jdbc;
  }

  private boolean belongsTo(Kernel shape) {
    boolean there =
        jdbc.sql("SELECT to_regclass('mirror_position') IS NOT NULL").query(Boolean.class).single();
    return there
        && jdbc.sql("SELECT network = ? AND shape = ? FROM mirror_position")
            .params(shape.network().bytes(), shapeText())
            .query(Boolean.class)
            .single();
  }

  /** What the SQL tables look like; another text means other software made them. */
  private String shapeText() {
    return Stream.concat(
            mirrors.values().stream().map(Mirror::create),
            listeners.stream().flatMap(l -> l.schema().stream()))
        .collect(Collectors.joining(";"));
  }

  private void create(Kernel shape) {
    transactions.executeWithoutResult(
        tx -> {
          jdbc.sql("DROP SCHEMA public CASCADE").update();
          jdbc.sql("CREATE SCHEMA public").update();
          jdbc.sql(
                  "CREATE TABLE mirror_position (position bigint, time_millis bigint, digest bytea, network bytea,"
                      + " shape text)")
              .update();
          mirrors.values().forEach(mirror -> jdbc.sql(mirror.create()).update());
          for (RowListener listener : listeners)
            listener.schema().forEach(sql -> jdbc.sql(sql).update());
          for (Table<?, ?> table : shape.projected()) founding(table);
          jdbc.sql("INSERT INTO mirror_position VALUES (0, 0, ?, ?, ?)")
              .params(shape.digest().bytes(), shape.network().bytes(), shapeText())
              .update();
        });
    position = 0;
  }

  /** The rows that the genesis made, which no execution tells. */
  private <K extends Comparable<? super K>, R extends Record> void founding(Table<K, R> table) {
    List<RowChange> rows = new ArrayList<>();
    for (R row : table.rows()) rows.add(new RowChange(table.name(), table.keyOf(row), row));
    mirror(table.name()).write(rows);
  }

  /** Takes in what came together: of a row that changed often, the last state alone. */
  private void take(List<Execution> executions) {
    Execution last = executions.getLast();
    transactions.executeWithoutResult(
        tx -> {
          // A commit that a crash takes back is made again from the log.
          jdbc.sql("SET LOCAL synchronous_commit TO off").update();
          coalesced(executions).forEach((table, rows) -> mirror(table).write(rows));
          for (Execution execution : executions)
            listeners.forEach(listener -> listener.project(execution, jdbc));
          jdbc.sql("UPDATE mirror_position SET position = ?, time_millis = ?, digest = ?")
              .params(last.position(), last.timeMillis(), last.digest().bytes())
              .update();
        });
    position = last.position();
    for (Execution execution : executions)
      listeners.forEach(listener -> listener.projected(execution));
  }

  private Map<String, Collection<RowChange>> coalesced(List<Execution> executions) {
    Map<String, Coalesced> byTable = new LinkedHashMap<>();
    for (Execution execution : executions) {
      for (RowChange change : execution.changes()) {
        if (!mirrors.containsKey(change.table())) continue;
        byTable.computeIfAbsent(change.table(), table -> new Coalesced()).add(change);
      }
    }
    Map<String, Collection<RowChange>> rows = new LinkedHashMap<>();
    byTable.forEach((table, coalesced) -> rows.put(table, coalesced.all()));
    return rows;
  }

  /** The last state of each row, and what is retired for good: that keeps its last state too. */
  private static final class Coalesced {
    private final Map<Object, RowChange> states = new LinkedHashMap<>();
    private final Map<Object, RowChange> retired = new LinkedHashMap<>();

    void add(RowChange change) {
      if (change.row() == null) {
        retired.put(change.key(), change);
      } else {
        retired.remove(change.key());
        states.put(change.key(), change);
      }
    }

    List<RowChange> all() {
      return Stream.concat(states.values().stream(), retired.values().stream()).toList();
    }
  }

  private Mirror mirror(String table) {
    Mirror mirror = mirrors.get(table);
    if (mirror == null) throw new IllegalArgumentException(table + " is not mirrored");
    return mirror;
  }

  @Override
  public void close() throws Exception {
    if (following != null) following.close();
  }

  /** One SQL table. */
  private final class Mirror {
    private final String name;
    private final List<java.lang.reflect.RecordComponent> components;

    Mirror(String table, Class<? extends Record> row) {
      name = table.replace('.', '_');
      components = List.of(row.getRecordComponents());
    }

    String create() {
      return components.stream()
          .map(c -> column(c.getName()) + " " + sqlType(c.getType()))
          .collect(
              Collectors.joining(
                  ", ",
                  "CREATE TABLE " + name + " (row_key text PRIMARY KEY, retired boolean NOT NULL, ",
                  ")"));
    }

    /** Upserts in one batch, then retires; a retired row keeps its last state and says so. */
    void write(Collection<RowChange> changes) {
      String columns =
          components.stream().map(c -> column(c.getName())).collect(Collectors.joining(", "));
      String marks =
          IntStream.range(0, components.size())
              .mapToObj(i -> "?")
              .collect(Collectors.joining(", "));
      String sets =
          components.stream()
              .map(c -> column(c.getName()) + " = excluded." + column(c.getName()))
              .collect(Collectors.joining(", "));
      String upsert =
          "INSERT INTO "
              + name
              + " (row_key, retired, "
              + columns
              + ") VALUES (?, false, "
              + marks
              + ") ON CONFLICT (row_key) DO UPDATE SET retired = false, "
              + sets;
      Connection connection =
          org.springframework.jdbc.datasource.DataSourceUtils.getConnection(source);
      try (PreparedStatement put = connection.prepareStatement(upsert);
          PreparedStatement retire =
              connection.prepareStatement(
                  "UPDATE " + name + " SET retired = true WHERE row_key = ?")) {
        for (RowChange change : changes) {
          Record row = change.row();
          PreparedStatement statement = row == null ? retire : put;
          statement.setString(1, change.key().toString());
          if (row != null) {
            for (int i = 0; i < components.size(); i++) {
              statement.setObject(i + 2, sqlValue(value(row, i), connection));
            }
          }
          statement.addBatch();
        }
        put.executeBatch();
        retire.executeBatch();
      } catch (SQLException e) {
        throw new IllegalStateException(
            "the projection could not take rows of " + name + ": " + e.getMessage(), e);
      } finally {
        org.springframework.jdbc.datasource.DataSourceUtils.releaseConnection(connection, source);
      }
    }

    private Object value(Record row, int index) {
      try {
        var accessor = components.get(index).getAccessor();
        accessor.setAccessible(true);
        return accessor.invoke(row);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a row of " + name + " cannot be read", e);
      }
    }
  }

  private static String sqlType(Class<?> type) {
    if (type == long.class) return "bigint";
    if (type == int.class) return "integer";
    if (type == boolean.class) return "boolean";
    if (type == Id.class) return "uuid";
    if (type == Hash32.class || type == Bytes.class) return "bytea";
    if (type == List.class) return "text[]";
    return "text";
  }

  private static Object sqlValue(Object value, Connection connection) throws SQLException {
    return switch (value) {
      case Id id -> new UUID(id.high(), id.low());
      case Hash32 hash -> hash.bytes();
      case Bytes bytes -> bytes.value();
      case Long number -> number;
      case Integer number -> number;
      case Boolean flag -> flag;
      case List<?> list -> array(list, connection);
      default -> value.toString();
    };
  }

  private static Array array(List<?> list, Connection connection) throws SQLException {
    return connection.createArrayOf("text", list.stream().map(Object::toString).toArray());
  }

  /** In quotes: a component may have a name that SQL keeps for itself. */
  private static String column(String component) {
    String name = component.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    return '"' + name + '"';
  }
}
