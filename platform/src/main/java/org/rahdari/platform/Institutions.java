package org.rahdari.platform;

import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.rahdari.codec.Id;
import org.rahdari.program.Party;
import org.rahdari.program.Standing;
import org.springframework.http.HttpStatus;

/** Who calls, and what they name. */
public final class Institutions {
  private final Network network;

  /** The institutions of a network. */
  public Institutions(Network network) {
    this.network = network;
  }

  /** The institution that is signed in, or whose token came; or who reads by a grant. */
  public Party of(Principal principal) {
    return reader(network, principal.getName())
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.FORBIDDEN, "institution-unknown", "No institution is signed in."));
  }

  /** Who reads under a name: an institution, or {@link Network#supervises a sight of all}. */
  static Optional<Party> reader(Network network, String name) {
    if (!name.startsWith(Grants.PREFIX)) return network.party(name);
    String to = name.substring(Grants.PREFIX.length());
    return Optional.of(new Party(Network.NO_PARTY, to, to, "", Standing.OBSERVER, List.of()));
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
