package org.rahdari.charter;

import org.rahdari.codec.Max;
import org.rahdari.program.Validator;

/**
 * A validator's place: which party has it, and how its node is reached.
 *
 * @param party whose it is
 * @param validator the name of its key in the policy
 * @param members its address for other members' nodes, {@code https://HOST:PORT}; empty for a
 *     founder, whose address every node has in its configuration
 * @param raft its address for replication, {@code HOST:PORT}; empty likewise
 */
public record Seat(
    int party,
    @Max(255) String validator,
    @Max(ADDRESS_BYTES_MAX) String members,
    @Max(ADDRESS_BYTES_MAX) String raft) {

  /** The longest address. */
  public static final int ADDRESS_BYTES_MAX = 300;

  /** A founder's. */
  static Seat of(Validator founder) {
    return new Seat(founder.party(), founder.name(), "", "");
  }
}
