package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * A line of the public register. What was true at a time, as it was known at another: the last line
 * that had been recorded by then and holds from then or earlier.
 *
 * @param number from 1, over all lines
 * @param subject of what
 * @param of the number of the party or asset
 * @param permission which, none for an asset
 * @param kind of the permission; of an asset always a licence
 * @param standing where it stands from then on
 * @param terms what it permits; of an asset under which services it may be offered
 * @param fromMillis from when on this holds
 * @param untilMillis when the permission ends by itself, or the suspension
 * @param recordedAtMillis ledger time of the commit that made it
 */
public record Change(
    long number,
    Subject subject,
    int of,
    Id permission,
    PermissionKind kind,
    Standing standing,
    Terms terms,
    long fromMillis,
    long untilMillis,
    long recordedAtMillis) {}
