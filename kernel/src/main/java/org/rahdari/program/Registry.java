package org.rahdari.program;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.rahdari.outcome.Outcome;
import org.rahdari.table.Table;

/** Where a program declares what it has. */
public interface Registry {

  /**
   * Declares a table, or takes over that of the version before.
   *
   * @param name its name within the program
   * @param capacity rows at most; an item that wants one more is refused
   */
  <K extends Comparable<? super K>, R extends Record> Table<K, R> table(
      String name, Class<K> key, Class<R> row, Function<R, K> keyOf, int capacity);

  /**
   * Handles an instruction of a party that holds any of the mandates; of every party where none is
   * named.
   */
  <I extends Record> void on(
      Class<I> instruction, BiFunction<I, Context, Outcome> handler, MandateKind... mandates);

  /**
   * Watches over the money of every party to which the network has ever given the mandate: what a
   * program wants to take from its accounts is put to the guard first, which may refuse it or note
   * it down, and transfers that the party itself writes move nothing. What this program itself
   * takes is not put to it.
   */
  void guard(MandateKind mandate, BiFunction<Debit, Context, Outcome> guard);

  /** Handles a timer. It cannot be refused: it finds what there is to do. */
  <T extends Record> void onTimer(Class<T> timer, BiConsumer<T, Context> handler);
}
