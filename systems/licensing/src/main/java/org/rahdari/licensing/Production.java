package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;

/**
 * An order to give a supervisor records of the vault. They travel from vault to vault; the log has
 * the order, the handing over and the reading.
 *
 * @param id chosen by the authority's gateway
 * @param firm who is to produce
 * @param authority who orders
 * @param records commitments to what is to be produced
 * @param orderedAtMillis ledger time
 * @param dueMillis when the firm is late
 * @param producedAtMillis ledger time, 0 before
 * @param readAtMillis ledger time at which an officer opened them, 0 before
 * @param reader that officer, none before
 */
public record Production(
    Id id,
    int firm,
    int authority,
    @Max(64) List<Hash32> records,
    long orderedAtMillis,
    long dueMillis,
    long producedAtMillis,
    long readAtMillis,
    Id reader) {

  Production produced(long atMillis) {
    return new Production(
        id, firm, authority, records, orderedAtMillis, dueMillis, atMillis, 0, Id.NONE);
  }

  Production read(Id officer, long atMillis) {
    return new Production(
        id,
        firm,
        authority,
        records,
        orderedAtMillis,
        dueMillis,
        producedAtMillis,
        atMillis,
        officer);
  }
}
