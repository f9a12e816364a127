package org.rahdari.ledger;

import java.util.function.Supplier;

/**
 * Who does a piece of work meanwhile. What it gives is the same whoever does it, and whenever: the
 * kernel itself knows of no threads.
 */
public interface Beside {

  /** Nobody: it is done at once. */
  Beside NOBODY =
      new Beside() {
        @Override
        public <T> Supplier<T> begin(Supplier<T> work) {
          T done = work.get();
          return () -> done;
        }
      };

  /**
   * Begins it.
   *
   * @return waits for what it gives; to be asked in any case before the work's parts are used
   */
  <T> Supplier<T> begin(Supplier<T> work);
}
