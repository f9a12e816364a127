package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * What holds for a firm now.
 *
 * @param party whose
 * @param authority whom it applied to last
 * @param noc its last no-objection certificate, or none
 * @param permission the one under which it serves or last served clients, or none
 * @param administrator the party that may instruct returns of its clients' money, 0 for none
 */
public record Firm(int party, int authority, Id noc, Id permission, int administrator) {

  Firm applying(int to) {
    return new Firm(party, to, noc, permission, administrator);
  }

  /** Acting under a new paper; what an administrator had to do ends with the one before. */
  Firm holding(Permission paper) {
    return paper.kind().serves()
        ? new Firm(party, authority, noc, paper.id(), 0)
        : new Firm(party, authority, paper.id(), permission, administrator);
  }

  Firm administeredBy(int who) {
    return new Firm(party, authority, noc, permission, who);
  }
}
