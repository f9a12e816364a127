package org.rahdari.history;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;

/**
 * Which movements are asked for.
 *
 * @param accounts that they touch, one of them at least; none for all accounts
 * @param side what they did to these accounts; null for either
 * @param code of the transfer; null for any
 * @param fromMillis ledger time from which on
 * @param toMillis ledger time before which
 * @param order of the rows
 * @param limit rows at most, 1 to {@link #LIMIT_MAX}
 * @param cursor the {@link Page#next} of the page before; null for the first page
 */
public record Query(
    List<Id> accounts,
    @Nullable Side side,
    @Nullable Integer code,
    long fromMillis,
    long toMillis,
    Order order,
    int limit,
    @Nullable Long cursor) {

  /** Accounts in one query at most. */
  public static final int ACCOUNTS_MAX = 16;

  /** Rows in a page at most. */
  public static final int LIMIT_MAX = 500;

  public Query {
    accounts = accounts.stream().distinct().toList();
    if (accounts.size() > ACCOUNTS_MAX)
      throw new IllegalArgumentException("a query of " + accounts.size() + " accounts");
    if (limit < 1 || limit > LIMIT_MAX)
      throw new IllegalArgumentException("a page of " + limit + " rows");
    if (accounts.isEmpty() && side != null)
      throw new IllegalArgumentException("a side is one of an account");
  }

  /** Everything of some accounts, or of all, newest first. */
  public static Query of(Id... accounts) {
    return new Query(
        List.of(accounts), null, null, 0, Long.MAX_VALUE, Order.NEWEST_FIRST, LIMIT_MAX, null);
  }

  /** The same, of another page. */
  public Query page(int rowsMax, @Nullable Long from) {
    return new Query(accounts, side, code, fromMillis, toMillis, order, rowsMax, from);
  }

  /** The same, in an order. */
  public Query ordered(Order wanted) {
    return new Query(accounts, side, code, fromMillis, toMillis, wanted, limit, cursor);
  }

  boolean wants(Leg leg) {
    return (side == null || side == leg.side()) && (code == null || code == leg.code());
  }
}
