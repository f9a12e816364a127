package org.rahdari.licensing.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Account;
import org.rahdari.licensing.*;
import org.rahdari.platform.Access;
import org.rahdari.platform.Console;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Network;
import org.rahdari.platform.Pages;
import org.rahdari.platform.Right;
import org.rahdari.platform.Shown;
import org.rahdari.platform.Texts;
import org.rahdari.platform.Timeline;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Applications and firms, as the authority, the firm and those who are consulted follow them. */
@Console
@Access(Right.READ)
public final class CasePages {

  /** Its place in the menu. */
  public static final Pages.Section SECTION =
      new Pages.Section("/licensing", "licensing.title", 15);

  private static final long DAY_MILLIS = 24 * 60 * 60 * 1_000L;

  private final Pages pages;
  private final CaseReader cases;
  private final Network network;
  private final Institutions institutions;
  private final Replica replica;

  public CasePages(
      Pages pages, CaseReader cases, Network network, Institutions institutions, Replica replica) {
    this.pages = pages;
    this.cases = cases;
    this.network = network;
    this.institutions = institutions;
    this.replica = replica;
  }

  /** What the viewer may see. */
  public record Desk(List<ApplicationLine> applications, List<FirmLine> firms) {}

  /**
   * An application in a list.
   *
   * @param daysLeft of the clock, negative where the authority is late; null once it has ended
   * @param stopped whether the clock stands still
   */
  public record ApplicationLine(
      Shown.Code id,
      String applicant,
      String applicantName,
      String authority,
      String purpose,
      String stage,
      @Nullable Long daysLeft,
      boolean stopped,
      Shown.Moment filed) {}

  /** A firm in a list. */
  public record FirmLine(
      String code,
      String name,
      @Nullable String kind,
      @Nullable String standing,
      @Nullable String administrator) {}

  @GetMapping("/licensing")
  public ResponseEntity<String> desk(HttpServletRequest request, Principal principal) {
    Party viewer = institutions.of(principal);
    long now = cases.nowMillis();
    Desk model =
        new Desk(
            cases.applications(viewer).stream().map(each -> line(each, now)).toList(),
            cases.firms(viewer).stream().map(each -> line(viewer, each)).toList());
    return pages.page(request, SECTION, "licensing/desk.jte", model);
  }

  private ApplicationLine line(Application application, long nowMillis) {
    Party applicant = network.party(application.applicant());
    Clock clock = application.clock();
    return new ApplicationLine(
        Shown.Code.of(application.id()),
        applicant.code(),
        applicant.name(),
        network.code(application.authority()),
        application.purpose().name(),
        application.stage().name(),
        application.open() ? daysLeft(clock, nowMillis) : null,
        !clock.runs(),
        Shown.Moment.of(application.filedAtMillis()));
  }

  private static long daysLeft(Clock clock, long nowMillis) {
    return Math.floorDiv(clock.limitMillis() - clock.elapsedMillis(nowMillis), DAY_MILLIS);
  }

  private FirmLine line(Party viewer, Firm firm) {
    Permission permission =
        cases.firm(viewer, firm.party()).permissions().stream()
            .filter(each -> each.id().equals(firm.permission()))
            .findFirst()
            .orElse(null);
    Party party = network.party(firm.party());
    return new FirmLine(
        party.code(),
        party.name(),
        permission == null ? null : permission.kind().name(),
        permission == null ? null : said(permission),
        firm.administrator() == 0 ? null : network.code(firm.administrator()));
  }

  private String said(Permission permission) {
    boolean expired =
        permission.standing() == Standing.ACTIVE && permission.untilMillis() <= cases.nowMillis();
    return expired ? "EXPIRED" : permission.standing().name();
  }

  /**
   * One application.
   *
   * @param decides whether the viewer is the authority, and it is open
   */
  public record ApplicationPage(
      ApplicationLine line,
      String category,
      List<String> services,
      Timeline timeline,
      List<IndividualLine> individuals,
      List<OwnerLine> owners,
      String disclosure,
      List<ForeignAuthorisation> foreign,
      int documents,
      List<PaperLine> papers,
      boolean decides) {}

  /** A key individual, without a name. */
  public record IndividualLine(Shown.Code id, String position, String fitness) {}

  /** Who owns the applicant in the end, from the threshold on. */
  public record OwnerLine(Shown.Code id, String share) {}

  /** A permission. */
  public record PaperLine(
      Shown.Code id,
      String kind,
      String said,
      List<String> permits,
      Shown.Moment from,
      Shown.Moment until,
      Shown.@Nullable Moment suspendedUntil) {}

  @GetMapping("/licensing/applications/{id}")
  public ResponseEntity<String> application(
      HttpServletRequest request, Principal principal, @PathVariable String id) {
    Party viewer = institutions.of(principal);
    CaseReader.Case found = cases.application(viewer, Institutions.id(id));
    Texts text = pages.text(request);
    Application application = found.application();
    ApplicationPage model =
        new ApplicationPage(
            line(application, found.nowMillis()),
            application.category(),
            application.services().stream().map(Enum::name).toList(),
            timeline(found, text),
            found.assessments().stream()
                .map(
                    each ->
                        new IndividualLine(
                            Shown.Code.of(each.individual()),
                            each.position().name(),
                            each.fitness().name()))
                .toList(),
            owners(found),
            found.schedule() == null ? "" : percent(found.schedule().disclosureBps()),
            application.foreign(),
            application.documents().size() + 1,
            found.permissions().stream().map(this::paper).toList(),
            application.open() && application.authority() == viewer.number());
    String title =
        text.of(
            "licensing.application.title", "firm", network.party(application.applicant()).name());
    return pages.page(request, SECTION.path(), title, "licensing/application.jte", model);
  }

  private static List<OwnerLine> owners(CaseReader.Case found) {
    Ownership ownership = found.ownership();
    int from = found.schedule() == null ? 1 : found.schedule().disclosureBps();
    if (ownership == null) return List.of();
    return ownership.beneficial().entrySet().stream()
        .filter(each -> each.getValue() >= from)
        .map(each -> new OwnerLine(Shown.Code.of(each.getKey()), percent(each.getValue())))
        .toList();
  }

  private static String percent(int bps) {
    return java.math.BigDecimal.valueOf(bps, 2).stripTrailingZeros().toPlainString() + " %";
  }

  private PaperLine paper(Permission permission) {
    Terms terms = permission.terms();
    return new PaperLine(
        Shown.Code.of(permission.id()),
        permission.kind().name(),
        said(permission),
        terms.services().isEmpty()
            ? terms.preparations().stream().map(Enum::name).toList()
            : terms.services().stream().map(Enum::name).toList(),
        Shown.Moment.of(permission.fromMillis()),
        Shown.Moment.of(permission.untilMillis()),
        permission.standing() == Standing.SUSPENDED
            ? Shown.Moment.of(permission.suspendedUntilMillis())
            : null);
  }

  /** What happened, and what is still due. */
  private Timeline timeline(CaseReader.Case found, Texts text) {
    Application application = found.application();
    List<Timeline.Step> steps = new ArrayList<>();
    for (CaseSteps.Step each : cases.steps(found)) {
      steps.add(
          new Timeline.Step(
              each.accepted() ? Timeline.State.DONE : Timeline.State.FAILED,
              text.of("licensing.step", "kind", each.kind()),
              network.code(each.party()),
              Shown.Moment.of(each.timeMillis()),
              each.reason(),
              cases.isFinal(each.leaf())
                  ? "/licensing/applications/"
                      + application.id()
                      + "/receipt?leaf="
                      + each.leaf()
                      + "&item="
                      + each.item()
                  : null));
    }
    for (Question each : found.questions())
      if (each.answeredAtMillis() == 0 && application.open())
        steps.add(
            due("answer", each.dueMillis(), application.applicant(), found.nowMillis(), text));
    for (Opinion each : found.opinions())
      if (each.waitedFor() && application.open())
        steps.add(due("opinion", each.dueMillis(), each.consulted(), found.nowMillis(), text));
    if (application.stage() == Stage.UNDER_REVIEW)
      steps.add(
          due(
              "decision",
              application.clock().dueMillis(),
              application.authority(),
              found.nowMillis(),
              text));
    return new Timeline(steps);
  }

  private Timeline.Step due(String what, long dueMillis, int who, long nowMillis, Texts text) {
    boolean late = dueMillis < nowMillis;
    return new Timeline.Step(
        late ? Timeline.State.FAILED : Timeline.State.DUE,
        text.of("licensing.due", "what", what),
        network.code(who),
        Shown.Moment.of(dueMillis),
        late ? text.of("licensing.late") : "",
        null);
  }

  @GetMapping("/licensing/applications/{id}/receipt")
  public ResponseEntity<byte[]> receipt(
      Principal principal, @PathVariable String id, @RequestParam long leaf, @RequestParam int item)
      throws IOException {
    CaseReader.Case found = cases.application(institutions.of(principal), Institutions.id(id));
    return ResponseEntity.ok()
        .header("Content-Disposition", "attachment; filename=\"step-" + leaf + ".tlog-proof\"")
        .contentType(MediaType.TEXT_PLAIN)
        .body(cases.receipt(found, leaf, item));
  }

  /** What there is about a firm. */
  public record FirmPage(
      FirmLine line,
      List<ApplicationLine> applications,
      List<PaperLine> papers,
      List<AccountLine> accounts,
      List<DiscrepancyLine> discrepancies,
      List<ChargeLine> charges,
      List<DueLine> dues,
      List<BreachLine> breaches) {}

  /** An account of clients. */
  public record AccountLine(
      Shown.Code id, String use, @Nullable String bank, Shown.Money balance, String statedDay) {}

  /** A case about clients' money. */
  public record DiscrepancyLine(
      Shown.Code account, String day, Shown.Money ledger, Shown.Money stated, boolean open) {}

  /** What the firm owes, or owed. */
  public record ChargeLine(
      Shown.Code id,
      String kind,
      Shown.Money amount,
      Shown.Moment due,
      Shown.@Nullable Moment paid) {}

  /** A report, an inspection or an order of records. */
  public record DueLine(
      String what, Shown.Code id, Shown.Moment due, Shown.@Nullable Moment done) {}

  /** A breach, and what was done about it. */
  public record BreachLine(String ground, Shown.Moment at, List<String> measures) {}

  @GetMapping("/licensing/firms/{code}")
  public ResponseEntity<String> firm(
      HttpServletRequest request, Principal principal, @PathVariable String code) {
    Party viewer = institutions.of(principal);
    Party party = network.party(code).orElseThrow(CaseReader::unknown);
    CaseReader.FirmFile file = cases.firm(viewer, party.number());
    long now = cases.nowMillis();
    FirmPage model =
        new FirmPage(
            line(viewer, file.firm()),
            file.applications().stream().map(each -> line(each, now)).toList(),
            file.permissions().stream().map(this::paper).toList(),
            file.accounts().stream().map(this::account).toList(),
            file.discrepancies().stream().map(each -> discrepancy(file, each)).toList(),
            file.charges().stream().map(this::charge).toList(),
            dues(file),
            file.breaches().stream().map(each -> breach(file, each)).toList());
    return pages.page(request, SECTION.path(), party.name(), "licensing/firm.jte", model);
  }

  private Shown.Money money(int asset, long minor) {
    return Shown.Money.of(network.asset(asset), minor);
  }

  private AccountLine account(ClientAccount account) {
    Account held =
        replica
            .read(kernel -> Optional.ofNullable(kernel.ledger().account(account.account())))
            .orElseThrow();
    return new AccountLine(
        Shown.Code.of(account.account()),
        account.use().name(),
        account.bank() == 0 ? null : network.code(account.bank()),
        money(account.asset(), held.balanceMinor()),
        day(account.statedDay()));
  }

  private static String day(long day) {
    return java.time.LocalDate.ofEpochDay(day).toString();
  }

  private DiscrepancyLine discrepancy(CaseReader.FirmFile file, Discrepancy each) {
    int asset =
        file.accounts().stream()
            .filter(account -> account.account().equals(each.account()))
            .mapToInt(ClientAccount::asset)
            .findFirst()
            .orElseThrow();
    return new DiscrepancyLine(
        Shown.Code.of(each.account()),
        day(each.day()),
        money(asset, each.ledgerMinor()),
        money(asset, each.statedMinor()),
        each.closedAtMillis() == 0);
  }

  private ChargeLine charge(Charge charge) {
    return new ChargeLine(
        Shown.Code.of(charge.id()),
        charge.kind().name(),
        money(charge.asset(), charge.amountMinor()),
        Shown.Moment.of(charge.dueMillis()),
        moment(charge.paidAtMillis()));
  }

  private static Shown.@Nullable Moment moment(long millis) {
    return millis == 0 ? null : Shown.Moment.of(millis);
  }

  private static List<DueLine> dues(CaseReader.FirmFile file) {
    List<DueLine> dues = new ArrayList<>();
    for (Report each : file.reports())
      dues.add(
          new DueLine(
              "report",
              Shown.Code.of(each.id()),
              Shown.Moment.of(each.dueMillis()),
              moment(each.filedAtMillis())));
    for (Inspection each : file.inspections())
      dues.add(
          new DueLine(
              "inspection",
              Shown.Code.of(each.id()),
              Shown.Moment.of(each.openedAtMillis()),
              moment(each.closedAtMillis())));
    for (Production each : file.productions())
      dues.add(
          new DueLine(
              "production",
              Shown.Code.of(each.id()),
              Shown.Moment.of(each.dueMillis()),
              moment(each.producedAtMillis())));
    return dues;
  }

  private static BreachLine breach(CaseReader.FirmFile file, Breach breach) {
    return new BreachLine(
        breach.ground().name(),
        Shown.Moment.of(breach.atMillis()),
        file.enforcements().stream()
            .filter(each -> each.breach().equals(breach.id()))
            .map(each -> each.measure().name())
            .toList());
  }
}
