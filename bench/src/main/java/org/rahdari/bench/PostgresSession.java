package org.rahdari.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

/** One client's connection to the ledger in PostgreSQL. */
final class PostgresSession implements AutoCloseable {
  private static final String STAGE =
      """
      CREATE TEMP TABLE IF NOT EXISTS stage (
        amount bigint, user_data_64 bigint, timeout int, code int, flags int,
        id uuid, debit uuid, credit uuid, pending_id uuid, user_data_128 uuid
      ) ON COMMIT DELETE ROWS""";

  /** The errors after which only the order can tell what is right. */
  private static final Set<String> ORDER_MATTERS =
      Set.of("RL001", /* unique_violation */ "23505", /* numeric_value_out_of_range */ "22003");

  private static final String DEADLOCK = "40P01";

  private final Connection connection;
  private final CopyManager copy;
  private final PreparedStatement postBatch;
  private final PreparedStatement postOne;
  private final PreparedStatement postInOrder;
  private final boolean oneAtATime;

  /**
   * @param oneAtATime whether batches queue for the whole ledger, or for the accounts they touch
   */
  PostgresSession(Connection connection, boolean oneAtATime) throws SQLException {
    this.connection = connection;
    this.oneAtATime = oneAtATime;
    copy = connection.unwrap(PGConnection.class).getCopyAPI();
    try (Statement statement = connection.createStatement()) {
      statement.execute(STAGE);
    }
    postBatch = connection.prepareStatement("SELECT refused, reasons FROM post_batch(?, ?, ?, ?)");
    postOne =
        connection.prepareStatement("SELECT post_one(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS reason");
    postInOrder = connection.prepareStatement("SELECT refused, reasons FROM post_in_order(?)");
  }

  /** Posts a batch in one transaction and answers what was refused, by place in the batch. */
  Map<Integer, String> post(int signer, PostgresRows rows) throws SQLException {
    while (true) {
      try {
        return rows.batch().transfers().size() == 1
            ? postSingle(signer, rows)
            : postTogetherOrInOrder(signer, rows);
      } catch (SQLException e) {
        if (!DEADLOCK.equals(e.getSQLState())) throw e;
      }
    }
  }

  private Map<Integer, String> postTogetherOrInOrder(int signer, PostgresRows rows)
      throws SQLException {
    try {
      return transaction(() -> postTogether(signer, rows));
    } catch (SQLException e) {
      if (!ORDER_MATTERS.contains(e.getSQLState())) throw e;
      return transaction(() -> postInOrder(signer, rows));
    }
  }

  private interface Posting {
    Map<Integer, String> post() throws SQLException;
  }

  private Map<Integer, String> transaction(Posting posting) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Map<Integer, String> refused = posting.post();
      connection.commit();
      return refused;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private Map<Integer, String> postTogether(int signer, PostgresRows rows) throws SQLException {
    copyIn("transfer", rows);
    postBatch.setInt(1, signer);
    postBatch.setObject(2, rows.low());
    postBatch.setObject(3, rows.high());
    postBatch.setBoolean(4, oneAtATime);
    try (ResultSet row = postBatch.executeQuery()) {
      row.next();
      Array refused = row.getArray("refused");
      if (refused == null) return Map.of();
      return byPlace(rows.batch(), (UUID[]) refused.getArray(), row.getArray("reasons"));
    }
  }

  private static Map<Integer, String> byPlace(Batch batch, UUID[] refused, Array reasons)
      throws SQLException {
    Map<Id, String> byId = HashMap.newHashMap(refused.length);
    String[] texts = (String[]) reasons.getArray();
    for (int i = 0; i < refused.length; i++) {
      byId.put(
          new Id(refused[i].getMostSignificantBits(), refused[i].getLeastSignificantBits()),
          texts[i]);
    }
    Map<Integer, String> byPlace = HashMap.newHashMap(refused.length);
    List<Transfer> transfers = batch.transfers();
    for (int i = 0; i < transfers.size(); i++) {
      String reason = byId.get(transfers.get(i).id());
      if (reason != null) byPlace.put(i, reason);
    }
    return byPlace;
  }

  private Map<Integer, String> postInOrder(int signer, PostgresRows rows) throws SQLException {
    copyIn("stage", rows);
    postInOrder.setInt(1, signer);
    try (ResultSet row = postInOrder.executeQuery()) {
      row.next();
      Array refused = row.getArray("refused");
      if (refused == null) return Map.of();
      Integer[] places = (Integer[]) refused.getArray();
      String[] reasons = (String[]) row.getArray("reasons").getArray();
      Map<Integer, String> byPlace = HashMap.newHashMap(places.length);
      for (int i = 0; i < places.length; i++) byPlace.put(places[i], reasons[i]);
      return byPlace;
    }
  }

  private Map<Integer, String> postSingle(int signer, PostgresRows rows) throws SQLException {
    connection.setAutoCommit(true);
    Transfer transfer = rows.batch().transfers().getFirst();
    postOne.setInt(1, signer);
    setId(2, transfer.id());
    setId(3, transfer.debitAccount());
    setId(4, transfer.creditAccount());
    setId(5, transfer.pendingId());
    setId(6, transfer.userData128());
    postOne.setLong(7, transfer.userData64());
    postOne.setLong(8, transfer.amountMinor());
    postOne.setInt(9, transfer.timeoutSeconds());
    postOne.setInt(10, transfer.code());
    postOne.setInt(11, transfer.flags());
    try (ResultSet row = postOne.executeQuery()) {
      row.next();
      @Nullable String reason = row.getString("reason");
      return reason == null ? Map.of() : Map.of(0, reason);
    }
  }

  private void setId(int parameter, Id id) throws SQLException {
    if (id.isNone()) postOne.setNull(parameter, Types.OTHER);
    else postOne.setObject(parameter, PostgresRows.uuid(id));
  }

  private void copyIn(String table, PostgresRows rows) throws SQLException {
    CopyIn in =
        copy.copyIn("COPY " + table + " (" + PostgresRows.COLUMNS + ") FROM STDIN (FORMAT binary)");
    in.writeToCopy(rows.copy(), 0, rows.copy().length);
    in.endCopy();
  }

  /** What the server has said beside its last answers. */
  String notices() throws SQLException {
    StringBuilder text = new StringBuilder();
    for (Statement statement : List.of(postBatch, postOne, postInOrder)) {
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        text.append(w.getMessage()).append("\n\n");
      }
      statement.clearWarnings();
    }
    return text.toString();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
