package org.rahdari.ledger;

import org.rahdari.codec.Id;
import org.rahdari.codec.Numbered;

/**
 * A transfer that the ledger took, with what became of it.
 *
 * @param id the transfer's id
 * @param debitAccount the account that gave
 * @param creditAccount the account that received
 * @param pendingId what it posted or voided, or none
 * @param userData128 as given
 * @param userData64 as given
 * @param userData32 as given
 * @param amountMinor what moved, or is reserved, or was given back
 * @param timeoutSeconds as given
 * @param code as given
 * @param flags as given, without {@link TransferFlag#LINKED}
 * @param program the program that made it, 0 for an envelope of transfers
 * @param party who signed, 0 for a timer
 * @param state what became of it
 */
public record Entered(
    Id id,
    Id debitAccount,
    Id creditAccount,
    Id pendingId,
    Id userData128,
    long userData64,
    int userData32,
    long amountMinor,
    int timeoutSeconds,
    int code,
    int flags,
    int program,
    int party,
    State state) {

  /** What became of a transfer; a post or void is itself posted. */
  public enum State implements Numbered {
    POSTED(1),
    PENDING(2),
    PENDING_POSTED(3),
    PENDING_VOIDED(4),
    PENDING_EXPIRED(5);

    private final int number;

    State(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
