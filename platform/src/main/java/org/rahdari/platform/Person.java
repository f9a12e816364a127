package org.rahdari.platform;

import java.util.Set;
import org.rahdari.codec.Id;
import org.rahdari.program.Party;

/**
 * Somebody who is signed in and acts for an institution.
 *
 * @param institution for which
 * @param name as the provider gives it; never on the ledger
 * @param pseudonym the same at every sign-in, and tells nobody who it is
 * @param roles at that institution, one at least
 */
public record Person(Party institution, String name, Id pseudonym, Set<Role> roles) {

  public Person {
    roles = Set.copyOf(roles);
  }

  /** Whether a role is among those of this person. */
  public boolean is(Role role) {
    return roles.contains(role);
  }
}
