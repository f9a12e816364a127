package org.rahdari.licensing.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.Application;
import org.rahdari.licensing.Clock;
import org.rahdari.licensing.Service;
import org.rahdari.platform.Access;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Network;
import org.rahdari.platform.Right;
import org.rahdari.program.Party;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Applications over HTTP, for whom they concern. */
@RestController
@Access(Right.READ)
public final class CasesEndpoint {
  private final CaseReader cases;
  private final Network network;
  private final Institutions institutions;

  public CasesEndpoint(CaseReader cases, Network network, Institutions institutions) {
    this.cases = cases;
    this.network = network;
    this.institutions = institutions;
  }

  /**
   * An application.
   *
   * @param clockMillis for how long the statutory clock has run
   * @param clockRuns whether it runs
   * @param clockDue when it runs out if it goes on, null while it stands still
   * @param decided null before the decision
   */
  @Schema(name = "Application")
  public record ApplicationJson(
      String id,
      String applicant,
      String authority,
      String purpose,
      String category,
      List<Service> services,
      String stage,
      Instant filed,
      long clockMillis,
      long clockLimitMillis,
      boolean clockRuns,
      @Nullable Instant clockDue,
      boolean overdue,
      @Nullable Instant decided) {}

  /**
   * A step of a case.
   *
   * @param reason why it was refused, empty where it was not
   */
  @Schema(name = "CaseStep")
  public record StepJson(
      String kind,
      String by,
      boolean accepted,
      String reason,
      Instant time,
      long leaf,
      int item,
      boolean isFinal) {}

  /** An application with what happened in it. */
  @Schema(name = "Case")
  public record CaseJson(ApplicationJson application, List<StepJson> steps) {}

  @Operation(
      summary = "Applications for a licence and the like",
      description = "Those that concern your institution, the newest first.")
  @GetMapping(path = "/v1/licensing/applications", produces = MediaType.APPLICATION_JSON_VALUE)
  public List<ApplicationJson> applications(Principal principal) {
    long now = cases.nowMillis();
    return cases.applications(institutions.of(principal)).stream()
        .map(each -> json(each, now))
        .toList();
  }

  private ApplicationJson json(Application application, long nowMillis) {
    Clock clock = application.clock();
    return new ApplicationJson(
        application.id().toString(),
        network.code(application.applicant()),
        network.code(application.authority()),
        application.purpose().name(),
        application.category(),
        application.services(),
        application.stage().name(),
        Instant.ofEpochMilli(application.filedAtMillis()),
        clock.elapsedMillis(nowMillis),
        clock.limitMillis(),
        clock.runs(),
        clock.runs() ? Instant.ofEpochMilli(clock.dueMillis()) : null,
        clock.overdue(nowMillis),
        application.decidedAtMillis() == 0
            ? null
            : Instant.ofEpochMilli(application.decidedAtMillis()));
  }

  @Operation(summary = "One application, and what happened in it")
  @GetMapping(path = "/v1/licensing/applications/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  public CaseJson one(Principal principal, @PathVariable String id) {
    CaseReader.Case found = find(principal, id);
    return new CaseJson(
        json(found.application(), found.nowMillis()),
        cases.steps(found).stream()
            .map(
                step ->
                    new StepJson(
                        step.kind(),
                        network.code(step.party()),
                        step.accepted(),
                        step.reason(),
                        Instant.ofEpochMilli(step.timeMillis()),
                        step.leaf(),
                        step.item(),
                        cases.isFinal(step.leaf())))
            .toList());
  }

  private CaseReader.Case find(Principal principal, String id) {
    Party viewer = institutions.of(principal);
    return cases.application(viewer, Institutions.id(id));
  }

  @Operation(
      summary = "The receipt of a step of an application",
      description = "A C2SP tlog-proof: it verifies offline, ./rahdari verify FILE --policy FILE.")
  @GetMapping(
      path = "/v1/licensing/applications/{id}/receipt",
      produces = MediaType.TEXT_PLAIN_VALUE)
  public ResponseEntity<byte[]> receipt(
      Principal principal, @PathVariable String id, @RequestParam long leaf, @RequestParam int item)
      throws IOException {
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_PLAIN)
        .body(cases.receipt(find(principal, id), leaf, item));
  }
}
