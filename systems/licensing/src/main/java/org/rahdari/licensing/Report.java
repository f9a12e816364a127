package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A periodic return of a firm.
 *
 * @param id derived from the permission and the number
 * @param firm who reports
 * @param permission under which
 * @param number from 1
 * @param periodEndsMillis of what it reports
 * @param dueMillis when it is late
 * @param report a commitment to it, zero before
 * @param filedAtMillis ledger time, 0 before
 */
public record Report(
    Id id,
    int firm,
    Id permission,
    int number,
    long periodEndsMillis,
    long dueMillis,
    Hash32 report,
    long filedAtMillis) {}
