package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.platform.InstructionsEndpoint.InstructionRequest;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What two people have to agree on, over HTTP. */
@RestController
@Access(Right.READ)
public final class ProposalsEndpoint {
  private static final int BODY_BYTES_MAX = 256 << 10;

  private final Approvals approvals;
  private final InstructionJson json;
  private final Institutions institutions;
  private final StepUp stepUp;

  public ProposalsEndpoint(
      Approvals approvals, InstructionJson json, Institutions institutions, StepUp stepUp) {
    this.approvals = approvals;
    this.json = json;
    this.institutions = institutions;
    this.stepUp = stepUp;
  }

  /** Why it is rejected. */
  @Schema(name = "Rejection")
  public record RejectionRequest(@Nullable String why) {}

  /**
   * A proposal.
   *
   * @param proposer by name, or system
   * @param state WAITING, CLAIMED (on its way), APPROVED, REJECTED, WITHDRAWN or FAILED
   */
  @Schema(name = "Proposal")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ProposalJson(
      String id,
      String program,
      String instruction,
      @Schema(type = "object") JsonNode body,
      List<String> summary,
      String proposer,
      Instant proposedAt,
      String state,
      @Nullable String approver,
      @Nullable Instant decidedAt,
      @Nullable String why,
      @Nullable Long position,
      @Nullable Long leaf) {

    static ProposalJson of(Proposal proposal) {
      return new ProposalJson(
          proposal.id().toString(),
          proposal.program(),
          proposal.instruction(),
          JsonMapper.shared().readTree(proposal.body()),
          proposal.summary(),
          proposal.proposerName(),
          proposal.proposedAt(),
          proposal.state().name(),
          proposal.approverName(),
          proposal.decidedAt(),
          proposal.why(),
          proposal.position(),
          proposal.leaf());
    }
  }

  /**
   * Some of them, the newest first.
   *
   * @param before what to ask for next, absent at the end
   */
  @Schema(name = "Proposals")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ProposalsJson(List<ProposalJson> proposals, @Nullable String before) {}

  @Operation(summary = "Proposals of your institution", description = "The newest first.")
  @GetMapping(path = "/v1/proposals", produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalsJson list(
      Principal principal,
      @RequestParam(required = false) @Nullable String state,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(defaultValue = "50") int limit) {
    int size = Math.clamp(limit, 1, Approvals.PAGE_MAX);
    List<Proposal> found =
        approvals.list(
            institutions.of(principal),
            state(state),
            before == null ? null : Institutions.id(before),
            size);
    return new ProposalsJson(
        found.stream().map(ProposalJson::of).toList(),
        found.size() < size ? null : found.getLast().id().toString());
  }

  private static Proposal.@Nullable State state(@Nullable String name) {
    if (name == null) return null;
    for (Proposal.State each : Proposal.State.values()) {
      if (each.name().equals(name)) return each;
    }
    throw new Problem(
        HttpStatus.BAD_REQUEST, "state-unknown", "No proposal is in a state of this name.");
  }

  @Operation(summary = "One proposal")
  @ApiResponse(responseCode = "404", description = "your institution has none of this id")
  @GetMapping(path = "/v1/proposals/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalJson one(Principal principal, @PathVariable String id) {
    return ProposalJson.of(approvals.get(institutions.of(principal), Institutions.id(id)));
  }

  @Operation(
      summary = "Propose an instruction",
      description =
          "For another person to approve. Of a person with the role operator, or of the"
              + " institution's systems, which are named as system.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = InstructionRequest.class)))
  @ApiResponse(responseCode = "422", description = "no instruction, by its field (RFC 9457)")
  @Access(Right.PROPOSE)
  @PostMapping(
      path = "/v1/proposals",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalJson propose(HttpServletRequest request, Principal principal) throws IOException {
    InstructionRequest asked = JsonBody.of(request, BODY_BYTES_MAX).one(InstructionRequest.class);
    Record instruction = asked.read(json);
    String program = String.valueOf(asked.program());
    Party institution = institutions.of(principal);
    Optional<Person> person = People.of(principal);
    Id id =
        person.isPresent()
            ? approvals.propose(person.get(), program, instruction)
            : approvals.proposeAsSystem(institution, program, instruction);
    return ProposalJson.of(approvals.get(institution, id));
  }

  @Operation(
      summary = "Approve a proposal",
      description =
          "Of another person of the same institution: it is signed, sent, and done once. Answers"
              + " what the ledger made of it.")
  @ApiResponse(responseCode = "403", description = "own-proposal, role-missing, or passkey-needed")
  @ApiResponse(responseCode = "409", description = "already decided")
  @ApiResponse(responseCode = "504", description = "not known yet; the proposal will show it")
  @Access(Right.APPROVE)
  @PostMapping(path = "/v1/proposals/{id}/approve", produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalJson approve(
      HttpServletRequest request, Principal principal, @PathVariable String id) {
    Person person = person(principal);
    stepUp.require(request, person);
    return ProposalJson.of(approvals.approve(person, Institutions.id(id)));
  }

  @Operation(summary = "Reject a proposal of another person", description = "With the reason.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = RejectionRequest.class)))
  @Access(Right.APPROVE)
  @PostMapping(
      path = "/v1/proposals/{id}/reject",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalJson reject(
      HttpServletRequest request, Principal principal, @PathVariable String id) throws IOException {
    RejectionRequest asked = JsonBody.of(request, BODY_BYTES_MAX).one(RejectionRequest.class);
    String why = new Fields("").given("why", asked.why());
    return ProposalJson.of(approvals.reject(person(principal), Institutions.id(id), why));
  }

  @Operation(summary = "Take back what you proposed")
  @Access(Right.PROPOSE)
  @PostMapping(path = "/v1/proposals/{id}/withdraw", produces = MediaType.APPLICATION_JSON_VALUE)
  public ProposalJson withdraw(Principal principal, @PathVariable String id) {
    Id proposal = Institutions.id(id);
    Optional<Person> person = People.of(principal);
    return ProposalJson.of(
        person.isPresent()
            ? approvals.withdraw(person.get(), proposal)
            : approvals.withdrawAsSystem(institutions.of(principal), proposal));
  }

  private static Person person(Principal principal) {
    return People.of(principal)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.FORBIDDEN, "token-of-no-person", "A person has to decide on it."));
  }
}
