package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * What an authority did about a breach.
 *
 * @param id chosen by the authority's gateway
 * @param breach about which
 * @param firm the party
 * @param authority who acts
 * @param measure what it does
 * @param text a commitment to the words
 * @param dueMillis by when a directive is to be followed or a fine paid
 * @param atMillis ledger time
 */
public record Enforcement(
    Id id,
    Id breach,
    int firm,
    int authority,
    Measure measure,
    Hash32 text,
    long dueMillis,
    long atMillis) {}
