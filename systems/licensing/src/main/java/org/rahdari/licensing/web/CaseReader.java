package org.rahdari.licensing.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Kernel;
import org.rahdari.licensing.*;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Projection;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.table.Table;
import org.springframework.http.HttpStatus;

/** Reads cases as the last entry left them, for whom they concern. */
public final class CaseReader {
  private final Network network;
  private final Replica replica;
  private final Projection projection;

  /** Reads what this node knows. */
  public CaseReader(Network network, Replica replica, Projection projection) {
    this.network = network;
    this.replica = replica;
    this.projection = projection;
  }

  /** All that there is about an application. */
  public record Case(
      Application application,
      @Nullable Schedule schedule,
      List<Assessment> assessments,
      @Nullable Ownership ownership,
      List<Question> questions,
      List<Opinion> opinions,
      List<Permission> permissions,
      List<Appeal> appeals,
      long nowMillis) {

    /** Whom it concerns. */
    Set<Integer> parties() {
      Set<Integer> parties =
          opinions.stream()
              .map(Opinion::consulted)
              .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
      parties.add(application.applicant());
      parties.add(application.authority());
      return parties;
    }

    /** The ids under which something was asked in it. */
    Set<Id> ids() {
      Set<Id> ids =
          questions.stream()
              .map(Question::id)
              .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
      ids.add(application.id());
      opinions.forEach(opinion -> ids.add(opinion.id()));
      assessments.forEach(assessment -> ids.add(assessment.individual()));
      permissions.forEach(permission -> ids.add(permission.id()));
      appeals.forEach(appeal -> ids.add(appeal.id()));
      return ids;
    }
  }

  /** All that there is about a firm. */
  public record FirmFile(
      Firm firm,
      List<Application> applications,
      List<Permission> permissions,
      List<ClientAccount> accounts,
      List<Discrepancy> discrepancies,
      List<Charge> charges,
      List<Report> reports,
      List<Inspection> inspections,
      List<Breach> breaches,
      List<Enforcement> enforcements,
      List<Production> productions) {}

  /** Whether this network has licensing at all. */
  public boolean exists() {
    return replica.read(kernel -> kernel.version(Licensing.NUMBER) > 0);
  }

  /** Ledger time now. */
  public long nowMillis() {
    return replica.figures().timeMillis();
  }

  private <R extends Record> List<R> rows(
      Function<Kernel, Table<?, R>> table, Predicate<R> wanted) {
    if (!exists()) return List.of();
    return replica.read(kernel -> LicensingTables.copy(table.apply(kernel))).stream()
        .filter(wanted)
        .toList();
  }

  private boolean concerns(Party viewer, Application application) {
    int party = viewer.number();
    return network.supervises(viewer)
        || application.applicant() == party
        || application.authority() == party;
  }

  /** The applications that the viewer may see, the newest first. */
  public List<Application> applications(Party viewer) {
    Set<Id> consulted =
        opinions(viewer).stream().map(Opinion::application).collect(Collectors.toSet());
    return rows(
            LicensingTables::applications,
            each -> concerns(viewer, each) || consulted.contains(each.id()))
        .stream()
        .sorted(Comparator.comparingLong(Application::filedAtMillis).reversed())
        .toList();
  }

  /** What the viewer was asked for its opinion on. */
  public List<Opinion> opinions(Party viewer) {
    return rows(LicensingTables::opinions, each -> each.consulted() == viewer.number());
  }

  /**
   * An application and what belongs to it.
   *
   * @throws Problem if there is none that the viewer may see
   */
  public Case application(Party viewer, Id id) {
    Application application =
        find(LicensingTables::applications, id).orElseThrow(CaseReader::unknown);
    List<Opinion> opinions = rows(LicensingTables::opinions, each -> each.application().equals(id));
    boolean consulted = opinions.stream().anyMatch(each -> each.consulted() == viewer.number());
    if (!concerns(viewer, application) && !consulted) throw unknown();
    List<Permission> permissions =
        rows(
            LicensingTables::permissions,
            each -> each.application().equals(id) || each.id().equals(application.about()));
    Set<Id> appealable =
        permissions.stream()
            .map(Permission::id)
            .collect(Collectors.toCollection(java.util.HashSet::new));
    appealable.add(id);
    return new Case(
        application,
        rows(
                LicensingTables::schedules,
                each ->
                    each.authority() == application.authority()
                        && each.number() == application.schedule())
            .stream()
            .findFirst()
            .orElse(null),
        rows(LicensingTables::assessments, each -> each.application().equals(id)),
        find(LicensingTables::ownerships, id).orElse(null),
        rows(LicensingTables::questions, each -> each.application().equals(id)),
        opinions,
        permissions,
        rows(LicensingTables::appeals, each -> appealable.contains(each.about())),
        nowMillis());
  }

  private <R extends Record> Optional<R> find(Function<Kernel, Table<Id, R>> table, Id id) {
    if (!exists()) return Optional.empty();
    return replica.read(kernel -> Optional.ofNullable(table.apply(kernel).get(id)));
  }

  /** The firms that the viewer may see. */
  public List<Firm> firms(Party viewer) {
    return rows(LicensingTables::firms, each -> sees(viewer, each));
  }

  private boolean sees(Party viewer, Firm firm) {
    return network.supervises(viewer)
        || firm.party() == viewer.number()
        || firm.administrator() == viewer.number();
  }

  /**
   * What there is about a firm.
   *
   * @throws Problem if there is nothing that the viewer may see
   */
  public FirmFile firm(Party viewer, int party) {
    Firm firm =
        firms(viewer).stream()
            .filter(each -> each.party() == party)
            .findFirst()
            .orElseThrow(CaseReader::unknown);
    return new FirmFile(
        firm,
        rows(LicensingTables::applications, each -> each.applicant() == party),
        rows(LicensingTables::permissions, each -> each.holder() == party),
        rows(LicensingTables::clientAccounts, each -> each.firm() == party),
        rows(LicensingTables::discrepancies, each -> each.firm() == party),
        rows(LicensingTables::charges, each -> each.firm() == party),
        rows(LicensingTables::reports, each -> each.firm() == party),
        rows(LicensingTables::inspections, each -> each.firm() == party),
        rows(LicensingTables::breaches, each -> each.firm() == party),
        rows(LicensingTables::enforcements, each -> each.firm() == party),
        rows(LicensingTables::productions, each -> each.firm() == party));
  }

  /** Questions to the viewer that are not answered. */
  List<Question> unanswered(Party viewer) {
    List<Question> open = new ArrayList<>();
    for (Question each : rows(LicensingTables::questions, q -> q.answeredAtMillis() == 0)) {
      find(LicensingTables::applications, each.application())
          .filter(application -> application.applicant() == viewer.number())
          .filter(Application::open)
          .ifPresent(application -> open.add(each));
    }
    return open;
  }

  /** What the viewer owes. */
  List<Charge> unpaid(Party viewer) {
    return rows(
        LicensingTables::charges,
        each -> each.firm() == viewer.number() && each.paidAtMillis() == 0);
  }

  /** What the viewer has to report. */
  List<Report> unfiled(Party viewer) {
    return rows(
        LicensingTables::reports,
        each -> each.firm() == viewer.number() && each.filedAtMillis() == 0);
  }

  /** Records that the viewer has to produce, or to read. */
  List<Production> unproduced(Party viewer) {
    return rows(
        LicensingTables::productions,
        each ->
            each.firm() == viewer.number() && each.producedAtMillis() == 0
                || each.authority() == viewer.number()
                    && each.producedAtMillis() != 0
                    && each.readAtMillis() == 0);
  }

  /** Appeals that the viewer has to decide. */
  List<Appeal> undecided(Party viewer) {
    return rows(LicensingTables::appeals, each -> each.decidedAtMillis() == 0).stream()
        .filter(
            each ->
                find(LicensingTables::applications, each.about())
                        .map(Application::authority)
                        .or(
                            () ->
                                find(LicensingTables::permissions, each.about())
                                    .map(Permission::authority))
                        .orElse(0)
                    == viewer.number())
        .toList();
  }

  /** Cases about client money that are open, for those who see them all. */
  List<Discrepancy> discrepancies(Party viewer) {
    if (!network.supervises(viewer)) return List.of();
    return rows(LicensingTables::discrepancies, each -> each.closedAtMillis() == 0);
  }

  /** What happened in a case, in its order. */
  List<CaseSteps.Step> steps(Case of) {
    return CaseSteps.about(projection, of.ids(), of.parties());
  }

  /** Whether a quorum has signed a checkpoint over the leaf. */
  boolean isFinal(long leaf) {
    return leaf < replica.figures().finalSize();
  }

  /**
   * The receipt of a step of a case.
   *
   * @throws Problem if it is no step of it, or no signed checkpoint covers it
   */
  byte[] receipt(Case of, long leaf, int item) throws IOException {
    boolean there = steps(of).stream().anyMatch(step -> step.leaf() == leaf && step.item() == item);
    if (!there) throw unknown();
    return replica
        .receipt(leaf, item)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.CONFLICT,
                    "receipt-not-final",
                    "This step is not under a signed checkpoint yet; ask again."));
  }

  static Problem unknown() {
    return new Problem(
        HttpStatus.NOT_FOUND, "case-unknown", "There is no such case that you may see.");
  }
}
