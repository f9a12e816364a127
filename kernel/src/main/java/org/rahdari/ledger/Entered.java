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
 * @param amountMinor what moved, or is reserved
 * @param timeoutSeconds as given
 * @param code as given
 * @param flags as given
 * @param program the program that made it, 0 for an envelope of transfers
 * @param party who signed, 0 for a timer
 * @param state what became of it
 * @param timerNumber the timer that ends it, 0 for none
 * @param atMillis ledger time
 */
public record Entered(
    Id id,
    Id debitAccount,
    Id creditAccount,
    Id pendingId,
    Id userData128,
    long userData64,
    long amountMinor,
    int timeoutSeconds,
    int code,
    int flags,
    int program,
    int party,
    State state,
    long timerNumber,
    long atMillis) {

  /** What became of a transfer. */
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

  static Entered of(
      Transfer t,
      Id debit,
      Id credit,
      long amount,
      Authority by,
      State state,
      long timer,
      long atMillis) {
    return new Entered(
        t.id(),
        debit,
        credit,
        t.pendingId(),
        t.userData128(),
        t.userData64(),
        amount,
        t.timeoutSeconds(),
        t.code(),
        t.flags() & ~TransferFlag.LINKED,
        by.program(),
        by.party(),
        state,
        timer,
        atMillis);
  }

  Entered as(State next) {
    return new Entered(
        id,
        debitAccount,
        creditAccount,
        pendingId,
        userData128,
        userData64,
        amountMinor,
        timeoutSeconds,
        code,
        flags,
        program,
        party,
        next,
        timerNumber,
        atMillis);
  }

  /** When a pending transfer with a timeout ends. */
  long expiresAtMillis() {
    return atMillis + timeoutSeconds * 1_000L;
  }

  boolean sameAs(Transfer t, long amountMeantMinor) {
    boolean second = !t.pendingId().isNone();
    return userData128.equals(t.userData128())
        && userData64 == t.userData64()
        && timeoutSeconds == t.timeoutSeconds()
        && code == t.code()
        && flags == (t.flags() & ~TransferFlag.LINKED)
        && pendingId.equals(t.pendingId())
        && (debitAccount.equals(t.debitAccount()) || (second && t.debitAccount().isNone()))
        && (creditAccount.equals(t.creditAccount()) || (second && t.creditAccount().isNone()))
        && amountMinor == amountMeantMinor;
  }
}
