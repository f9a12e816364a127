package org.rahdari.replication;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/** How a replica comes to its {@link Order}, beginning with what the last stop left behind. */
interface OrderSource {

  /**
   * Cuts from the payload store what was never acknowledged.
   *
   * @throws RefusedException if what was acknowledged is not there
   */
  Settled settle(
      Home home, PayloadStore store, @Nullable Snapshot snapshot, @Nullable Signed signed)
      throws IOException;

  /** What is certain after a stop. */
  interface Settled {
    /** Whether the order hands the entry over again; otherwise it is executed at the start. */
    boolean handsOver(PayloadHeader entry);

    /**
     * @param executed the last entry that is executed; null for none
     */
    Order open(Parts parts, @Nullable Place executed) throws IOException;
  }

  /** Where Raft had an entry. */
  record Place(long term, long index) {}

  /**
   * What an order hands entries to.
   *
   * @param network the hash of its genesis
   * @param members who orders it together, as far as it has been executed
   * @param always whether this replica has been one of them since the network began
   */
  record Parts(
      ReplicaConfig config,
      Hash32 network,
      List<Member> members,
      boolean always,
      Home home,
      PayloadStore store,
      Machine machine,
      SnapshotWriter snapshots,
      Checkpoints checkpoints,
      Stamps stamps) {}
}
