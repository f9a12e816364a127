package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A key individual of an application, and whether the authority found the person fit and proper.
 *
 * @param individual the pseudonym, unique in the network
 * @param application for which
 * @param position what the person does
 * @param who a commitment to the papers about the person
 * @param fitness what the authority found
 * @param grounds a commitment to why, zero before
 * @param atMillis ledger time, 0 before
 */
public record Assessment(
    Id individual,
    Id application,
    Position position,
    Hash32 who,
    Fitness fitness,
    Hash32 grounds,
    long atMillis) {}
