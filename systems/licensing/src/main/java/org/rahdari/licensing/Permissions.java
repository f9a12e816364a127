package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.LiftSuspension;
import org.rahdari.licensing.Instructions.RevokePermission;
import org.rahdari.licensing.Instructions.SurrenderPermission;
import org.rahdari.licensing.Instructions.SuspendPermission;
import org.rahdari.licensing.Instructions.SuspensionEnds;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** What becomes of a permission once it is given. */
final class Permissions {

  /** How long a suspension lasts at most: longer is a revocation. */
  static final long SUSPENSION_MILLIS_MAX = 366 * DAY_MILLIS;

  private static final int ADVERSE_MAX = 100_000;

  private final Table<Id, AdverseDecision> adverse;

  private final Officers officers;
  private final Papers papers;
  private final Register register;

  Permissions(Registry registry, Officers officers, Papers papers, Register register) {
    this.officers = officers;
    this.papers = papers;
    this.register = register;
    adverse =
        registry.table(
            "adverse_decision", Id.class, AdverseDecision.class, AdverseDecision::id, ADVERSE_MAX);
    registry.on(SuspendPermission.class, this::suspend, REGULATOR);
    registry.on(LiftSuspension.class, this::lift, REGULATOR);
    registry.on(RevokePermission.class, this::revoke, REGULATOR);
    registry.on(SurrenderPermission.class, this::surrender, VASP);
    registry.onTimer(SuspensionEnds.class, this::suspensionEnds);
  }

  private Outcome suspend(SuspendPermission suspend, Context ctx) {
    Permission permission = papers.get(suspend.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = undecidable(permission, suspend.by(), suspend.datedMillis(), ctx);
    if (why != null) return refuse(why);
    long now = ctx.timeMillis();
    if (!permission.stands() || permission.untilMillis() <= now)
      return refuse(PERMISSION_NOT_IN_FORCE);
    if (suspend.untilMillis() <= now || suspend.untilMillis() > now + SUSPENSION_MILLIS_MAX)
      return refuse(SUSPENSION_NOT_ALLOWED);
    Id decision = AdverseDecision.next(permission, now);
    put(permission.suspended(suspend.untilMillis(), decision, suspend.grounds(), now), ctx);
    note(
        permission,
        Standing.SUSPENDED,
        suspend.ground(),
        suspend.grounds(),
        suspend.datedMillis(),
        suspend.by(),
        ctx);
    ctx.at(suspend.untilMillis(), new SuspensionEnds(permission.id()));
    return accepted();
  }

  private Outcome lift(LiftSuspension lift, Context ctx) {
    Permission permission = papers.get(lift.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = notOurs(permission, ctx);
    if (why != null) return refuse(why);
    if (permission.standing() != Standing.SUSPENDED) return refuse(PERMISSION_NOT_SUSPENDED);
    // The paper that lifts is not older than the suspension, whatever the permission's age.
    why = officers.decide(lift.by(), lift.datedMillis(), permission.decidedAtMillis(), ctx);
    if (why != null) return refuse(why);
    put(permission.standing(Standing.ACTIVE, lift.grounds(), ctx.timeMillis()), ctx);
    return accepted();
  }

  private Outcome revoke(RevokePermission revoke, Context ctx) {
    Permission permission = papers.get(revoke.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = undecidable(permission, revoke.by(), revoke.datedMillis(), ctx);
    if (why != null) return refuse(why);
    if (!permission.stands()) return refuse(PERMISSION_NOT_IN_FORCE);
    Id decision = AdverseDecision.next(permission, ctx.timeMillis());
    put(permission.revoked(decision, revoke.grounds(), ctx.timeMillis()), ctx);
    note(
        permission,
        Standing.REVOKED,
        revoke.ground(),
        revoke.grounds(),
        revoke.datedMillis(),
        revoke.by(),
        ctx);
    return accepted();
  }

  /** One that is suspended is not given back: a new one would hold before the time is over. */
  private Outcome surrender(SurrenderPermission surrender, Context ctx) {
    Permission permission = papers.get(surrender.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    if (permission.holder() != ctx.party()) return refuse(NOT_THE_HOLDER);
    if (permission.standing() == Standing.SUSPENDED) return refuse(LICENCE_SUSPENDED);
    if (!permission.stands()) return refuse(PERMISSION_NOT_IN_FORCE);
    put(permission.standing(Standing.SURRENDERED, Hash32.ZERO, ctx.timeMillis()), ctx);
    return accepted();
  }

  /** The timer of a suspension that was lifted finds none, or one that goes on. */
  private void suspensionEnds(SuspensionEnds timer, Context ctx) {
    Permission permission = papers.get(timer.permission());
    if (permission == null || permission.standing() != Standing.SUSPENDED) return;
    if (permission.suspendedUntilMillis() > ctx.timeMillis()) return;
    put(permission.standing(Standing.ACTIVE, permission.decision(), ctx.timeMillis()), ctx);
  }

  private @Nullable LicensingRefusal undecidable(
      Permission permission, FourEyes by, long datedMillis, Context ctx) {
    LicensingRefusal why = notOurs(permission, ctx);
    return why == null ? officers.decide(by, datedMillis, permission.givenByMillis(), ctx) : why;
  }

  private static @Nullable LicensingRefusal notOurs(Permission permission, Context ctx) {
    return permission.authority() == ctx.party() ? null : NOT_THE_AUTHORITY;
  }

  /** Keeps a permission and says so in the register, from now on. */
  void put(Permission permission, Context ctx) {
    put(permission, ctx.timeMillis(), ctx);
  }

  /** Likewise from a time on, and never from before the permission begins. */
  void put(Permission permission, long fromMillis, Context ctx) {
    Permission was = papers.get(permission.id());
    AdverseDecision against = was == null ? null : against(was);
    if (against != null && against.endedAtMillis() == 0)
      adverse.put(against.ended(ctx.timeMillis()));
    keep(permission, ctx);
    register.record(permission, Math.max(fromMillis, permission.fromMillis()), ctx);
  }

  /** A firm that serves its clients itself again needs no administrator. */
  private void keep(Permission permission, Context ctx) {
    papers.put(permission);
    Firm firm = papers.firm(permission.holder());
    if (firm != null && firm.administrator() != 0 && papers.barred(firm.party(), ctx) == null)
      papers.put(firm.administeredBy(0));
  }

  // What an appeal may take back

  private void note(
      Permission before,
      Standing standing,
      Ground ground,
      Hash32 grounds,
      long datedMillis,
      FourEyes by,
      Context ctx) {
    adverse.put(
        new AdverseDecision(
            AdverseDecision.next(before, ctx.timeMillis()),
            before,
            standing,
            ground,
            grounds,
            datedMillis,
            by,
            ctx.timeMillis(),
            0));
  }

  /** The last decision against a permission, or null. */
  @Nullable AdverseDecision against(Permission permission) {
    return adverse.get(permission.against());
  }

  /** The decision against which an appeal of that id is, or null. */
  @Nullable AdverseDecision against(Id appeal) {
    return adverse.get(appeal);
  }

  /** As if it had never been decided: the register says so from then on. */
  void takeBack(AdverseDecision decision, Hash32 why, Context ctx) {
    Permission permission = papers.get(decision.before().id());
    if (permission == null) throw new IllegalStateException("a permission is gone");
    correct(decision, ctx);
    goesOn(decision, ctx);
    if (decision.endedAtMillis() == 0) {
      adverse.put(decision.ended(ctx.timeMillis()));
      restore(permission, decision, why, ctx);
    } else {
      tellTheNext(permission, decision);
    }
  }

  /** Says in the register what would have held while the decision did. */
  private void correct(AdverseDecision decision, Context ctx) {
    Permission before = decision.before();
    long from = Math.max(decision.atMillis(), before.fromMillis());
    long to = decision.endedAtMillis() == 0 ? Long.MAX_VALUE : decision.endedAtMillis();
    if (to <= from) return; // it was over before it could be felt
    register.record(before, from, ctx);
    Permission later = before.leftAlone(Math.min(ctx.timeMillis(), to - 1));
    if (!later.equals(before))
      register.record(later, Math.max(from, before.suspendedUntilMillis()), ctx);
  }

  /** A suspension that this decision ended goes on, as far as it would have gone without. */
  private void goesOn(AdverseDecision decision, Context ctx) {
    AdverseDecision earlier = against(decision.before());
    if (earlier == null || decision.before().standing() != Standing.SUSPENDED) return;
    long over = decision.before().suspendedUntilMillis();
    boolean still = decision.endedAtMillis() == 0 && over > ctx.timeMillis();
    long to = decision.endedAtMillis() == 0 ? over : Math.min(over, decision.endedAtMillis());
    adverse.put(earlier.ended(still ? 0 : to));
  }

  /** The permission stands again, but for one that has taken its place since. */
  private void restore(Permission permission, AdverseDecision decision, Hash32 why, Context ctx) {
    Permission left = decision.before().leftAlone(ctx.timeMillis());
    Permission now = left.decided(why, ctx.timeMillis());
    Permission next = papers.current(permission.holder(), permission.kind());
    if (next == null || next.id().equals(permission.id())) {
      keep(now, ctx);
    } else {
      put(now.standing(Standing.REPLACED, why, ctx.timeMillis()), next.fromMillis(), ctx);
    }
  }

  /** A decision that came while this one was in force was about what there is now not to be. */
  private void tellTheNext(Permission permission, AdverseDecision decision) {
    AdverseDecision next = against(permission);
    while (next != null && !next.before().against().equals(decision.id()))
      next = against(next.before());
    if (next == null || next.atMillis() != decision.endedAtMillis()) return;
    adverse.put(next.about(decision.before().leftAlone(next.atMillis())));
  }
}
