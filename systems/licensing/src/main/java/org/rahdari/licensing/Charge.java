package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * Money that a firm owes to an authority.
 *
 * @param id derived from what it is for
 * @param firm who owes it
 * @param authority whom it is owed to
 * @param kind why
 * @param about the application, permission, report or breach
 * @param asset {@link org.rahdari.ledger.Asset#number()}
 * @param amountMinor how much
 * @param dueMillis when it is late
 * @param paidAtMillis ledger time, 0 before
 */
public record Charge(
    Id id,
    int firm,
    int authority,
    ChargeKind kind,
    Id about,
    int asset,
    long amountMinor,
    long dueMillis,
    long paidAtMillis) {}
