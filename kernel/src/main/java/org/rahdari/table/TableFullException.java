package org.rahdari.table;

/** A table holds as many rows as it declared; the item that wanted one more is refused. */
public final class TableFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TableFullException(String table, int capacity) {
    super(table + " holds its " + capacity + " rows", null, false, false);
  }
}
