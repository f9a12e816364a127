package org.rahdari.kernel;

import java.util.List;

/**
 * What becomes one leaf: an envelope's items or the timers that an entry fired, each with its
 * result.
 *
 * @param kind whose items these are
 * @param envelope index of the envelope in the entry, −1 for timers
 * @param head the envelope's signed header and signature, in binary form; empty for timers
 * @param items the binary form of each item, 1 to {@link Kernel#ITEMS_PER_ENVELOPE_MAX}
 * @param results the binary form of each {@link Result}, one an item; equal ones share an array,
 *     which is not to be written to
 * @param effects what items did to the ledger and do not say themselves, in order; of an item that
 *     was accepted alone
 */
public record Batch(
    Kind kind, int envelope, byte[] head, Items items, List<byte[]> results, List<Effect> effects) {

  /** Whose items a batch has. */
  public enum Kind {
    ENVELOPE,
    TIMER
  }
}
