package org.rahdari.history;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/** Numbers of lines in an order, of which the next one is asked for again and again. */
interface Run extends AutoCloseable {

  /** No number. */
  long NONE = 0;

  /** The first of its numbers from that one on, itself included; or {@link #NONE}. */
  long next(long from) throws RocksDBException;

  @Override
  default void close() {}

  /** How many rows may still be looked at for one page. */
  final class Budget {
    private int left;

    Budget(int rows) {
      left = rows;
    }

    void spend() {
      left--;
    }

    /** Then the number that a run came to is not known to be one of its own. */
    boolean spent() {
      return left <= 0;
    }
  }

  /** The numbers of all lines. */
  static Run all() {
    return from -> from;
  }

  /** The numbers in the keys of some rows. */
  static Run of(Index.Rows rows, Order order, Budget budget, Wanted wanted) {
    return new Run() {
      private long at = NONE;
      private boolean begun;

      @Override
      public long next(long from) throws RocksDBException {
        if (begun && (at == NONE || !order.before(at, from))) return at;
        boolean more = begun ? rows.step(order) : rows.seek(from, order);
        begun = true;
        if (more && order.before(rows.number(), from)) more = rows.seek(from, order);
        budget.spend();
        while (more && !wanted.row(rows) && !budget.spent()) {
          more = rows.step(order);
          budget.spend();
        }
        at = more ? rows.number() : NONE;
        return at;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  /** Which rows count. */
  interface Wanted {
    boolean row(Index.Rows at);
  }

  /** The numbers of any of several runs. */
  static Run any(List<Run> runs, Order order) {
    List<Run> all = new ArrayList<>(runs);
    return new Run() {
      @Override
      public long next(long from) throws RocksDBException {
        long first = NONE;
        for (Run run : all) {
          long next = run.next(from);
          if (next != NONE && (first == NONE || order.before(next, first))) first = next;
        }
        return first;
      }

      @Override
      public void close() {
        all.forEach(Run::close);
      }
    };
  }
}
