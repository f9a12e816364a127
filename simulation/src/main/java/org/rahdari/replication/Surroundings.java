package org.rahdari.replication;

import java.util.List;
import org.rahdari.codec.Hash32;

/** All that a simulated node meets: the network, its own disk's mishaps, and who looks on. */
public interface Surroundings {
  /** Where a node may fall over while it takes an entry in. */
  enum Point {
    /** Written and not yet flushed. */
    WRITTEN,
    /** Flushed, and not yet in the order's own log. */
    FLUSHED
  }

  /** What one entry did at one node. */
  record Done(
      long position,
      long term,
      long index,
      Hash32 content,
      Hash32 digest,
      long treeSize,
      List<Hash32> envelopes) {
    public Done {
      envelopes = List.copyOf(envelopes);
    }
  }

  /** True time, which no node knows. */
  long nowMillis();

  /** Hands a parcel to the network. */
  void send(int from, int to, Parcel parcel);

  /** Whether the node falls over at this point. */
  boolean fallsOver(int node, Point point);

  /** What a leader sends to one of the others: the same, unless it lies. */
  byte[] told(int leader, int to, long term, long index, byte[] body);

  /** What a node executes: the same, unless its kernel has a defect. */
  byte[] executing(int node, byte[] body);

  /** How many have to have an entry before it counts. */
  int orderQuorum(int nodes);

  /** Whether the order takes an entry a second time. */
  List<byte[]> ordering(List<byte[]> envelopes);

  /** An entry was executed. */
  void executed(int node, Done done);
}
