package org.rahdari.kernel;

import java.util.ArrayList;
import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** A program to test the kernel with: boxes on a shelf, bells that ring, vaults that it governs. */
final class Shelf {
  static final int NUMBER = 2;
  static final int BOXES_MAX = 12;
  static final int RINGS_MAX = 20_000;
  static final int LEGS_MAX = 2_000;

  /** A bell with this code fails after it has rung. */
  static final int FAILING = -1;

  /** A bell with this code asks to ring once more at the same instant, with code 0. */
  static final int TWICE = -2;

  enum Refused implements Reason {
    BOX_UNKNOWN,
    A_REASON_WHOSE_NAME_IS_LONGER_THAN_THE_SIXTY_FOUR_BYTES_THAT_A_RESULT_HAS
  }

  record Box(long number, int party, @Max(8) String label) {}

  record Rung(long number, int code, long atMillis) {}

  @Kind(1)
  record PutBox(long number, String label) {}

  @Kind(2)
  record TakeBox(long number) {}

  /** Puts the box and fails. */
  @Kind(3)
  record FailWithBox(long number) {}

  /** Puts boxes until there is no more room. */
  @Kind(4)
  record FillShelf() {}

  /** Sets the bell so many times. */
  @Kind(5)
  record SetBell(long dueMillis, int code, int times) {
    SetBell {
      if (times > RINGS_MAX) throw new IllegalArgumentException(times + " times");
    }
  }

  @Kind(6)
  record OpenVault(Id id, int owner, int asset) {}

  /** Enters transfers in the program's name. */
  @Kind(7)
  record Move(@Max(LEGS_MAX) List<Leg> legs) {}

  /** A transfer, as a component. */
  record Leg(
      Id id, Id debit, Id credit, Id pendingId, long amountMinor, int timeoutSeconds, int flags) {
    Transfer transfer() {
      return new Transfer(
          id, debit, credit, pendingId, Id.NONE, 0, amountMinor, timeoutSeconds, 0, flags, 0);
    }
  }

  /** Enters transfers, and is content if they are refused. */
  @Kind(8)
  record TryToMove(List<Leg> legs) {}

  @Kind(9)
  record Inspect() {}

  /** Refuses for a reason with too long a name. */
  @Kind(10)
  record RefuseAtLength() {}

  /** Sets a timer that is none. */
  @Kind(11)
  record SetInstructionAsBell() {}

  /** Sets the kernel's own timer. */
  @Kind(12)
  record SetBellOfCore() {}

  /** Answers nothing. */
  @Kind(13)
  record AnswerNothing() {}

  /** Enters transfers, tries to enter more, and then ends like this. */
  @Kind(14)
  record MoveInTwo(List<Leg> first, List<Leg> second, int ending) {}

  static final int ACCEPT = 0;
  static final int REFUSE = 1;
  static final int FAIL = 2;

  /** Enters transfers when the time has come. */
  @Kind(15)
  record SetMove(long dueMillis, List<Leg> legs) {}

  /** Puts a version of the shelf in force. */
  @Kind(16)
  record Activate(int version) {}

  /** Puts a version of any program in force. */
  @Kind(17)
  record ActivateAny(int program, int version) {}

  @Kind(1)
  record Bell(int code) {}

  /** Fails if the transfers are refused. */
  @Kind(2)
  record MoveLater(List<Leg> legs) {}

  private final Table<Long, Box> boxes;
  private final Table<Long, Rung> rings;

  private Shelf(Registry registry) {
    boxes = registry.table("box", Long.class, Box.class, Box::number, BOXES_MAX);
    rings = registry.table("ring", Long.class, Rung.class, Rung::number, RINGS_MAX);
    registry.on(PutBox.class, this::putBox);
    registry.on(TakeBox.class, this::takeBox);
    registry.on(FailWithBox.class, this::failWithBox);
    registry.on(FillShelf.class, this::fillShelf);
    registry.on(SetBell.class, this::setBell);
    registry.on(OpenVault.class, (o, ctx) -> ctx.openGoverned(o.id(), o.owner(), o.asset()));
    registry.on(Move.class, (move, ctx) -> ctx.transfer(transfers(move.legs())));
    registry.on(TryToMove.class, this::tryToMove);
    registry.on(Inspect.class, (i, ctx) -> Outcome.accepted(), MandateKind.REGULATOR);
    registry.on(
        RefuseAtLength.class,
        (r, ctx) ->
            Outcome.refuse(
                Refused.A_REASON_WHOSE_NAME_IS_LONGER_THAN_THE_SIXTY_FOUR_BYTES_THAT_A_RESULT_HAS));
    registry.on(SetInstructionAsBell.class, (s, ctx) -> set(ctx, new TakeBox(1)));
    registry.on(SetBellOfCore.class, (s, ctx) -> set(ctx, new Core.ExpirePending(new Id(0, 1))));
    registry.on(AnswerNothing.class, (a, ctx) -> nothing());
    registry.on(MoveInTwo.class, this::moveInTwo);
    registry.on(
        SetMove.class,
        (set, ctx) -> {
          ctx.at(set.dueMillis(), new MoveLater(set.legs()));
          return Outcome.accepted();
        });
    registry.on(Activate.class, (a, ctx) -> ctx.activate(NUMBER, a.version()));
    registry.on(ActivateAny.class, (a, ctx) -> ctx.activate(a.program(), a.version()));
    registry.onTimer(Bell.class, this::ring);
    registry.onTimer(MoveLater.class, this::moveLater);
  }

  static Program program() {
    return new Program(NUMBER, "shelf", 1, Shelf::new);
  }

  private Outcome putBox(PutBox put, Context ctx) {
    boxes.put(new Box(put.number(), ctx.party(), put.label()));
    return Outcome.accepted();
  }

  private Outcome takeBox(TakeBox take, Context ctx) {
    if (boxes.get(take.number()) == null) return Outcome.refuse(Refused.BOX_UNKNOWN);
    boxes.retire(take.number());
    return Outcome.accepted();
  }

  private Outcome failWithBox(FailWithBox fail, Context ctx) {
    boxes.put(new Box(fail.number(), ctx.party(), "half"));
    ctx.at(ctx.timeMillis(), new Bell(99));
    throw new IllegalStateException("a defect, on purpose");
  }

  private Outcome fillShelf(FillShelf fill, Context ctx) {
    for (long number = 1_000; ; number++) boxes.put(new Box(number, ctx.party(), "fill"));
  }

  private Outcome setBell(SetBell set, Context ctx) {
    for (int i = 0; i < set.times(); i++) ctx.at(set.dueMillis(), new Bell(set.code()));
    return Outcome.accepted();
  }

  private Outcome tryToMove(TryToMove move, Context ctx) {
    Outcome outcome = ctx.transfer(transfers(move.legs()));
    return outcome.refused() ? Outcome.accepted() : outcome;
  }

  private Outcome moveInTwo(MoveInTwo move, Context ctx) {
    Outcome first = ctx.transfer(transfers(move.first()));
    if (first.refused()) return first;
    ctx.transfer(transfers(move.second()));
    if (move.ending() == FAIL) throw new IllegalStateException("a defect, on purpose");
    return move.ending() == REFUSE ? Outcome.refuse(Refused.BOX_UNKNOWN) : Outcome.accepted();
  }

  private void moveLater(MoveLater move, Context ctx) {
    if (ctx.transfer(transfers(move.legs())).refused())
      throw new IllegalStateException("a refused movement");
  }

  private static Outcome set(Context ctx, Record timer) {
    ctx.at(ctx.timeMillis(), timer);
    return Outcome.accepted();
  }

  @SuppressWarnings("NullAway") // the defect that it is there for
  private static Outcome nothing() {
    return null;
  }

  private void ring(Bell bell, Context ctx) {
    rings.put(new Rung(rings.size() + 1L, bell.code(), ctx.timeMillis()));
    if (bell.code() == FAILING) throw new IllegalStateException("a defect, on purpose");
    if (bell.code() == TWICE) ctx.at(ctx.timeMillis(), new Bell(0));
  }

  private static List<Transfer> transfers(List<Leg> legs) {
    List<Transfer> transfers = new ArrayList<>();
    for (Leg leg : legs) transfers.add(leg.transfer());
    return transfers;
  }
}
