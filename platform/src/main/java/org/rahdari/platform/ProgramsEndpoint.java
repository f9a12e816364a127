package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Charter;
import org.rahdari.charter.Instructions.Activate;
import org.rahdari.charter.Instructions.Deactivate;
import org.rahdari.charter.Readiness;
import org.rahdari.kernel.Kernel;
import org.rahdari.program.Party;
import org.rahdari.program.Program;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the network's programs behave, and how the members agree on the next version. */
@RestController
@Access(Right.READ)
public final class ProgramsEndpoint {
  private static final int BODY_BYTES_MAX = 4 << 10;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

  private final Replica replica;
  private final Network network;
  private final Institutions institutions;
  private final Orders orders;
  private final LogKey own;
  private final List<Program> programs;

  /**
   * @param programs every version that this software has
   */
  public ProgramsEndpoint(
      Replica replica,
      Network network,
      Institutions institutions,
      Orders orders,
      LogKey own,
      List<Program> programs) {
    this.replica = replica;
    this.network = network;
    this.institutions = institutions;
    this.orders = orders;
    this.own = own;
    this.programs = List.copyOf(programs);
  }

  /**
   * A program.
   *
   * @param name null for one that newer software has, and the software of this node has not
   * @param version in force; 0 for one that is not yet
   * @param versionsHere what the software of this node has
   * @param readyForNext the members that have said that their node has the next version
   */
  @Schema(name = "Program")
  public record ProgramJson(
      int number,
      @Nullable String name,
      int version,
      List<Integer> versionsHere,
      List<String> readyForNext) {}

  /** What is in force and what can be. */
  @Schema(name = "Programs")
  public record ProgramsJson(List<ProgramJson> programs) {}

  /** A program by its name, or by its number where this node has none of its name. */
  @Schema(name = "ProgramVersion")
  public record VersionJson(@Nullable String program, @Nullable Integer version) {}

  @Operation(
      summary = "How the programs behave",
      description = "Which version of each is in force, and which members have the next one.")
  @GetMapping(path = "/v1/programs", produces = MediaType.APPLICATION_JSON_VALUE)
  public ProgramsJson programs() {
    return replica.read(kernel -> programs(kernel, programs, network::code));
  }

  /** Those of this software, and those that members are ready for and only newer software has. */
  static ProgramsJson programs(Kernel kernel, List<Program> here, IntFunction<String> codes) {
    List<Readiness> ready = List.copyOf(Charter.readiness(kernel).rows());
    return new ProgramsJson(
        Stream.concat(here.stream().map(Program::number), ready.stream().map(Readiness::program))
            .distinct()
            .map(number -> json(number, kernel.version(number), here, ready, codes))
            .toList());
  }

  @Operation(
      summary = "Say that this node has the next version of a program",
      description =
          "For the institution that runs the node, if it validates. Once so many have said so as"
              + " have to sign a checkpoint, the version is in force, from the next entry on.")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = VersionJson.class)))
  @ApiResponse(responseCode = "409", description = "this node has not that version")
  @ApiResponse(responseCode = "422", description = "refused by the ledger, with its reason")
  @Access(Right.KEYS)
  @PostMapping(
      path = "/v1/programs/activations",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ProgramsJson activate(HttpServletRequest request, Principal principal) throws IOException {
    Party party = own.requireOwner(institutions.of(principal));
    VersionJson named = JsonBody.of(request, BODY_BYTES_MAX).one(VersionJson.class);
    Fields fields = new Fields("");
    int program = number(fields, named.program());
    int version = fields.given("version", named.version());
    // The ledger does not know who has what: a version that nobody has would stop everybody.
    if (programs.stream().noneMatch(p -> p.number() == program && p.version() == version)) {
      throw new Problem(
          HttpStatus.CONFLICT,
          "version-not-here",
          "The software of this node has no version "
              + version
              + " of "
              + named.program()
              + ": update it before.");
    }
    orders.mustOrder(party, new Activate(program, version), "activation-refused");
    return programs();
  }

  @Operation(summary = "Take back that this node has the next version of a program")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = VersionJson.class)))
  @ApiResponse(responseCode = "422", description = "refused by the ledger, with its reason")
  @Access(Right.KEYS)
  @PostMapping(
      path = "/v1/programs/deactivations",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ProgramsJson deactivate(HttpServletRequest request, Principal principal)
      throws IOException {
    Party party = own.requireOwner(institutions.of(principal));
    VersionJson named = JsonBody.of(request, BODY_BYTES_MAX).one(VersionJson.class);
    int program = number(new Fields(""), named.program());
    orders.mustOrder(party, new Deactivate(program), "activation-refused");
    return programs();
  }

  private int number(Fields fields, @Nullable String name) {
    String given = fields.given("program", name);
    return programs.stream()
        .filter(each -> each.name().equals(given))
        .map(Program::number)
        .findFirst()
        .or(() -> numbered(given))
        .orElseThrow(
            () -> fields.wrong("program", "this node has no program of the name " + given));
  }

  /** Of a program that only newer software has, this is all that is known here. */
  private static Optional<Integer> numbered(String given) {
    return NUMBER.matcher(given).matches() ? Optional.of(Integer.valueOf(given)) : Optional.empty();
  }

  private static ProgramJson json(
      int number,
      int version,
      List<Program> here,
      List<Readiness> ready,
      IntFunction<String> codes) {
    List<Program> versions = here.stream().filter(p -> p.number() == number).toList();
    return new ProgramJson(
        number,
        versions.isEmpty() ? null : versions.getFirst().name(),
        version,
        versions.stream().map(Program::version).toList(),
        ready.stream()
            .filter(each -> each.program() == number)
            .map(each -> codes.apply(each.party()))
            .toList());
  }
}
