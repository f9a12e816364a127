package org.rahdari.history;

/** The order in which rows are told. */
public enum Order {
  OLDEST_FIRST,
  NEWEST_FIRST;

  /** The number after one, in this order. */
  long after(long number) {
    return this == OLDEST_FIRST ? number + 1 : number - 1;
  }

  /** Whether a number comes before another one, in this order. */
  boolean before(long number, long other) {
    return this == OLDEST_FIRST ? number < other : number > other;
  }
}
