package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.VASP;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.ChargeOverdue;
import org.rahdari.licensing.Instructions.FileReport;
import org.rahdari.licensing.Instructions.PayCharge;
import org.rahdari.licensing.Instructions.PeriodEnds;
import org.rahdari.licensing.Instructions.ReportOverdue;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** What firms owe: money and reports. */
final class Dues {
  private static final int CHARGES_MAX = 1_000_000;
  private static final int REPORTS_MAX = 1_000_000;

  private final Table<Id, Charge> charges;
  private final Table<Id, Report> reports;
  private final Schedules schedules;
  private final Papers papers;
  private final Breaches breaches;

  Dues(Registry registry, Schedules schedules, Papers papers, Breaches breaches) {
    this.schedules = schedules;
    this.papers = papers;
    this.breaches = breaches;
    charges = registry.table("charge", Id.class, Charge.class, Charge::id, CHARGES_MAX);
    reports = registry.table("report", Id.class, Report.class, Report::id, REPORTS_MAX);
    registry.on(PayCharge.class, this::pay, VASP);
    registry.on(FileReport.class, this::file, VASP);
    registry.onTimer(PeriodEnds.class, this::periodEnds);
    registry.onTimer(ReportOverdue.class, this::reportOverdue);
    registry.onTimer(ChargeOverdue.class, this::chargeOverdue);
  }

  /** Lets a firm owe something, unless it is nothing. */
  void charge(
      int firm, Schedule schedule, ChargeKind kind, Id about, long amountMinor, Context ctx) {
    charge(
        firm,
        schedule,
        kind,
        about,
        amountMinor,
        ctx.timeMillis() + schedule.paymentDays() * DAY_MILLIS,
        ctx);
  }

  /** Likewise, until a time. */
  void charge(
      int firm,
      Schedule schedule,
      ChargeKind kind,
      Id about,
      long amountMinor,
      long dueMillis,
      Context ctx) {
    if (amountMinor == 0) return;
    Charge charge =
        new Charge(
            Id.derived("licensing.charge." + kind.name(), about),
            firm,
            schedule.authority(),
            kind,
            about,
            schedule.feeAsset(),
            amountMinor,
            dueMillis,
            0);
    charges.put(charge);
    ctx.at(dueMillis, new ChargeOverdue(charge.id()));
  }

  /** Charges and pays in one: the fee of an application. */
  Outcome payAtOnce(
      int firm,
      Schedule schedule,
      ChargeKind kind,
      Id about,
      long amountMinor,
      Id from,
      Context ctx) {
    if (amountMinor == 0) return accepted();
    charge(firm, schedule, kind, about, amountMinor, ctx);
    return pay(new PayCharge(Id.derived("licensing.charge." + kind.name(), about), from), ctx);
  }

  private Outcome pay(PayCharge pay, Context ctx) {
    Charge charge = charges.get(pay.charge());
    if (charge == null) return refuse(CHARGE_UNKNOWN);
    if (charge.firm() != ctx.party()) return refuse(NOT_THE_FIRM);
    if (charge.paidAtMillis() != 0) return refuse(CHARGE_PAID);
    if (!Money.free(pay.from(), ctx.party(), charge.asset(), ctx))
      return refuse(PAYING_ACCOUNT_NOT_ALLOWED);
    Outcome paid =
        Money.move(
            paidBy(charge, ctx),
            pay.from(),
            schedules.feeAccount(charge.authority(), charge.asset()),
            charge.amountMinor(),
            FUNDS_INSUFFICIENT,
            ctx);
    if (paid.refused()) return paid;
    charges.put(
        new Charge(
            charge.id(),
            charge.firm(),
            charge.authority(),
            charge.kind(),
            charge.about(),
            charge.asset(),
            charge.amountMinor(),
            charge.dueMillis(),
            ctx.timeMillis()));
    return accepted();
  }

  /** The transfer: with the time of the ledger, since a charge may be older than ids may be. */
  private static Id paidBy(Charge charge, Context ctx) {
    return Id.derived("licensing.paid." + charge.id(), new Id(ctx.timeMillis() << 16, 0));
  }

  private void chargeOverdue(ChargeOverdue timer, Context ctx) {
    Charge charge = charges.get(timer.charge());
    if (charge != null && charge.paidAtMillis() == 0)
      breaches.missed(charge.id(), charge.firm(), Ground.FEE_UNPAID, ctx);
  }

  /** Sets the end of a permission's next reporting period, if it has any. */
  void period(Permission permission, int number, Context ctx) {
    if (permission.reportEveryDays() == 0) return;
    ctx.at(endOf(permission, number), new PeriodEnds(permission.id(), number));
  }

  private static long endOf(Permission permission, int number) {
    return permission.fromMillis() + number * permission.reportEveryDays() * DAY_MILLIS;
  }

  /** A firm reports on every period in which its permission began to hold or held. */
  private void periodEnds(PeriodEnds timer, Context ctx) {
    Permission permission = papers.get(timer.permission());
    if (permission == null || permission.over()) return;
    // It goes on where nothing is due: what has run out may be renewed, a revocation taken back.
    period(permission, timer.number() + 1, ctx);
    if (!permission.stands() || permission.untilMillis() <= endOf(permission, timer.number() - 1))
      return;
    Schedule schedule = schedules.of(permission.authority(), permission.schedule());
    Report report =
        new Report(
            Id.derived("licensing.report." + timer.number(), permission.id()),
            permission.holder(),
            permission.id(),
            timer.number(),
            ctx.timeMillis(),
            ctx.timeMillis() + schedule.returnDays() * DAY_MILLIS,
            Hash32.ZERO,
            0);
    reports.put(report);
    ctx.at(report.dueMillis(), new ReportOverdue(report.id()));
  }

  private Outcome file(FileReport file, Context ctx) {
    Report report = reports.get(file.report());
    if (report == null) return refuse(REPORT_UNKNOWN);
    if (report.firm() != ctx.party()) return refuse(NOT_THE_FIRM);
    if (report.filedAtMillis() != 0) return refuse(REPORT_FILED);
    reports.put(
        new Report(
            report.id(),
            report.firm(),
            report.permission(),
            report.number(),
            report.periodEndsMillis(),
            report.dueMillis(),
            file.content(),
            ctx.timeMillis()));
    return accepted();
  }

  private void reportOverdue(ReportOverdue timer, Context ctx) {
    Report report = reports.get(timer.report());
    if (report == null || report.filedAtMillis() != 0) return;
    Permission permission = papers.get(report.permission());
    if (permission == null) return;
    breaches.missed(report.id(), report.firm(), Ground.RETURN_MISSING, ctx);
    Schedule schedule = schedules.of(permission.authority(), permission.schedule());
    charge(report.firm(), schedule, ChargeKind.LATE_FEE, report.id(), schedule.lateFeeMinor(), ctx);
  }
}
