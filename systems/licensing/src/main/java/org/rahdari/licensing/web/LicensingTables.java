package org.rahdari.licensing.web;

import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Kernel;
import org.rahdari.licensing.*;
import org.rahdari.table.Table;

/** The tables of licensing in a kernel, to read. */
final class LicensingTables {
  private LicensingTables() {}

  static Table<Long, Change> changes(Kernel kernel) {
    return kernel.table("licensing.change", Long.class, Change.class);
  }

  static Table<Long, Seal> seals(Kernel kernel) {
    return kernel.table("licensing.seal", Long.class, Seal.class);
  }

  static Table<Id, Application> applications(Kernel kernel) {
    return kernel.table("licensing.application", Id.class, Application.class);
  }

  static Table<Id, Permission> permissions(Kernel kernel) {
    return kernel.table("licensing.permission", Id.class, Permission.class);
  }

  static Table<Integer, Firm> firms(Kernel kernel) {
    return kernel.table("licensing.firm", Integer.class, Firm.class);
  }

  static Table<Id, Assessment> assessments(Kernel kernel) {
    return kernel.table("licensing.assessment", Id.class, Assessment.class);
  }

  static Table<Id, Ownership> ownerships(Kernel kernel) {
    return kernel.table("licensing.ownership", Id.class, Ownership.class);
  }

  static Table<Id, Question> questions(Kernel kernel) {
    return kernel.table("licensing.question", Id.class, Question.class);
  }

  static Table<Id, Opinion> opinions(Kernel kernel) {
    return kernel.table("licensing.opinion", Id.class, Opinion.class);
  }

  static Table<Id, Charge> charges(Kernel kernel) {
    return kernel.table("licensing.charge", Id.class, Charge.class);
  }

  static Table<Id, Report> reports(Kernel kernel) {
    return kernel.table("licensing.report", Id.class, Report.class);
  }

  static Table<Id, Breach> breaches(Kernel kernel) {
    return kernel.table("licensing.breach", Id.class, Breach.class);
  }

  static Table<Id, Production> productions(Kernel kernel) {
    return kernel.table("licensing.production", Id.class, Production.class);
  }

  static Table<Id, ClientAccount> clientAccounts(Kernel kernel) {
    return kernel.table("licensing.client_account", Id.class, ClientAccount.class);
  }

  static Table<Id, Discrepancy> discrepancies(Kernel kernel) {
    return kernel.table("licensing.discrepancy", Id.class, Discrepancy.class);
  }

  static Table<Id, Appeal> appeals(Kernel kernel) {
    return kernel.table("licensing.appeal", Id.class, Appeal.class);
  }

  static Table<Long, Schedule> schedules(Kernel kernel) {
    return kernel.table("licensing.schedule", Long.class, Schedule.class);
  }

  static Table<Id, Inspection> inspections(Kernel kernel) {
    return kernel.table("licensing.inspection", Id.class, Inspection.class);
  }

  static Table<Id, Enforcement> enforcements(Kernel kernel) {
    return kernel.table("licensing.enforcement", Id.class, Enforcement.class);
  }

  static <R extends Record> List<R> copy(Table<?, R> table) {
    return List.copyOf(table.rows());
  }
}
