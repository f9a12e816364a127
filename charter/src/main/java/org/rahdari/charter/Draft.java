package org.rahdari.charter;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;

/** The next policy, made from the present one. */
public final class Draft {
  private Draft() {}

  /**
   * Who joins, or sits there already and moves or changes its key.
   *
   * @param seat whose validator is the key's name
   * @param key that it will sign checkpoints with
   */
  public record Joining(Seat seat, VerifierKey key) {}

  /**
   * The proposal of a policy in which some join and some have left; its groups and witnesses stay.
   *
   * @param leaving parties
   * @param quorum 0 for the smallest that there may be
   * @throws IllegalArgumentException if nothing would change, somebody who does not validate would
   *     leave, or the policy would promise less than it says
   */
  public static ProposePolicy of(
      State present, List<Joining> joining, List<Integer> leaving, int quorum) {
    List<VerifierKey> keys = new ArrayList<>();
    List<Integer> gone = new ArrayList<>(leaving);
    for (Seat seat : present.seats()) {
      boolean replaced = joining.stream().anyMatch(each -> each.seat().party() == seat.party());
      if (!gone.remove((Integer) seat.party()) && !replaced) keys.add(present.keyOf(seat));
    }
    if (!gone.isEmpty())
      throw new IllegalArgumentException("an institution that does not validate cannot leave");
    joining.forEach(each -> keys.add(each.key()));
    TrustPolicy before = present.policy();
    TrustPolicy next =
        new TrustPolicy(
            before.origin(),
            before.version() + 1,
            quorum == 0 ? TrustPolicy.quorumMin(keys.size()) : quorum,
            keys,
            before.groups(),
            before.witnesses());
    boolean same = joining.isEmpty() && leaving.isEmpty() && next.quorum() == before.quorum();
    if (same) throw new IllegalArgumentException("nothing would change");
    return new ProposePolicy(next.toText(), joining.stream().map(Joining::seat).toList());
  }
}
