package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.licensing.Instructions.LiftSuspension;
import org.rahdari.licensing.Instructions.RevokePermission;
import org.rahdari.licensing.Instructions.SurrenderPermission;
import org.rahdari.licensing.Instructions.SuspendPermission;
import org.rahdari.licensing.Instructions.SuspensionEnds;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;

/** What becomes of a permission once it is given. */
final class Permissions {

  /** How long a suspension lasts at most: longer is a revocation. */
  static final long SUSPENSION_MILLIS_MAX = 366 * DAY_MILLIS;

  private final Officers officers;
  private final Papers papers;
  private final Register register;

  Permissions(Registry registry, Officers officers, Papers papers, Register register) {
    this.officers = officers;
    this.papers = papers;
    this.register = register;
    registry.on(SuspendPermission.class, this::suspend, REGULATOR);
    registry.on(LiftSuspension.class, this::lift, REGULATOR);
    registry.on(RevokePermission.class, this::revoke, REGULATOR);
    registry.on(SurrenderPermission.class, this::surrender, VASP);
    registry.onTimer(SuspensionEnds.class, this::suspensionEnds);
  }

  private Outcome suspend(SuspendPermission suspend, Context ctx) {
    Permission permission = papers.get(suspend.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = notOurs(permission, ctx);
    if (why != null) return refuse(why);
    why = officers.decide(suspend.by(), suspend.datedMillis(), permission.fromMillis(), ctx);
    if (why != null) return refuse(why);
    long now = ctx.timeMillis();
    if (!permission.stands() || permission.untilMillis() <= now)
      return refuse(PERMISSION_NOT_IN_FORCE);
    if (suspend.untilMillis() <= now || suspend.untilMillis() > now + SUSPENSION_MILLIS_MAX)
      return refuse(SUSPENSION_NOT_ALLOWED);
    Permission suspended = permission.suspended(suspend.untilMillis(), suspend.grounds(), now);
    put(suspended, now, ctx);
    ctx.at(suspend.untilMillis(), new SuspensionEnds(suspended.id(), suspended.suspensions()));
    return accepted();
  }

  private Outcome lift(LiftSuspension lift, Context ctx) {
    Permission permission = papers.get(lift.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = notOurs(permission, ctx);
    if (why != null) return refuse(why);
    if (permission.standing() != Standing.SUSPENDED) return refuse(PERMISSION_NOT_SUSPENDED);
    // The paper that lifts is not older than the one that suspended, but for the desk's clock.
    why = officers.decide(lift.by(), lift.datedMillis(), permission.fromMillis(), ctx);
    if (why != null) return refuse(why);
    put(permission.standing(Standing.ACTIVE, lift.grounds(), ctx.timeMillis()), ctx);
    return accepted();
  }

  private Outcome revoke(RevokePermission revoke, Context ctx) {
    Permission permission = papers.get(revoke.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    LicensingRefusal why = notOurs(permission, ctx);
    if (why != null) return refuse(why);
    why = officers.decide(revoke.by(), revoke.datedMillis(), permission.fromMillis(), ctx);
    if (why != null) return refuse(why);
    if (!permission.stands()) return refuse(PERMISSION_NOT_IN_FORCE);
    put(permission.standing(Standing.REVOKED, revoke.grounds(), ctx.timeMillis()), ctx);
    return accepted();
  }

  private Outcome surrender(SurrenderPermission surrender, Context ctx) {
    Permission permission = papers.get(surrender.permission());
    if (permission == null) return refuse(PERMISSION_UNKNOWN);
    if (permission.holder() != ctx.party()) return refuse(NOT_THE_HOLDER);
    if (!permission.stands()) return refuse(PERMISSION_NOT_IN_FORCE);
    put(permission.standing(Standing.SURRENDERED, Hash32.ZERO, ctx.timeMillis()), ctx);
    return accepted();
  }

  private void suspensionEnds(SuspensionEnds timer, Context ctx) {
    Permission permission = papers.get(timer.permission());
    if (permission == null || permission.suspensions() != timer.suspension()) return;
    if (permission.standing() != Standing.SUSPENDED) return;
    put(permission.standing(Standing.ACTIVE, permission.decision(), ctx.timeMillis()), ctx);
  }

  private static @Nullable LicensingRefusal notOurs(Permission permission, Context ctx) {
    return permission.authority() == ctx.party() ? null : NOT_THE_AUTHORITY;
  }

  private void put(Permission permission, Context ctx) {
    put(permission, ctx.timeMillis(), ctx);
  }

  /** Keeps a permission and says so in the register, from a time on. */
  void put(Permission permission, long fromMillis, Context ctx) {
    papers.put(permission);
    register.record(permission, fromMillis, ctx);
  }
}
