package org.rahdari.replication;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.charter.Seat;
import org.rahdari.charter.State;
import org.rahdari.kernel.Genesis;
import org.rahdari.program.Party;
import org.rahdari.transparency.VerifierKey;

/** Who the members are, from what the ledger says and what the configuration adds. */
final class Roster {
  private Roster() {}

  /**
   * The members under what is in force.
   *
   * @param configured their addresses, where the ledger does not say them
   * @throws IllegalStateException if one has no address anywhere
   */
  static List<Member> of(State state, Genesis genesis, List<Member> configured) {
    List<Member> members = new ArrayList<>();
    for (Seat seat : state.seats()) {
      VerifierKey key = state.keyOf(seat);
      members.add(
          seat.raft().isEmpty()
              ? founder(key, configured)
              : new Member(code(genesis, seat.party()), key, seat.raft()));
    }
    return members;
  }

  /** Whatever key it signs with by now. */
  private static Member founder(VerifierKey key, List<Member> configured) {
    return configured.stream()
        .filter(each -> each.key().name().equals(key.name()))
        .findFirst()
        .map(each -> new Member(each.code(), key, each.address()))
        .orElseThrow(
            () -> new IllegalStateException("nobody says where the node of " + key.name() + " is"));
  }

  private static String code(Genesis genesis, int party) {
    return genesis.parties().stream()
        .filter(each -> each.number() == party)
        .map(Party::code)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no party " + party));
  }
}
