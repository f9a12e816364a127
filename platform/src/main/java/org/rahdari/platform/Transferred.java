package org.rahdari.platform;

import java.util.List;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Result;

/** What became of transfers that were handed to a {@link TransferDesk} together. */
public sealed interface Transferred {

  /**
   * They were executed, durably: each was accepted or refused for one reason.
   *
   * @param position of the entry
   * @param timeMillis ledger time of the entry
   * @param leaf that proves them
   * @param item the place of the first in the leaf; the others follow
   * @param results one a transfer, in order
   */
  record Executed(long position, long timeMillis, long leaf, int item, List<Result> results)
      implements Transferred {}

  /** They were not taken: the same may come again in a moment. */
  record Deferred(Reason why) implements Transferred {}

  /** The envelope that carried them has no effect: the same may come again. */
  record Rejected(Rejection why) implements Transferred {}

  /**
   * It is not known here whether they took effect: the same under the same ids, sent again, answers
   * that and takes effect once.
   */
  record Unknown(String why) implements Transferred {}

  /** Why transfers were not taken. */
  enum Reason {
    /** As many wait as the desk, or the replica, holds. */
    BUSY,
    /** The key to sign with cannot be reached. */
    KEY_UNAVAILABLE,
    /** The desk is closed. */
    CLOSED
  }
}
