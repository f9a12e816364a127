package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A request for information; the statutory clock stands still until it is answered.
 *
 * @param id chosen by the authority's gateway
 * @param application about which
 * @param officer who asks
 * @param question a commitment to it
 * @param askedAtMillis ledger time
 * @param dueMillis when the applicant is late
 * @param answer a commitment to it, zero before
 * @param answeredAtMillis ledger time, 0 before
 */
public record Question(
    Id id,
    Id application,
    Id officer,
    Hash32 question,
    long askedAtMillis,
    long dueMillis,
    Hash32 answer,
    long answeredAtMillis) {}
