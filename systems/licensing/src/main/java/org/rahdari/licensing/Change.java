package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * A line of the public register. What was true at a time T, as it was known at a time K: of the
 * lines about a permission (or an asset) that had been recorded by K and hold from T or earlier,
 * the one that holds from the latest time, and of several from the same time the last. So a line
 * that corrects the past corrects it as far as the next line, and not what came after. {@link
 * Lines#at} finds it.
 *
 * <p>A permission that ends by itself gets no line for that: whoever reads an active line compares
 * T with {@link #untilMillis}, the first instant at which it holds no longer. A firm was licensed
 * at T if and only if such a line of a permission that serves clients is active and T lies before
 * its end: {@link Lines#permits}.
 *
 * @param number from 1, over all lines
 * @param subject of what
 * @param of the number of the party or asset
 * @param permission which, none for an asset
 * @param kind of the permission; of an asset always a licence
 * @param standing where it stands from then on
 * @param terms what it permits; of an asset under which services it may be offered, with its class,
 *     the clients and the disclosure as conditions
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
