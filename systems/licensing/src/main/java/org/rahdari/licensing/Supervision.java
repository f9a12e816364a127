package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.CloseInspection;
import org.rahdari.licensing.Instructions.Enforce;
import org.rahdari.licensing.Instructions.OpenInspection;
import org.rahdari.licensing.Instructions.OrderProduction;
import org.rahdari.licensing.Instructions.ProduceRecords;
import org.rahdari.licensing.Instructions.ProductionOverdue;
import org.rahdari.licensing.Instructions.ReadRecords;
import org.rahdari.licensing.Instructions.RecordBreach;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** How an authority looks after firms: inspections, breaches, measures, and records to produce. */
final class Supervision {
  private static final int INSPECTIONS_MAX = 100_000;
  private static final int MEASURES_MAX = 1_000_000;
  private static final int ORDERS_MAX = 1_000_000;

  private final Table<Id, Inspection> inspections;
  private final Table<Id, Enforcement> enforcements;
  private final Table<Id, Production> productions;
  private final Officers officers;
  private final Schedules schedules;
  private final Papers papers;
  private final Dues dues;
  private final Breaches breaches;

  Supervision(
      Registry registry,
      Officers officers,
      Schedules schedules,
      Papers papers,
      Dues dues,
      Breaches breaches) {
    this.officers = officers;
    this.schedules = schedules;
    this.papers = papers;
    this.dues = dues;
    this.breaches = breaches;
    inspections =
        registry.table("inspection", Id.class, Inspection.class, Inspection::id, INSPECTIONS_MAX);
    enforcements =
        registry.table("enforcement", Id.class, Enforcement.class, Enforcement::id, MEASURES_MAX);
    productions =
        registry.table("production", Id.class, Production.class, Production::id, ORDERS_MAX);
    registry.on(OpenInspection.class, this::inspect, REGULATOR);
    registry.on(CloseInspection.class, this::closeInspection, REGULATOR);
    registry.on(RecordBreach.class, this::breach, REGULATOR);
    registry.on(Enforce.class, this::enforce, REGULATOR);
    registry.on(OrderProduction.class, this::order, REGULATOR);
    registry.on(ProduceRecords.class, this::produce, VASP);
    registry.on(ReadRecords.class, this::read, REGULATOR);
    registry.onTimer(ProductionOverdue.class, this::productionOverdue);
  }

  private Outcome inspect(OpenInspection open, Context ctx) {
    LicensingRefusal why = papers.unsupervised(open.firm(), ctx);
    if (why == null) why = officers.one(open.officer(), ctx);
    if (why != null) return refuse(why);
    if (inspections.get(open.id()) != null) return refuse(INSPECTION_EXISTS);
    inspections.put(
        new Inspection(
            open.id(),
            open.firm(),
            ctx.party(),
            open.officer(),
            open.scope(),
            ctx.timeMillis(),
            Hash32.ZERO,
            0));
    return accepted();
  }

  private Outcome closeInspection(CloseInspection close, Context ctx) {
    Inspection open = inspections.get(close.inspection());
    if (open == null || open.authority() != ctx.party() || open.closedAtMillis() != 0)
      return refuse(INSPECTION_UNKNOWN);
    LicensingRefusal why = officers.one(close.officer(), ctx);
    if (why != null) return refuse(why);
    inspections.put(
        new Inspection(
            open.id(),
            open.firm(),
            open.authority(),
            open.officer(),
            open.scope(),
            open.openedAtMillis(),
            close.findings(),
            ctx.timeMillis()));
    return accepted();
  }

  private Outcome breach(RecordBreach record, Context ctx) {
    LicensingRefusal why = papers.unsupervised(record.firm(), ctx);
    if (why == null) why = officers.one(record.officer(), ctx);
    if (why != null) return refuse(why);
    if (breaches.get(record.id()) != null) return refuse(BREACH_EXISTS);
    breaches.put(
        new Breach(
            record.id(),
            record.firm(),
            record.ground(),
            record.about(),
            record.facts(),
            ctx.timeMillis()));
    return accepted();
  }

  private Outcome enforce(Enforce enforce, Context ctx) {
    Breach breach = breaches.get(enforce.breach());
    if (breach == null) return refuse(BREACH_UNKNOWN);
    LicensingRefusal why = papers.unsupervised(breach.firm(), ctx);
    if (why == null)
      why = officers.decide(enforce.by(), enforce.datedMillis(), breach.atMillis(), ctx);
    if (why != null) return refuse(why);
    if (enforcements.get(enforce.id()) != null) return refuse(ENFORCEMENT_EXISTS);
    boolean fine = enforce.measure() == Measure.FINE;
    if (fine ? enforce.fineMinor() <= 0 : enforce.fineMinor() != 0)
      return refuse(MEASURE_NOT_ALLOWED);
    boolean timed = enforce.measure() != Measure.WARNING;
    if (timed && enforce.dueMillis() <= ctx.timeMillis()) return refuse(MEASURE_NOT_ALLOWED);
    Schedule schedule = schedules.last(ctx.party());
    if (fine && schedule == null) return refuse(SCHEDULE_MISSING);
    enforcements.put(
        new Enforcement(
            enforce.id(),
            enforce.breach(),
            breach.firm(),
            ctx.party(),
            enforce.measure(),
            enforce.text(),
            enforce.dueMillis(),
            ctx.timeMillis()));
    if (schedule != null)
      dues.charge(
          breach.firm(),
          schedule,
          ChargeKind.FINE,
          enforce.id(),
          enforce.fineMinor(),
          enforce.dueMillis(),
          ctx);
    return accepted();
  }

  private Outcome order(OrderProduction order, Context ctx) {
    LicensingRefusal why = papers.unsupervised(order.firm(), ctx);
    if (why == null) why = officers.decide(order.by(), order.datedMillis(), 0, ctx);
    if (why != null) return refuse(why);
    if (productions.get(order.id()) != null) return refuse(PRODUCTION_EXISTS);
    if (order.records().isEmpty() || order.dueMillis() <= ctx.timeMillis())
      return refuse(PRODUCTION_NOT_ALLOWED);
    productions.put(
        new Production(
            order.id(),
            order.firm(),
            ctx.party(),
            order.records(),
            ctx.timeMillis(),
            order.dueMillis(),
            0,
            0,
            Id.NONE));
    ctx.at(order.dueMillis(), new ProductionOverdue(order.id()));
    return accepted();
  }

  private Outcome produce(ProduceRecords produce, Context ctx) {
    Production order = productions.get(produce.production());
    if (order == null) return refuse(PRODUCTION_UNKNOWN);
    if (order.firm() != ctx.party()) return refuse(NOT_THE_FIRM);
    if (order.producedAtMillis() != 0) return refuse(PRODUCTION_NOT_DUE);
    productions.put(order.produced(ctx.timeMillis()));
    return accepted();
  }

  private Outcome read(ReadRecords read, Context ctx) {
    Production order = productions.get(read.production());
    if (order == null) return refuse(PRODUCTION_UNKNOWN);
    if (order.authority() != ctx.party()) return refuse(NOT_THE_AUTHORITY);
    LicensingRefusal why = officers.one(read.officer(), ctx);
    if (why != null) return refuse(why);
    if (order.producedAtMillis() == 0 || order.readAtMillis() != 0)
      return refuse(PRODUCTION_NOT_DUE);
    productions.put(order.read(read.officer(), ctx.timeMillis()));
    return accepted();
  }

  private void productionOverdue(ProductionOverdue timer, Context ctx) {
    Production order = productions.get(timer.production());
    if (order != null && order.producedAtMillis() == 0)
      breaches.missed(order.id(), order.firm(), Ground.PRODUCTION_MISSING, ctx);
  }
}
