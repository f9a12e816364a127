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
 * @param userData128 the owner's own reference
 * @param userData64 likewise
 * @param userData32 likewise
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
    Id userData128,
    long userData64,
    int userData32,
    long openedAtMillis) {

  /** A new account with nothing on it. */
  public static Account opened(
      Id id, int party, int asset, int code, int flags, int program, long atMillis) {
    return new Account(id, party, asset, code, flags, program, 0, 0, 0, 0, Id.NONE, 0, 0, atMillis);
  }

  /** This account with references of its owner's. */
  public Account referring(Id userData128, long userData64, int userData32) {
    return new Account(
        id,
        party,
        asset,
        code,
        flags,
        program,
        debitsPendingMinor,
        debitsPostedMinor,
        creditsPendingMinor,
        creditsPostedMinor,
        userData128,
        userData64,
        userData32,
        openedAtMillis);
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
}
