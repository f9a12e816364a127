package org.rahdari.charter;

import java.util.regex.Pattern;
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

  private static final String HTTPS = "https://";

  /** A name, an IPv4 address, or an IPv6 one in brackets; and a port. */
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+]):[1-9][0-9]{0,4}");

  public Seat {
    if (!members.isEmpty()
        && !(members.startsWith(HTTPS) && isAddress(members.substring(HTTPS.length()))))
      throw new IllegalArgumentException(
          "members are reached at https://HOST:PORT, not at " + members);
    if (!raft.isEmpty() && !isAddress(raft))
      throw new IllegalArgumentException("the log is ordered at HOST:PORT, not at " + raft);
  }

  private static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /** A founder's. */
  static Seat of(Validator founder) {
    return new Seat(founder.party(), founder.name(), "", "");
  }
}
