package org.rahdari.replication;

import java.util.List;
import org.rahdari.kernel.Rejection;

/** What became of an envelope that was handed to {@link Replica#submit}. */
public sealed interface Submitted {

  /**
   * It was executed, durably; it is final once {@link Replica#awaitFinal} of its leaf completes.
   *
   * @param position of its entry
   * @param timeMillis ledger time of the entry
   * @param leaf its index in the transparency log
   * @param results the binary form of each item's result, in order
   */
  record Committed(long position, long timeMillis, long leaf, List<byte[]> results)
      implements Submitted {}

  /** It was ordered, and has no effect. */
  record Skipped(long position, long timeMillis, Rejection why) implements Submitted {}

  /** It was not ordered. */
  record Rejected(Rejection why) implements Submitted {}

  /** It was not ordered for reasons of this node's own: the same may come again. */
  record Deferred(Reason why) implements Submitted {}

  /** Why an envelope was not taken in. */
  enum Reason {
    /** As many envelopes wait as the replica holds. */
    BUSY,
    /** The key to sign the envelope with cannot be reached. */
    KEY_UNAVAILABLE
  }
}
