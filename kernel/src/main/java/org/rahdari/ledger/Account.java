package org.rahdari.ledger;

import org.rahdari.codec.Id;

/**
 * An account with its four balances in minor units of its asset, each from 0.
 *
 * @param id chosen by who opens it
 * @param party its owner
 * @param asset {@link Asset#number()}
 * @param code a number of the owner's own, for its books
 * @param flags bits of {@link AccountFlag}
 * @param program the number of the program that alone may move it, 0 for a free account
 * @param openedAtMillis ledger time
 */
public record Account(
    Id id,
    int party,
    int asset,
    int code,
    int flags,
    int program,
    long debitsPendingMinor,
    long debitsPostedMinor,
    long creditsPendingMinor,
    long creditsPostedMinor,
    long openedAtMillis) {

  /** A new account with nothing on it. */
  public static Account opened(
      Id id, int party, int asset, int code, int flags, int program, long atMillis) {
    return new Account(id, party, asset, code, flags, program, 0, 0, 0, 0, atMillis);
  }

  /** Whether only a program may move it. */
  public boolean governed() {
    return program != 0;
  }

  /** Whether the flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Posted credits less posted debits. */
  public long balanceMinor() {
    return Math.subtractExact(creditsPostedMinor, debitsPostedMinor);
  }

  /** What can still be debited: the balance less pending debits. */
  public long availableMinor() {
    return Math.subtractExact(balanceMinor(), debitsPendingMinor);
  }

  Account withDebits(long pendingChange, long postedChange) {
    return new Account(
        id,
        party,
        asset,
        code,
        flags,
        program,
        Math.addExact(debitsPendingMinor, pendingChange),
        Math.addExact(debitsPostedMinor, postedChange),
        creditsPendingMinor,
        creditsPostedMinor,
        openedAtMillis);
  }

  Account withCredits(long pendingChange, long postedChange) {
    return new Account(
        id,
        party,
        asset,
        code,
        flags,
        program,
        debitsPendingMinor,
        debitsPostedMinor,
        Math.addExact(creditsPendingMinor, pendingChange),
        Math.addExact(creditsPostedMinor, postedChange),
        openedAtMillis);
  }

  /** Whether debits pass their limit; an ArithmeticException where their sum leaves 63 bits. */
  boolean overdrawn() {
    long debitsMinor = Math.addExact(debitsPendingMinor, debitsPostedMinor);
    return has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS) && debitsMinor > creditsPostedMinor;
  }

  /** Whether credits pass their limit; an ArithmeticException where their sum leaves 63 bits. */
  boolean overpaid() {
    long creditsMinor = Math.addExact(creditsPendingMinor, creditsPostedMinor);
    return has(AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS) && creditsMinor > debitsPostedMinor;
  }
}
