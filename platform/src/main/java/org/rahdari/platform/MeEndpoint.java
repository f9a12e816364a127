package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.security.Principal;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is signed in, over HTTP. */
@RestController
@Access(Right.PERSON)
public final class MeEndpoint {

  /**
   * A person.
   *
   * @param institution by its code
   * @param pseudonym by which the ledger knows the person at most
   */
  @Schema(name = "Me")
  public record MeJson(String name, String institution, String pseudonym, List<Role> roles) {}

  @Operation(
      summary = "Who you are here",
      description = "Of a person who is signed in: the pseudonym is what the ledger may know.")
  @GetMapping(path = "/v1/me", produces = MediaType.APPLICATION_JSON_VALUE)
  public MeJson me(Principal principal) {
    Person person =
        People.of(principal)
            .orElseThrow(
                () -> new Problem(HttpStatus.FORBIDDEN, "no-person", "No person is signed in."));
    return new MeJson(
        person.name(),
        person.institution().code(),
        person.pseudonym().toString(),
        person.roles().stream().sorted().toList());
  }
}
