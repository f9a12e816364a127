package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * What another authority was asked about an application, and said.
 *
 * @param id chosen by the gateway of who asks
 * @param application about which
 * @param consulted the party that is asked
 * @param question a commitment to it
 * @param askedAtMillis ledger time
 * @param dueMillis after which a decision waits for it no longer
 * @param stance what it said
 * @param text a commitment to why, zero before
 * @param givenAtMillis ledger time, 0 before
 * @param waitedFor whether a decision still waits for it
 */
public record Opinion(
    Id id,
    Id application,
    int consulted,
    Hash32 question,
    long askedAtMillis,
    long dueMillis,
    Stance stance,
    Hash32 text,
    long givenAtMillis,
    boolean waitedFor) {}
