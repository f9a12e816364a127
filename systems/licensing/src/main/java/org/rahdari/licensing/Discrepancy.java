package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A case: a bank's statement and the ledger say two things about clients' money.
 *
 * @param id derived from the statement
 * @param account which
 * @param firm whose
 * @param day of the statement, in days since 1970
 * @param ledgerMinor what the ledger said
 * @param statedMinor what the statement says
 * @param statement a commitment to it
 * @param openedAtMillis ledger time
 * @param explanation a commitment to the one with which it was closed, zero while it is open
 * @param closedAtMillis ledger time, 0 while it is open
 */
public record Discrepancy(
    Id id,
    Id account,
    int firm,
    long day,
    long ledgerMinor,
    long statedMinor,
    Hash32 statement,
    long openedAtMillis,
    Hash32 explanation,
    long closedAtMillis) {}
