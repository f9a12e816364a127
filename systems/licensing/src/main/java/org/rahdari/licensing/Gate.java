package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;

import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Asset;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Debit;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/**
 * What every movement of a firm's money passes, whichever program asks for it: is there a
 * permission at this time of the ledger, for this service and this asset, and within its caps?
 */
final class Gate {
  private static final int USES_MAX = 100_000;

  private final Table<Long, Use> uses;
  private final Papers papers;
  private final Assets assets;

  Gate(Registry registry, Papers papers, Assets assets) {
    this.papers = papers;
    this.assets = assets;
    uses = registry.table("use", Long.class, Use.class, Use::place, USES_MAX);
    registry.guard(MandateKind.VASP, this::judge);
  }

  /** What other programs move for a firm is a transfer. */
  private Outcome judge(Debit debit, Context ctx) {
    if (debit.posts()) {
      LicensingRefusal why = papers.barred(debit.party(), ctx);
      return why == null ? accepted() : refuse(why);
    }
    return pass(debit.party(), Service.TRANSFER, debit.asset(), debit.amountMinor(), ctx);
  }

  /** Lets a firm move an amount of what it may offer for its clients, and counts it. */
  Outcome pass(int firm, Service service, int asset, long amountMinor, Context ctx) {
    LicensingRefusal why = unpermitted(firm, service, ctx);
    if (why == null && !tradable(asset, service, ctx)) why = ASSET_NOT_ADMITTED;
    return why == null ? within(firm, asset, amountMinor, ctx) : refuse(why);
  }

  /** Likewise what a client takes away, be it still admitted or not. */
  Outcome passOut(int firm, Service service, int asset, long amountMinor, Context ctx) {
    LicensingRefusal why = unpermitted(firm, service, ctx);
    return why == null ? within(firm, asset, amountMinor, ctx) : refuse(why);
  }

  private @Nullable LicensingRefusal unpermitted(int firm, Service service, Context ctx) {
    LicensingRefusal why = papers.barred(firm, ctx);
    if (why != null) return why;
    Permission permission = papers.serving(firm);
    boolean permits = permission != null && permission.terms().services().contains(service);
    return permits ? null : SERVICE_NOT_PERMITTED;
  }

  private Outcome within(int firm, int asset, long amountMinor, Context ctx) {
    Permission permission = papers.serving(firm);
    Cap cap = permission == null ? null : cap(permission, asset);
    // A trial moves what somebody has capped, and nothing else.
    if (cap == null)
      return permission != null && permission.kind() == PermissionKind.SANDBOX
          ? refuse(ABOVE_TRANSACTION_CAP)
          : accepted();
    if (amountMinor > cap.onceMinor()) return refuse(ABOVE_TRANSACTION_CAP);
    return count(firm, cap, amountMinor, ctx);
  }

  private boolean tradable(int number, Service service, Context ctx) {
    Asset asset = ctx.asset(number);
    return asset != null && (Money.isMoney(asset, ctx) || assets.admittedFor(number, service));
  }

  private static @Nullable Cap cap(Permission permission, int asset) {
    for (Cap each : permission.terms().caps()) if (each.asset() == asset) return each;
    return null;
  }

  private Outcome count(int firm, Cap cap, long amountMinor, Context ctx) {
    long day = ctx.timeMillis() / DAY_MILLIS;
    Use use = uses.get(Use.place(firm, cap.asset()));
    long before = use == null || use.day() != day ? 0 : use.amountMinor();
    if (amountMinor > cap.dayMinor() - before) return refuse(ABOVE_DAILY_CAP);
    uses.put(new Use(firm, cap.asset(), day, before + amountMinor));
    return accepted();
  }
}
