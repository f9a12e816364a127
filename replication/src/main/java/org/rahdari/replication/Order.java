package org.rahdari.replication;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.rahdari.kernel.Sealed;

/**
 * Where the one order of entries comes from: it keeps what is ordered in the payload store and
 * hands it to the {@link Machine}, the same at every member. Ratis is one; a test may put a model
 * in its place.
 */
interface Order {

  /** Begins; returns when what this member knows to be ordered is executed, if others answer. */
  void begin() throws IOException;

  /** Whether this member decides the order now: only then does it add ticks and cuts. */
  boolean leads();

  /**
   * Has envelopes ordered, in one entry; none for an empty entry, which fires what is due.
   *
   * @return ends when they are ordered; fails when it is not known whether they are
   */
  CompletableFuture<?> order(List<Sealed> envelopes);

  /** Why nothing is ordered now, in one sentence; empty while it is. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** The position of the last durable snapshot; 0 before the first. */
  long snapshotPosition();

  /**
   * Gives the lead to another member, if this one has it.
   *
   * @param except the code of a member that is not to get it
   */
  default void handOver(String except) {}

  /**
   * Hears who the members are from now on, on the thread that executes.
   *
   * @param members all of them
   */
  default void members(List<Member> members) {}

  /** Says that what follows is wanted. */
  void closing();

  /** Takes no further part; what was handed over stays. */
  void leave() throws IOException;

  /** Lets go of everything, after {@link #leave}. */
  void close();
}
