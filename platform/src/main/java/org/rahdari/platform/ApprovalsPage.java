package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.program.Party;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.json.JsonMapper;

/** What waits for a second person, and one proposal in full. */
@Console
@Access(Right.READ)
public final class ApprovalsPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION =
      new Pages.Section("/approvals", "approvals.title", 24);

  private static final int DECIDED_SHOWN = 20;

  private final Pages pages;
  private final Approvals approvals;
  private final Institutions institutions;
  private final StepUp stepUp;
  private final InstantSource clock;

  public ApprovalsPage(
      Pages pages,
      Approvals approvals,
      Institutions institutions,
      StepUp stepUp,
      InstantSource clock) {
    this.pages = pages;
    this.approvals = approvals;
    this.institutions = institutions;
    this.stepUp = stepUp;
    this.clock = clock;
  }

  /** The page. */
  public record Lists(String institution, List<Line> waiting, List<Line> decided) {}

  /**
   * How long ago something was.
   *
   * @param unit of which there are so many
   */
  public record Age(String unit, long count) {

    static Age of(Duration age) {
      if (age.toDays() > 1) return new Age("days", age.toDays());
      if (age.toHours() > 1) return new Age("hours", age.toHours());
      return new Age("minutes", Math.max(0, age.toMinutes()));
    }
  }

  /**
   * A proposal in a list.
   *
   * @param age how long it has been there
   * @param state its name
   */
  public record Line(
      String id,
      String what,
      String proposer,
      Shown.Moment at,
      Age age,
      String state,
      @Nullable String approver) {}

  /**
   * One in full.
   *
   * @param body what it says, in words
   * @param mayDecide whether this person may approve or reject it
   * @param own whether this person proposed it
   * @param passkey whether a passkey is asked for first
   */
  public record Detail(
      Proposal proposal,
      String what,
      Shown.Moment at,
      Age age,
      Shown.@Nullable Moment decided,
      String state,
      List<InstructionJson.Line> body,
      boolean waits,
      boolean mayDecide,
      boolean own,
      boolean passkey) {}

  @GetMapping("/approvals")
  public ResponseEntity<String> lists(HttpServletRequest request, Principal principal) {
    Party viewer = institutions.of(principal);
    List<Line> decided =
        approvals.list(viewer, null, null, Approvals.PAGE_MAX).stream()
            .filter(each -> each.decidedAt() != null && !onItsWay(each))
            .limit(DECIDED_SHOWN)
            .map(this::line)
            .toList();
    Lists model =
        new Lists(
            viewer.name(), approvals.waiting(viewer).stream().map(this::line).toList(), decided);
    return pages.page(request, SECTION, "approvals.jte", model);
  }

  private static boolean onItsWay(Proposal proposal) {
    return proposal.state() == Proposal.State.CLAIMED;
  }

  private Line line(Proposal proposal) {
    return new Line(
        proposal.id().toString(),
        what(proposal),
        proposal.proposerName(),
        new Shown.Moment(proposal.proposedAt()),
        age(proposal.proposedAt()),
        proposal.state().name(),
        proposal.approverName());
  }

  private static String what(Proposal proposal) {
    return InstructionJson.words(proposal.instruction()) + " (" + proposal.program() + ")";
  }

  private Age age(Instant since) {
    return Age.of(Duration.between(since, clock.instant()));
  }

  @GetMapping("/approvals/{id}")
  public ResponseEntity<String> one(
      HttpServletRequest request, Principal principal, @PathVariable String id) {
    Proposal proposal = approvals.get(institutions.of(principal), Institutions.id(id));
    Optional<Person> person = People.of(principal);
    boolean waits = proposal.state() == Proposal.State.WAITING;
    boolean own = person.filter(each -> each.pseudonym().equals(proposal.proposer())).isPresent();
    boolean approver = person.filter(each -> each.is(Role.APPROVER)).isPresent();
    Detail model =
        new Detail(
            proposal,
            what(proposal),
            new Shown.Moment(proposal.proposedAt()),
            age(proposal.proposedAt()),
            proposal.decidedAt() == null ? null : new Shown.Moment(proposal.decidedAt()),
            proposal.state().name(),
            InstructionJson.lines(JsonMapper.shared().readTree(proposal.body())),
            waits,
            waits && approver && !own,
            waits && own,
            person.filter(each -> approver && stepUp.due(request, each)).isPresent());
    String title = pages.text(request).of("approval.title");
    return pages.page(request, SECTION.path(), title, "approval.jte", model);
  }

  @Access(Right.APPROVE)
  @PostMapping("/approvals/{id}/approve")
  public ResponseEntity<String> approve(
      HttpServletRequest request, Principal principal, @PathVariable String id) {
    Person person = person(principal);
    Id proposal = Institutions.id(id);
    if (stepUp.due(request, person)) return to("/me/confirm?back=/approvals/" + proposal);
    approvals.approve(person, proposal);
    return to("/approvals/" + proposal);
  }

  @Access(Right.APPROVE)
  @PostMapping("/approvals/{id}/reject")
  public ResponseEntity<String> reject(
      Principal principal, @PathVariable String id, @RequestParam(defaultValue = "") String why) {
    Id proposal = Institutions.id(id);
    approvals.reject(person(principal), proposal, why);
    return to("/approvals/" + proposal);
  }

  @Access(Right.PROPOSE)
  @PostMapping("/approvals/{id}/withdraw")
  public ResponseEntity<String> withdraw(Principal principal, @PathVariable String id) {
    Id proposal = Institutions.id(id);
    approvals.withdraw(person(principal), proposal);
    return to("/approvals/" + proposal);
  }

  private static Person person(Principal principal) {
    return People.of(principal)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.FORBIDDEN, "token-of-no-person", "A person has to decide on it."));
  }

  private static ResponseEntity<String> to(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER).header(HttpHeaders.LOCATION, path).build();
  }
}
