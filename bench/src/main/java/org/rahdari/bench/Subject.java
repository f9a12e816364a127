package org.rahdari.bench;

import java.util.List;

/**
 * What is measured.
 *
 * @param <F> the form in which it takes a batch, made ahead of time
 */
interface Subject<F> extends AutoCloseable {

  /** Its name in the table. */
  String name();

  /** Makes ready for a case whose rounds take so long, about. */
  default void begin(Case its, double seconds) throws Exception {}

  /** Makes of a batch what {@link #run} takes. */
  F form(Batch batch);

  /** How it was done, where there are several ways; may be empty. */
  default String manner() {
    return "";
  }

  /** Takes the batches, in order, as fast as it can. */
  Round run(Case its, List<F> batches) throws Exception;

  @Override
  void close() throws Exception;
}
