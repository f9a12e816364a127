package org.rahdari.ledger;

import org.rahdari.codec.Id;

/** What a pending transfer sets aside. */
public record Reserved(Id debitAccount, Id creditAccount, long amountMinor) {}
