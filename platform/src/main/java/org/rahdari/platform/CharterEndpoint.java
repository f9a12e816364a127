package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Charter;
import org.rahdari.charter.Draft;
import org.rahdari.charter.Instructions.ApprovePolicy;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.charter.Instructions.WithdrawProposal;
import org.rahdari.charter.Proposal;
import org.rahdari.charter.Seat;
import org.rahdari.charter.State;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.VerifierKey;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who validates, and how the members change that. */
@RestController
@Access(Right.READ)
public final class CharterEndpoint {
  private static final int BODY_BYTES_MAX = 16 << 10;

  private final Replica replica;
  private final Network network;
  private final Institutions institutions;
  private final Orders orders;
  private final LogKey own;

  public CharterEndpoint(
      Replica replica, Network network, Institutions institutions, Orders orders, LogKey own) {
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
    this.orders = orders;
    this.own = own;
  }

  /** What is in force and what is proposed. */
  @Schema(name = "Charter")
  public record CharterJson(
      int version, int quorum, List<MemberJson> members, List<ProposalJson> proposals) {}

  /**
   * A validator.
   *
   * @param key as C2SP signed-note writes it
   * @param membersAddress of its node; null for a founder, whom every node has in its configuration
   */
  @Schema(name = "Member")
  public record MemberJson(
      String institution,
      String key,
      @Nullable String membersAddress,
      @Nullable String raftAddress) {}

  /**
   * A policy that waits for approvals.
   *
   * @param seats who would sit where: of those that join, and of those that move
   */
  @Schema(name = "Proposal")
  public record ProposalJson(
      String proposer,
      String hash,
      String policy,
      List<SeatJson> seats,
      List<String> approvedBy,
      Instant proposedAt) {}

  /** A validator's place in a proposal. */
  @Schema(name = "Seat")
  public record SeatJson(
      String institution, String validator, String membersAddress, String raftAddress) {}

  /** Who joins, by an institution's node. */
  @Schema(name = "Joining")
  public record JoiningJson(
      @Nullable String institution,
      @Nullable String key,
      @Nullable String membersAddress,
      @Nullable String raftAddress) {}

  /** What is to change. */
  @Schema(name = "Change")
  public record ChangeJson(
      @Nullable List<JoiningJson> joins,
      @Nullable List<String> leaves,
      @Schema(description = "left out, the smallest that there may be") @Nullable Integer quorum) {}

  /** A proposal by its name. */
  @Schema(name = "ProposalName")
  public record ProposalName(@Nullable String proposer, @Nullable String hash) {}

  /**
   * What became of it.
   *
   * @param adopted whether the policy is in force now
   */
  @Schema(name = "Approval")
  public record ApprovalJson(String proposer, String hash, boolean adopted, int version) {}

  @Operation(
      summary = "Who validates, and which changes are proposed",
      description = "What policies are in force is also at /policy and /policy/history.")
  @GetMapping(path = "/v1/charter", produces = MediaType.APPLICATION_JSON_VALUE)
  public CharterJson charter() {
    State state = replica.charter();
    List<MemberJson> members = new ArrayList<>();
    for (Seat seat : state.seats()) {
      members.add(
          new MemberJson(
              network.code(seat.party()),
              state.keyOf(seat).toString(),
              seat.members().isEmpty() ? null : seat.members(),
              seat.raft().isEmpty() ? null : seat.raft()));
    }
    return new CharterJson(
        state.policy().version(),
        state.policy().quorum(),
        members,
        proposals().stream().map(this::json).toList());
  }

  @Operation(
      summary = "Propose who validates next",
      description =
          "For the institution that runs the node, if it validates. It approves its own proposal."
              + " The others approve at their nodes; when that is what the present policy asks for,"
              + " the next one is in force.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChangeJson.class)))
  @ApiResponse(responseCode = "422", description = "no such change can be; with the reason")
  @Access(Right.KEYS)
  @PostMapping(
      path = "/v1/charter/proposals",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ApprovalJson propose(HttpServletRequest request, Principal principal) throws IOException {
    Party party = requireOwner(principal);
    ProposePolicy proposal =
        draft(JsonBody.of(request, BODY_BYTES_MAX).one(ChangeJson.class), new Fields(""));
    ordered(party, proposal);
    return approve(party, party, proposal.hash());
  }

  @Operation(
      summary = "Approve what is proposed",
      description =
          "For the institution that runs the node: its validator signs the policy's text, and the"
              + " institution's key the approval.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ProposalName.class)))
  @ApiResponse(responseCode = "422", description = "refused by the ledger, with its reason")
  @Access(Right.KEYS)
  @PostMapping(
      path = "/v1/charter/approvals",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ApprovalJson approve(HttpServletRequest request, Principal principal) throws IOException {
    Party party = requireOwner(principal);
    ProposalName name = JsonBody.of(request, BODY_BYTES_MAX).one(ProposalName.class);
    Fields fields = new Fields("");
    Party proposer = party(fields, "proposer", name.proposer());
    return approve(party, proposer, hash(fields, name.hash()));
  }

  @Operation(summary = "Take back what this institution proposed")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ProposalName.class)))
  @Access(Right.KEYS)
  @PostMapping(
      path = "/v1/charter/withdrawals",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public CharterJson withdraw(HttpServletRequest request, Principal principal) throws IOException {
    Party party = requireOwner(principal);
    ProposalName name = JsonBody.of(request, BODY_BYTES_MAX).one(ProposalName.class);
    ordered(party, new WithdrawProposal(hash(new Fields(""), name.hash())));
    return charter();
  }

  private Party requireOwner(Principal principal) {
    return own.requireOwner(institutions.of(principal));
  }

  private ProposePolicy draft(ChangeJson change, Fields fields) {
    List<Draft.Joining> joins = new ArrayList<>();
    List<JoiningJson> given = change.joins() == null ? List.of() : change.joins();
    for (int i = 0; i < given.size(); i++) {
      Fields of = new Fields("/joins/" + i);
      JoiningJson each = of.given("", given.get(i));
      VerifierKey key = key(of, each.key());
      joins.add(new Draft.Joining(seat(of, each, key), key));
    }
    List<Integer> leaves = new ArrayList<>();
    for (String each : change.leaves() == null ? List.<String>of() : change.leaves())
      leaves.add(party(fields, "leaves", each).number());
    try {
      return Draft.of(
          replica.charter(), joins, leaves, change.quorum() == null ? 0 : change.quorum());
    } catch (IllegalArgumentException e) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "policy-not-allowed",
          "There can be no such policy: " + e.getMessage() + ".");
    }
  }

  private Seat seat(Fields fields, JoiningJson joining, VerifierKey key) {
    int party = party(fields, "institution", joining.institution()).number();
    String members = fields.given("membersAddress", joining.membersAddress());
    String raft = fields.given("raftAddress", joining.raftAddress());
    try {
      return new Seat(party, key.name(), members, raft);
    } catch (IllegalArgumentException e) {
      throw fields.wrong("membersAddress or raftAddress", String.valueOf(e.getMessage()));
    }
  }

  private static VerifierKey key(Fields fields, @Nullable String text) {
    try {
      return VerifierKey.parse(fields.given("key", text));
    } catch (MalformedException e) {
      throw fields.wrong("key", "it is NAME+ID+KEY, as ./rahdari network admit prints it");
    }
  }

  private Party party(Fields fields, String field, @Nullable String code) {
    return network
        .party(fields.given(field, code))
        .orElseThrow(() -> fields.wrong(field, "no institution has the code " + code));
  }

  private static Hash32 hash(Fields fields, @Nullable String text) {
    try {
      return Hash32.of(HexFormat.of().parseHex(fields.given("hash", text)));
    } catch (IllegalArgumentException e) {
      throw fields.wrong("hash", "it is 64 hexadecimal digits");
    }
  }

  private ApprovalJson approve(Party party, Party proposer, Hash32 hash) {
    Proposal proposal =
        proposals().stream()
            .filter(each -> each.proposer() == proposer.number() && each.hash().equals(hash))
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.NOT_FOUND,
                        "proposal-unknown",
                        proposer.code() + " proposes nothing of that hash now."));
    byte[] signature = signature(proposal.policy());
    ordered(party, new ApprovePolicy(proposal.proposer(), hash, new Bytes(signature)));
    State after = replica.charter();
    boolean adopted = after.policy().toText().equals(proposal.policy());
    return new ApprovalJson(proposer.code(), hash.toString(), adopted, after.policy().version());
  }

  private byte[] signature(String policy) {
    try {
      return Objects.requireNonNull(own.signer()).sign(policy).signature();
    } catch (KeyUnavailableException e) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE, "key-unavailable", String.valueOf(e.getMessage()));
    }
  }

  private void ordered(Party party, Record instruction) {
    orders.mustOrder(party, instruction, "charter-refused");
  }

  private List<Proposal> proposals() {
    return replica.read(kernel -> List.copyOf(Charter.proposals(kernel).rows()));
  }

  private ProposalJson json(Proposal proposal) {
    return new ProposalJson(
        network.code(proposal.proposer()),
        proposal.hash().toString(),
        proposal.policy(),
        proposal.seats().stream()
            .map(
                seat ->
                    new SeatJson(
                        network.code(seat.party()), seat.validator(), seat.members(), seat.raft()))
            .toList(),
        proposal.approvals().stream().map(each -> network.code(each.party())).toList(),
        Instant.ofEpochMilli(proposal.proposedAtMillis()));
  }
}
