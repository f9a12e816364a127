package org.rahdari.payments;

import org.rahdari.codec.Id;
import org.rahdari.codec.Max;

/**
 * Money of a settled payment that the payee sent back.
 *
 * @param id chosen by the payee's gateway
 * @param payment what came back, in part or whole
 * @param amountMinor how much, in the payee's asset
 * @param reason the ISO code that the payee gave
 * @param atMillis ledger time
 */
public record Return(Id id, Id payment, long amountMinor, @Max(4) String reason, long atMillis) {

  /** The transfer that moved it. */
  public Id transfer() {
    return Id.derived("payments.return", id);
  }
}
