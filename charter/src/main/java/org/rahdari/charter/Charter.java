package org.rahdari.charter;

import static org.rahdari.charter.CharterRefusal.*;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Instructions.Activate;
import org.rahdari.charter.Instructions.ApprovePolicy;
import org.rahdari.charter.Instructions.Deactivate;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.charter.Instructions.WithdrawProposal;
import org.rahdari.kernel.Activation;
import org.rahdari.kernel.Kernel;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.PolicyChange;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;

/**
 * Who validates, and how programs behave. A member proposes the next policy, the others approve it,
 * each with the key that its institution instructs with and the key that its validator signs
 * checkpoints with; once the approvals are what the present policy asks for, the next one is in
 * force, from that entry on.
 *
 * <p>Of the approvals one note is made, which anybody verifies who trusts the policy before.
 *
 * <p>Likewise the next version of a program: each says that its node has it, and once those have
 * who could sign a checkpoint, it is in force.
 */
public final class Charter {

  /** The number of this program. */
  public static final int NUMBER = 2;

  /** The program, for a kernel. */
  public static final Program PROGRAM = new Program(NUMBER, "charter", 1, Charter::new);

  private static final int CHANGES_MAX = 100_000;

  /** Programs that one party may be ready for at a time: it cannot take the others' room. */
  private static final int READY_MAX = 16;

  private final Table<Integer, Adopted> adopted;
  private final Table<Integer, Seat> seats;
  private final Table<Integer, Proposal> proposals;
  private final Table<Long, Readiness> ready;

  Charter(Registry registry) {
    adopted = registry.table("policy", Integer.class, Adopted.class, Adopted::version, CHANGES_MAX);
    seats =
        registry.table("seat", Integer.class, Seat.class, Seat::party, TrustPolicy.VALIDATORS_MAX);
    proposals =
        registry.table(
            "proposal",
            Integer.class,
            Proposal.class,
            Proposal::proposer,
            TrustPolicy.VALIDATORS_MAX);
    ready =
        registry.table(
            "readiness",
            Long.class,
            Readiness.class,
            Readiness::place,
            READY_MAX * TrustPolicy.VALIDATORS_MAX);
    registry.on(ProposePolicy.class, this::propose);
    registry.on(ApprovePolicy.class, this::approve);
    registry.on(WithdrawProposal.class, this::withdraw);
    registry.on(Activate.class, this::activate);
    registry.on(Deactivate.class, this::deactivate);
  }

  /** The changes that a kernel has adopted, in their order; empty where it has not this program. */
  public static Optional<Table<Integer, Adopted>> adopted(Kernel kernel) {
    return kernel.version(NUMBER) > 0
        ? Optional.of(kernel.table("charter.policy", Integer.class, Adopted.class))
        : Optional.empty();
  }

  static Table<Integer, Seat> seats(Kernel kernel) {
    return kernel.table("charter.seat", Integer.class, Seat.class);
  }

  /** What waits for approvals in a kernel that has this program, by who proposed it. */
  public static Table<Integer, Proposal> proposals(Kernel kernel) {
    return kernel.table("charter.proposal", Integer.class, Proposal.class);
  }

  /** Who has the next version of which program. */
  public static Table<Long, Readiness> readiness(Kernel kernel) {
    return kernel.table("charter.readiness", Long.class, Readiness.class);
  }

  private Outcome propose(ProposePolicy propose, Context ctx) {
    State state = state(ctx);
    if (state.seatOf(ctx.party()) == null) return refuse(NOT_A_VALIDATOR);
    TrustPolicy next = policy(propose.policy());
    if (next == null) return refuse(POLICY_MALFORMED);
    CharterRefusal refusal = judge(next, propose.seats(), state, ctx);
    if (refusal != null) return refuse(refusal);
    Proposal before = proposals.get(ctx.party());
    if (before != null && before.hash().equals(propose.hash())) return refuse(PROPOSAL_EXISTS);
    proposals.put(
        new Proposal(
            ctx.party(),
            propose.hash(),
            propose.policy(),
            propose.seats(),
            List.of(),
            ctx.timeMillis()));
    return accepted();
  }

  private Outcome approve(ApprovePolicy approve, Context ctx) {
    State state = state(ctx);
    Seat seat = state.seatOf(ctx.party());
    if (seat == null) return refuse(NOT_A_VALIDATOR);
    Proposal proposal = proposals.get(approve.proposer());
    if (proposal == null || !proposal.hash().equals(approve.proposal()))
      return refuse(PROPOSAL_UNKNOWN);
    if (proposal.approvedBy(ctx.party())) return refuse(APPROVED_BEFORE);
    VerifierKey key = state.keyOf(seat);
    if (approve.signature().value().length != Instructions.SIGNATURE_BYTES
        || !key.verifies(proposal.policy(), line(key, approve.signature().value())))
      return refuse(SIGNATURE_INVALID);
    Proposal approved = proposal.with(new Proposal.Approval(ctx.party(), approve.signature()));
    PolicyChange change = change(approved, state);
    if (change == null || change.refusalUnder(state.policy()).isPresent()) {
      proposals.put(approved);
      return accepted();
    }
    adopt(change, approved, state, ctx);
    return accepted();
  }

  private Outcome withdraw(WithdrawProposal withdraw, Context ctx) {
    Proposal proposal = proposals.get(ctx.party());
    if (proposal == null || !proposal.hash().equals(withdraw.proposal()))
      return refuse(PROPOSAL_UNKNOWN);
    proposals.retire(ctx.party());
    return accepted();
  }

  private Outcome activate(Activate activate, Context ctx) {
    State state = state(ctx);
    if (state.seatOf(ctx.party()) == null) return refuse(NOT_A_VALIDATOR);
    int program = activate.program();
    int version = activate.version();
    if (!Activation.possible(program)) return refuse(PROGRAM_IMPOSSIBLE);
    if (version - 1 != ctx.version(program)) return refuse(VERSION_NOT_NEXT);
    boolean before = ready.get(Readiness.place(ctx.party(), program)) != null;
    long others = ready.rows().stream().filter(each -> each.party() == ctx.party()).count();
    if (!before && others >= READY_MAX) return refuse(TOO_MANY_READY);
    ready.put(new Readiness(ctx.party(), program, version, ctx.timeMillis()));
    List<Readiness> having = having(program);
    Set<VerifierKey> keys = new LinkedHashSet<>();
    for (Readiness each : having) {
      Seat seat = state.seatOf(each.party());
      if (seat != null) keys.add(state.keyOf(seat));
    }
    if (!state.policy().satisfiedBy(keys)) return before ? refuse(READY_BEFORE) : accepted();
    for (Readiness each : having) ready.retire(each.place());
    return ctx.activate(program, version);
  }

  private Outcome deactivate(Deactivate deactivate, Context ctx) {
    long place = Readiness.place(ctx.party(), deactivate.program());
    if (ready.get(place) == null) return refuse(NOT_READY);
    ready.retire(place);
    return accepted();
  }

  private List<Readiness> having(int program) {
    List<Readiness> having = new ArrayList<>();
    Readiness each = ready.ceiling(Readiness.place(0, program));
    while (each != null && each.program() == program) {
      having.add(each);
      each = ready.ceiling(each.place() + 1);
    }
    return having;
  }

  private void adopt(PolicyChange change, Proposal proposal, State state, Context ctx) {
    List<Seat> after = state.seatsUnder(change.policy(), proposal.seats());
    if (after == null) throw new IllegalStateException("the seats fitted when it was proposed");
    for (Seat each : List.copyOf(seats.rows())) seats.retire(each.party());
    for (Seat each : after) seats.put(each);
    for (Readiness each : List.copyOf(ready.rows()))
      if (after.stream().noneMatch(seat -> seat.party() == each.party()))
        ready.retire(each.place());
    // What else is proposed follows on the policy that has just been replaced.
    for (Proposal each : List.copyOf(proposals.rows())) proposals.retire(each.proposer());
    adopted.put(
        new Adopted(
            change.policy().version(),
            new String(change.format(), StandardCharsets.UTF_8),
            ctx.timeMillis()));
  }

  private @Nullable CharterRefusal judge(
      TrustPolicy next, List<Seat> proposed, State state, Context ctx) {
    TrustPolicy present = state.policy();
    if (present.validators().size() == 1 || next.validators().size() == 1) return NETWORK_OF_ONE;
    if (!next.origin().equals(present.origin())) return POLICY_OF_ANOTHER_LOG;
    if (next.version() - 1 != present.version()) return POLICY_OF_ANOTHER_VERSION;
    List<Seat> after = state.seatsUnder(next, proposed);
    if (after == null) return SEATS_DO_NOT_FIT;
    TreeSet<Integer> parties = new TreeSet<>();
    int joining = 0;
    for (Seat each : after) {
      if (ctx.party(each.party()) == null) return PARTY_UNKNOWN;
      if (!parties.add(each.party())) return PARTY_TWICE;
      Seat before = state.seatOf(each.party());
      if (before == null) joining++;
      boolean moved = before == null || proposed.contains(each);
      if (moved && (each.members().isEmpty() || each.raft().isEmpty())) return ADDRESS_MISSING;
    }
    return joining >= after.size() - joining ? TOO_MANY_JOIN : null;
  }

  /** The lines in the order of the policy's validators; null before there is one. */
  private static @Nullable PolicyChange change(Proposal proposal, State state) {
    List<NoteSignature> lines = new ArrayList<>();
    for (VerifierKey key : state.policy().validators()) {
      for (Proposal.Approval each : proposal.approvals()) {
        Seat seat = state.seatOf(each.party());
        if (seat != null && seat.validator().equals(key.name()))
          lines.add(line(key, each.signature().value()));
      }
    }
    TrustPolicy next = policy(proposal.policy());
    if (next == null || lines.isEmpty()) return null;
    return new PolicyChange(next, new Note(proposal.policy(), lines));
  }

  private static NoteSignature line(VerifierKey key, byte[] signature) {
    return new NoteSignature(key.name(), key.keyId(), signature);
  }

  /** In the one form only. */
  private static @Nullable TrustPolicy policy(String text) {
    try {
      TrustPolicy policy = TrustPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
      return policy.toText().equals(text) ? policy : null;
    } catch (MalformedException e) {
      return null;
    }
  }

  private State state(Context ctx) {
    return State.of(ctx.founding(), adopted.rows(), seats.rows());
  }
}
