package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * An inspection of a firm.
 *
 * @param id chosen by the authority's gateway
 * @param firm the party
 * @param authority who inspects
 * @param officer who leads it
 * @param scope a commitment to what is looked at
 * @param openedAtMillis ledger time
 * @param findings a commitment to them, zero before
 * @param closedAtMillis ledger time, 0 before
 */
public record Inspection(
    Id id,
    int firm,
    int authority,
    Id officer,
    Hash32 scope,
    long openedAtMillis,
    Hash32 findings,
    long closedAtMillis) {}
