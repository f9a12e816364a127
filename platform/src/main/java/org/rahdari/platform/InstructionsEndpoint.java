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
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Any instruction of a program, signed for the institution at once: for its systems. What two
 * people have to agree on is proposed instead.
 */
@RestController
public final class InstructionsEndpoint {
  private static final int BODY_BYTES_MAX = 256 << 10;

  private final InstructionJson json;
  private final Institutions institutions;
  private final Orders orders;

  public InstructionsEndpoint(InstructionJson json, Institutions institutions, Orders orders) {
    this.json = json;
    this.institutions = institutions;
    this.orders = orders;
  }

  /** What is instructed. */
  @Schema(name = "InstructionRequest")
  public record InstructionRequest(
      @Nullable String program,
      @Nullable String instruction,
      @Schema(type = "object") @Nullable JsonNode body) {

    Record read(InstructionJson json) {
      Fields fields = new Fields("");
      return json.read(
          fields.given("program", program),
          fields.given("instruction", instruction),
          fields.given("body", body));
    }
  }

  /**
   * What became of it.
   *
   * @param reason why the ledger refused it, empty where it did not
   * @param leaf that proves it, as its only item
   */
  @Schema(name = "Instructed")
  public record InstructedJson(
      boolean accepted, String reason, long position, long leaf, Instant time) {}

  @Operation(
      summary = "Instruct a program",
      description =
          "Signs any instruction of a program for your institution, and waits for the ledger's answer; a refusal is an"
              + " answer. What bears two people's approval is proposed instead: POST /v1/proposals.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = InstructionRequest.class)))
  @ApiResponse(responseCode = "409", description = "it needs two people (RFC 9457)")
  @ApiResponse(responseCode = "422", description = "no instruction, by its field (RFC 9457)")
  @Access(Right.ENTER)
  @PostMapping(
      path = "/v1/instructions",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public InstructedJson instruct(HttpServletRequest request, Principal principal)
      throws IOException {
    InstructionRequest asked = JsonBody.of(request, BODY_BYTES_MAX).one(InstructionRequest.class);
    Record instruction = asked.read(json);
    if (InstructionJson.needsTwo(instruction)) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "two-people-needed",
          "Two people of the institution stand behind this instruction: propose it, and let"
              + " another one approve it.");
    }
    Party institution = institutions.of(principal);
    Orders.Done done = orders.order(institution, instruction);
    return new InstructedJson(
        done.result().accepted(),
        done.result().accepted() ? "" : done.result().reason(),
        done.position(),
        done.leaf(),
        Instant.ofEpochMilli(done.timeMillis()));
  }
}
