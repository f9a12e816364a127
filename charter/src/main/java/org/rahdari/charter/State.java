package org.rahdari.charter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Kernel;
import org.rahdari.program.Founding;
import org.rahdari.program.Validator;
import org.rahdari.program.Witness;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;
import org.rahdari.transparency.WitnessKey;

/**
 * What is in force.
 *
 * @param policy whose validators sign checkpoints now
 * @param seats of those validators
 */
public record State(TrustPolicy policy, List<Seat> seats) {

  public State {
    seats = List.copyOf(seats);
  }

  /** What is in force in a kernel; what it was founded with where it has not this program. */
  public static State of(Kernel kernel) {
    Founding founding = kernel.genesis().founding();
    return Charter.adopted(kernel)
        .map(adopted -> of(founding, adopted.rows(), Charter.seats(kernel).rows()))
        .orElseGet(() -> of(founding, List.of(), List.of()));
  }

  static State of(Founding founding, Collection<Adopted> adopted, Collection<Seat> seats) {
    Adopted newest = null;
    for (Adopted each : adopted) newest = each;
    if (newest != null) return new State(newest.change().policy(), List.copyOf(seats));
    return new State(policy(founding), founding.validators().stream().map(Seat::of).toList());
  }

  /** The policy that a network starts with. */
  public static TrustPolicy policy(Founding founding) {
    List<VerifierKey> keys = new ArrayList<>();
    for (Validator each : founding.validators())
      keys.add(new VerifierKey(each.name(), each.publicKey().bytes()));
    List<WitnessKey> witnesses = new ArrayList<>();
    for (Witness each : founding.witnesses())
      witnesses.add(new WitnessKey(each.name(), each.publicKey().bytes()));
    return new TrustPolicy(founding.origin(), 1, founding.quorum(), keys, List.of(), witnesses);
  }

  /** The seat of a party; null where it does not validate. */
  public @Nullable Seat seatOf(int party) {
    for (Seat each : seats) if (each.party() == party) return each;
    return null;
  }

  /** The key that the policy in force names for a seat. */
  public VerifierKey keyOf(Seat seat) {
    for (VerifierKey each : policy.validators())
      if (each.name().equals(seat.validator())) return each;
    throw new IllegalStateException("the seat " + seat.validator() + " has no validator");
  }

  /**
   * Who would sit under a policy: whom a proposal seats, and else who sits there now.
   *
   * @return in the policy's order; null where a validator has no seat, or a seat no validator
   */
  @Nullable List<Seat> seatsUnder(TrustPolicy next, List<Seat> proposed) {
    List<Seat> after = new ArrayList<>();
    int taken = 0;
    for (VerifierKey key : next.validators()) {
      Seat fresh = of(key, proposed);
      if (fresh != null) taken++;
      Seat seat = fresh == null ? of(key, seats) : fresh;
      if (seat == null) return null;
      after.add(seat);
    }
    return taken == proposed.size() ? after : null;
  }

  private static @Nullable Seat of(VerifierKey key, List<Seat> seats) {
    for (Seat each : seats) if (each.validator().equals(key.name())) return each;
    return null;
  }
}
