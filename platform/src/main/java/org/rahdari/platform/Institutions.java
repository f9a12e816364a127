package org.rahdari.platform;

import java.security.Principal;
import org.rahdari.codec.Id;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;

/** Who calls, and what they name. */
public final class Institutions {
  private final Network network;

  /** The institutions of a network. */
  public Institutions(Network network) {
    this.network = network;
  }

  /** The institution that is signed in, or whose token came. */
  public Party of(Principal principal) {
    return network
        .party(principal.getName())
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.FORBIDDEN, "institution-unknown", "No institution is signed in."));
  }

  /**
   * An id in a path or a query.
   *
   * @throws Problem if it is not a UUID
   */
  public static Id id(String text) {
    try {
      Id id = Id.parse(text);
      // The parser of the JDK also takes 1-1-1-1-1.
      if (id.toString().equalsIgnoreCase(text)) return id;
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new Problem(HttpStatus.BAD_REQUEST, "id-malformed", "An id is a UUID of 36 characters.");
  }
}
