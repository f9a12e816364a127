package org.rahdari.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Remembers in the projection what each leaf of the transparency log is of. */
public final class RecentLeaves implements RowListener {

  /**
   * A leaf.
   *
   * @param index in the log
   * @param kind what its items are
   * @param party who signed, 0 for timers
   * @param items how many
   */
  public record Line(
      long index, long position, long timeMillis, String kind, int party, int items) {}

  @Override
  public List<String> schema() {
    return List.of(
        """
        CREATE TABLE platform_leaf (
            leaf bigint PRIMARY KEY, position bigint NOT NULL, time_millis bigint NOT NULL,
            kind text NOT NULL, party integer NOT NULL, items integer NOT NULL)""",
        "CREATE INDEX platform_leaf_position ON platform_leaf (position)");
  }

  @Override
  public void project(Execution execution, JdbcClient projection) {
    List<Batch> batches = execution.batches();
    if (batches.isEmpty()) return;
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      Batch batch = batches.get(i);
      boolean timers = batch.kind() == Batch.Kind.TIMER;
      values.add(execution.firstLeaf() + i);
      values.add(execution.position());
      values.add(execution.timeMillis());
      values.add(timers ? "TIMERS" : Envelope.header(batch.head()).content().name());
      values.add(timers ? 0 : Envelope.header(batch.head()).party());
      values.add(batch.items().size());
    }
    String rows = batches.stream().map(b -> "(?, ?, ?, ?, ?, ?)").collect(Collectors.joining(", "));
    projection.sql("INSERT INTO platform_leaf VALUES " + rows).params(values).update();
  }

  /** The newest leaves up to one, newest first. */
  static List<Line> newest(Projection projection, long last, int limit) {
    return lines(
        projection
            .read()
            .sql("SELECT * FROM platform_leaf WHERE leaf <= ? ORDER BY leaf DESC LIMIT ?")
            .params(last, limit));
  }

  /** The leaf of a number, and those of the entry of that number. */
  static List<Line> of(Projection projection, long number, int limit) {
    return lines(
        projection
            .read()
            .sql("SELECT * FROM platform_leaf WHERE leaf = ? OR position = ? ORDER BY leaf LIMIT ?")
            .params(number, number, limit));
  }

  private static List<Line> lines(StatementSpec statement) {
    return statement
        .query(
            (row, n) ->
                new Line(
                    row.getLong("leaf"),
                    row.getLong("position"),
                    row.getLong("time_millis"),
                    row.getString("kind"),
                    row.getInt("party"),
                    row.getInt("items")))
        .list();
  }
}
