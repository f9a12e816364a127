package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.DecideAppeal;
import org.rahdari.licensing.Instructions.FileAppeal;
import org.rahdari.licensing.Instructions.GrantApplication;
import org.rahdari.licensing.Instructions.RefuseApplication;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** Decisions on applications, and appeals against what was decided. */
final class Decisions {
  private static final int APPEALS_MAX = 100_000;

  /** How long a permission lasts at most. */
  static final long VALIDITY_MILLIS_MAX = 3_660 * DAY_MILLIS;

  private final Table<Id, Appeal> appeals;
  private final Officers officers;
  private final Schedules schedules;
  private final Papers papers;
  private final Dues dues;
  private final Applications applications;
  private final Permissions permissions;

  Decisions(
      Registry registry,
      Officers officers,
      Schedules schedules,
      Papers papers,
      Dues dues,
      Applications applications,
      Permissions permissions) {
    this.officers = officers;
    this.schedules = schedules;
    this.papers = papers;
    this.dues = dues;
    this.applications = applications;
    this.permissions = permissions;
    appeals = registry.table("appeal", Id.class, Appeal.class, Appeal::id, APPEALS_MAX);
    registry.on(GrantApplication.class, this::grant, REGULATOR);
    registry.on(RefuseApplication.class, this::refuseApplication, REGULATOR);
    registry.on(FileAppeal.class, this::appeal, VASP);
    registry.on(DecideAppeal.class, this::decideAppeal, REGULATOR);
  }

  private @Nullable LicensingRefusal undecidable(Application application, Context ctx) {
    if (application.authority() != ctx.party()) return NOT_THE_AUTHORITY;
    return application.open() ? null : APPLICATION_NOT_OPEN;
  }

  private Outcome grant(GrantApplication grant, Context ctx) {
    Application application = applications.get(grant.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    LicensingRefusal why = undecidable(application, ctx);
    if (why == null)
      why = officers.decide(grant.by(), grant.datedMillis(), application.filedAtMillis(), ctx);
    if (why == null) why = Applications.unready(application);
    if (why == null) why = termsWrong(application, grant.terms(), ctx);
    if (why != null) return refuse(why);
    boolean changes = !application.about().isNone();
    why = changes ? change(application, grant, ctx) : give(application, grant, ctx);
    if (why != null) return refuse(why);
    applications.put(application.ended(Stage.GRANTED, grant.grounds(), ctx.timeMillis()));
    Schedule schedule = schedules.of(application.authority(), application.schedule());
    Category category = schedule.category(application.category());
    long feeMinor = category == null ? 0 : category.permissionFeeMinor();
    dues.charge(
        application.applicant(),
        schedule,
        ChargeKind.PERMISSION_FEE,
        application.id(),
        feeMinor,
        ctx);
    return accepted();
  }

  private @Nullable LicensingRefusal termsWrong(Application application, Terms terms, Context ctx) {
    PermissionKind kind = kindOf(application);
    boolean noc = kind == PermissionKind.NOC;
    boolean sandbox = kind == PermissionKind.SANDBOX;
    if (noc == terms.preparations().isEmpty()) return TERMS_NOT_ALLOWED;
    if (noc != terms.services().isEmpty()) return TERMS_NOT_ALLOWED;
    if (Schedules.repeats(terms.services())) return TERMS_NOT_ALLOWED;
    if (!application.services().containsAll(terms.services())) return TERMS_NOT_ALLOWED;
    if (sandbox == terms.exitCriteria().isEmpty()) return TERMS_NOT_ALLOWED;
    if (noc && !terms.caps().isEmpty()) return TERMS_NOT_ALLOWED;
    if (sandbox && terms.caps().isEmpty()) return TERMS_NOT_ALLOWED;
    SortedSet<Integer> assets = new TreeSet<>();
    for (Cap each : terms.caps()) {
      if (ctx.asset(each.asset()) == null || !assets.add(each.asset())) return TERMS_NOT_ALLOWED;
      if (each.onceMinor() < 0 || each.dayMinor() < each.onceMinor()) return TERMS_NOT_ALLOWED;
    }
    return null;
  }

  private static @Nullable LicensingRefusal validityWrong(
      long fromMillis, long untilMillis, Context ctx) {
    boolean wrong =
        fromMillis < ctx.timeMillis()
            || untilMillis <= fromMillis
            || untilMillis > fromMillis + VALIDITY_MILLIS_MAX;
    return wrong ? VALIDITY_NOT_ALLOWED : null;
  }

  private @Nullable LicensingRefusal give(
      Application application, GrantApplication grant, Context ctx) {
    // A paper that says nothing of its beginning begins with its commit.
    long from = grant.fromMillis() == 0 ? ctx.timeMillis() : grant.fromMillis();
    LicensingRefusal why = validityWrong(from, grant.untilMillis(), ctx);
    if (why != null) return why;
    if (grant.permission().isNone() || papers.get(grant.permission()) != null)
      return PERMISSION_EXISTS;
    PermissionKind kind = kind(application.purpose());
    why = inTheWay(application, kind, from, ctx);
    if (why != null) return why;
    Schedule schedule = schedules.of(application.authority(), application.schedule());
    Category category = schedule.category(application.category());
    boolean reports = kind == PermissionKind.LICENCE || kind == PermissionKind.SANDBOX;
    Permission permission =
        new Permission(
            grant.permission(),
            application.applicant(),
            application.authority(),
            kind,
            application.id(),
            application.schedule(),
            reports && category != null ? category.returnEveryDays() : 0,
            grant.terms(),
            from,
            grant.untilMillis(),
            Standing.ACTIVE,
            0,
            Id.NONE,
            grant.grounds(),
            ctx.timeMillis());
    hold(permission, ctx);
    dues.period(permission, 1, ctx);
    return null;
  }

  /** What the application would bring, or is about: a variation of a trial leaves it one. */
  private PermissionKind kindOf(Application application) {
    Permission about = papers.get(application.about());
    return about == null ? kind(application.purpose()) : about.kind();
  }

  private static PermissionKind kind(Purpose purpose) {
    return switch (purpose) {
      case NOC -> PermissionKind.NOC;
      case LICENCE -> PermissionKind.LICENCE;
      case SANDBOX -> PermissionKind.SANDBOX;
      case NO_ACTION -> PermissionKind.NO_ACTION;
      case VARIATION, RENEWAL -> throw new IllegalStateException("it changes what there is");
    };
  }

  /** What the firm has and a new paper may not pass over, or null. */
  private @Nullable LicensingRefusal inTheWay(
      Application application, PermissionKind kind, long fromMillis, Context ctx) {
    Permission before = papers.current(application.applicant(), kind);
    if (before == null || !before.stands()) return null;
    if (before.standing() == Standing.SUSPENDED) return LICENCE_SUSPENDED;
    if (before.untilMillis() <= ctx.timeMillis()) return null;
    if (before.authority() != application.authority()) return NOT_THE_AUTHORITY;
    if (before.kind() == PermissionKind.LICENCE && kind != PermissionKind.LICENCE)
      return LICENCE_HELD;
    // It would end at once what is to hold until the new one begins.
    return fromMillis > ctx.timeMillis() ? VALIDITY_NOT_ALLOWED : null;
  }

  /** The firm acts under the new paper from now on; the one before it ends with this. */
  private void hold(Permission permission, Context ctx) {
    Permission before = papers.current(permission.holder(), permission.kind());
    if (before != null && before.stands()) {
      permissions.put(
          before.standing(Standing.REPLACED, permission.decision(), ctx.timeMillis()),
          permission.fromMillis(),
          ctx);
    }
    papers.put(papers.holder(permission).holding(permission));
    permissions.put(permission, permission.fromMillis(), ctx);
  }

  /** Other terms, or more time. */
  private @Nullable LicensingRefusal change(
      Application application, GrantApplication grant, Context ctx) {
    Permission permission = papers.get(application.about());
    if (permission == null || !permission.id().equals(grant.permission()))
      return PERMISSION_UNKNOWN;
    if (permission.standing() == Standing.SUSPENDED) return LICENCE_SUSPENDED;
    if (!permission.stands()) return PERMISSION_NOT_IN_FORCE;
    boolean renewal = application.purpose() == Purpose.RENEWAL;
    long until = renewal ? grant.untilMillis() : permission.untilMillis();
    boolean tooLong = until <= ctx.timeMillis() || until > ctx.timeMillis() + VALIDITY_MILLIS_MAX;
    if (grant.fromMillis() != 0 || tooLong) return VALIDITY_NOT_ALLOWED;
    boolean longer = grant.untilMillis() > permission.untilMillis();
    boolean same = grant.untilMillis() == permission.untilMillis();
    if (renewal ? !longer : !same) return VALIDITY_NOT_ALLOWED;
    permissions.put(
        permission.changed(grant.terms(), until, grant.grounds(), ctx.timeMillis()), ctx);
    return null;
  }

  private Outcome refuseApplication(RefuseApplication refused, Context ctx) {
    Application application = applications.get(refused.application());
    if (application == null) return refuse(APPLICATION_UNKNOWN);
    LicensingRefusal why = undecidable(application, ctx);
    if (why == null)
      why = officers.decide(refused.by(), refused.datedMillis(), application.filedAtMillis(), ctx);
    if (why != null) return refuse(why);
    applications.put(application.ended(Stage.REFUSED, refused.grounds(), ctx.timeMillis()));
    return accepted();
  }

  private Outcome appeal(FileAppeal file, Context ctx) {
    Application application = applications.get(file.about());
    Permission permission = papers.get(file.about());
    Against against = application == null ? null : against(application);
    if (against == null && permission != null) against = against(permission);
    if (against == null || against.firm() != ctx.party()) return refuse(APPEAL_NOT_ALLOWED);
    Schedule schedule = schedules.of(against.authority(), against.schedule());
    if (ctx.timeMillis() > against.atMillis() + schedule.appealDays() * DAY_MILLIS)
      return refuse(APPEAL_TOO_LATE);
    Id id = against.appeal();
    if (appeals.get(id) != null) return refuse(APPEAL_EXISTS);
    appeals.put(
        new Appeal(
            id,
            ctx.party(),
            file.about(),
            against.atMillis(),
            file.text(),
            ctx.timeMillis(),
            false,
            Hash32.ZERO,
            0));
    return accepted();
  }

  /** A decision against a firm. */
  private record Against(Id appeal, int firm, int authority, int schedule, long atMillis) {}

  private static @Nullable Against against(Application application) {
    if (application.stage() != Stage.REFUSED) return null;
    return new Against(
        Appeal.id(application),
        application.applicant(),
        application.authority(),
        application.schedule(),
        application.decidedAtMillis());
  }

  /** The last one against a permission, whether it is still in force or not. */
  private @Nullable Against against(Permission permission) {
    AdverseDecision decision = permissions.against(permission);
    if (decision == null) return null;
    return new Against(
        decision.id(),
        permission.holder(),
        permission.authority(),
        permission.schedule(),
        decision.atMillis());
  }

  private Outcome decideAppeal(DecideAppeal decide, Context ctx) {
    Appeal appeal = appeals.get(decide.appeal());
    if (appeal == null) return refuse(APPEAL_UNKNOWN);
    AdverseDecision against = permissions.against(appeal.id());
    Application refused = against == null ? applications.get(appeal.about()) : null;
    if (authority(against, refused) != ctx.party()) return refuse(NOT_THE_AUTHORITY);
    if (appeal.decidedAtMillis() != 0) return refuse(APPEAL_DECIDED);
    LicensingRefusal why =
        officers.decide(decide.by(), decide.datedMillis(), appeal.filedAtMillis(), ctx);
    if (why != null) return refuse(why);
    appeals.put(appeal.decided(decide.upheld(), decide.decision(), ctx.timeMillis()));
    if (!decide.upheld()) return accepted();
    if (against != null) permissions.takeBack(against, decide.decision(), ctx);
    else if (refused != null) applications.put(refused.reopened(ctx.timeMillis()));
    return accepted();
  }

  private static int authority(@Nullable AdverseDecision against, @Nullable Application refused) {
    if (against != null) return against.before().authority();
    return refused == null ? 0 : refused.authority();
  }
}
