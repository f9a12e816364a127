package org.rahdari.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Reads accounts for those who may see them: one out of the kernel, many out of the projection. */
public final class AccountReader {

  /** Accounts in an answer at most. */
  public static final int ACCOUNTS_MAX = 1_000;

  private static final long FRESH_MILLIS_MAX = 1_000;

  private final Network network;
  private final Replica replica;
  private final Projection projection;

  /** Reads what this node executed. */
  public AccountReader(Network network, Replica replica, Projection projection) {
    this.network = network;
    this.replica = replica;
    this.projection = projection;
  }

  /** Finds an owner's accounts, and those of an id, quickly, however many there are in all. */
  public static final class ByOwner implements RowListener {
    @Override
    public List<String> schema() {
      return List.of(
          "CREATE INDEX ledger_account_of ON ledger_account (party, row_key)",
          "CREATE INDEX ledger_account_id ON ledger_account (id)");
    }
  }

  /**
   * Waits a moment for what was executed before to be in lists.
   *
   * @return the position of an entry that lists are as of from now on, or of a later one
   */
  public long fresh() {
    projection.await(replica.figures().position(), FRESH_MILLIS_MAX);
    return projection.position();
  }

  /** The first accounts that the viewer may see: its own, or all where it supervises. */
  public List<Account> seenBy(Party viewer) {
    return seenBy(viewer, null, ACCOUNTS_MAX);
  }

  /** The accounts that the viewer may see, in the order of their ids, those after an id. */
  public List<Account> seenBy(Party viewer, @Nullable Id after, int limit) {
    String beyond = after == null ? "" : after.toString();
    String end = " row_key > ? ORDER BY row_key LIMIT ?";
    StatementSpec statement =
        seesAll(viewer)
            ? projection.read().sql("SELECT * FROM ledger_account WHERE" + end)
            : projection
                .read()
                .sql("SELECT * FROM ledger_account WHERE party = ? AND" + end)
                .param(viewer.number());
    return statement
        .param(beyond)
        .param(Math.min(limit, ACCOUNTS_MAX))
        .query(AccountReader::account)
        .list();
  }

  /** The accounts that the viewer may see whose ids begin and end so, in the order of their ids. */
  List<Account> found(Party viewer, Wanted.Ids ids, int limit) {
    return projection
        .read()
        .sql(
            "SELECT * FROM ledger_account WHERE (? OR party = ?) AND id BETWEEN ? AND ? AND id::text LIKE ?"
                + " ORDER BY id LIMIT ?")
        .params(seesAll(viewer), viewer.number(), ids.first(), ids.last(), "%" + ids.end(), limit)
        .query(AccountReader::account)
        .list();
  }

  /**
   * An account as the last entry left it.
   *
   * @throws Problem if there is none that the viewer may see
   */
  public Account account(Party viewer, Id id) {
    return replica
        .read(kernel -> Optional.ofNullable(kernel.ledger().account(id)))
        .filter(account -> sees(viewer, account))
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.NOT_FOUND, "account-unknown", "No account of yours has this id."));
  }

  /** The accounts of these ids that there are, whoever may see them. */
  Map<Id, Account> accounts(Collection<Id> ids) {
    return replica.read(
        kernel -> {
          Map<Id, Account> found = new HashMap<>();
          for (Id id : ids) {
            Account account = kernel.ledger().account(id);
            if (account != null) found.put(id, account);
          }
          return found;
        });
  }

  /** Whether the viewer supervises, and so sees every account. */
  public boolean seesAll(Party viewer) {
    return network.supervises(viewer);
  }

  boolean sees(Party viewer, Account account) {
    return account.party() == viewer.number() || seesAll(viewer);
  }

  private static Account account(ResultSet row, int number) throws SQLException {
    return new Account(
        id(row, "id"),
        row.getInt("party"),
        row.getInt("asset"),
        row.getInt("code"),
        row.getInt("flags"),
        row.getInt("program"),
        row.getLong("debits_pending_minor"),
        row.getLong("debits_posted_minor"),
        row.getLong("credits_pending_minor"),
        row.getLong("credits_posted_minor"),
        id(row, "user_data128"),
        row.getLong("user_data64"),
        row.getInt("user_data32"),
        row.getLong("opened_at_millis"));
  }

  private static Id id(ResultSet row, String column) throws SQLException {
    UUID uuid = row.getObject(column, UUID.class);
    return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }
}
