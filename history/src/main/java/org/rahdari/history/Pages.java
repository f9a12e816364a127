package org.rahdari.history;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.history.Index.Family;
import org.rahdari.history.Index.Rows;
import org.rocksdb.RocksDBException;

/** Reads pages out of the index. */
final class Pages {
  /** Rows that are looked at for one page at most, so that no question takes long. */
  static final int ROWS_MAX = 50_000;

  private Pages() {}

  /** Lines between two numbers, from one on in an order. */
  private record Range(long first, long last, long from, Order order) {

    static Range of(Index index, Query query) throws RocksDBException {
      long lines = index.standing().lines();
      long first = query.fromMillis() <= 0 ? 1 : index.firstAt(query.fromMillis());
      boolean open = query.toMillis() == Long.MAX_VALUE;
      long last = open ? lines : index.firstAt(query.toMillis()) - 1;
      boolean oldest = query.order() == Order.OLDEST_FIRST;
      long from = oldest ? first : last;
      Long cursor = query.cursor();
      if (cursor != null) from = oldest ? Math.max(from, cursor) : Math.min(from, cursor);
      return new Range(first, last, from, query.order());
    }

    boolean has(long number) {
      return number != Run.NONE && number >= first && number <= last;
    }

    /** The run's first number from that one on, or none where it is outside. */
    long next(Run run, long from) throws RocksDBException {
      long next = has(from) ? run.next(from) : Run.NONE;
      return has(next) ? next : Run.NONE;
    }
  }

  /** The movements of the accounts that the query names, or of all. */
  static Page<Line> lines(Index index, Query query, long position) throws RocksDBException {
    Range range = Range.of(index, query);
    Run.Budget budget = new Run.Budget(ROWS_MAX);
    List<Line> rows = new ArrayList<>();
    try (Run run = run(index, query, budget)) {
      long at = range.next(run, range.from());
      while (at != Run.NONE && rows.size() < query.limit() && !budget.spent()) {
        rows.add(index.line(at));
        at = range.next(run, query.order().after(at));
      }
      return new Page<>(rows, at == Run.NONE ? null : at, position);
    }
  }

  private static Run run(Index index, Query query, Run.Budget budget) {
    Integer code = query.code();
    if (!query.accounts().isEmpty()) return ofAccounts(index, query, budget);
    if (code == null) return Run.all();
    if (code == 0) return withoutCode(index, query, budget);
    return Run.of(index.rows(Family.CODE, Index.key(code)), query.order(), budget, at -> true);
  }

  /** Code 0 is what most transfers have that have none: it is worth no rows of its own. */
  private static Run withoutCode(Index index, Query query, Run.Budget budget) {
    return Run.of(
        index.rows(Family.LINE, new byte[0]),
        query.order(),
        budget,
        at -> Line.decode(at.number(), at.value()).code() == 0);
  }

  private static Run ofAccounts(Index index, Query query, Run.Budget budget) {
    List<Run> runs = new ArrayList<>();
    for (Id account : query.accounts()) {
      Rows legs = index.rows(Family.LEG, Index.key(account));
      runs.add(Run.of(legs, query.order(), budget, at -> query.wants(leg(account, at))));
    }
    return Run.any(runs, query.order());
  }

  private static Leg leg(Id account, Rows at) {
    return Leg.decode(account, at.number(), at.value());
  }

  /** The movements of one account; all of its legs are added up, whether they are wanted or not. */
  static Page<AccountLine> account(Index index, Query query, long position)
      throws RocksDBException {
    Id account = query.accounts().getFirst();
    Range range = Range.of(index, query);
    boolean oldest = query.order() == Order.OLDEST_FIRST;
    List<AccountLine> rows = new ArrayList<>();
    try (Rows legs = index.rows(Family.LEG, Index.key(account))) {
      boolean more = range.has(range.from()) && legs.seek(range.from(), query.order());
      if (!more) return new Page<>(rows, null, position);
      Balances balances = index.balances(account, oldest ? legs.number() - 1 : legs.number());
      for (int seen = 0; seen < ROWS_MAX && rows.size() < query.limit(); seen++) {
        if (!more || !range.has(legs.number())) return new Page<>(rows, null, position);
        Leg leg = leg(account, legs);
        if (oldest) balances = balances.plus(leg);
        if (query.wants(leg))
          rows.add(new AccountLine(index.line(leg.number()), leg.side(), balances));
        if (!oldest) balances = balances.minus(leg);
        more = legs.step(query.order());
      }
      boolean done = !more || !range.has(legs.number());
      return new Page<>(rows, done ? null : legs.number(), position);
    }
  }
}
