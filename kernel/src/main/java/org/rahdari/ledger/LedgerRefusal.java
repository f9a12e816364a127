package org.rahdari.ledger;

import org.rahdari.outcome.Reason;

/**
 * Why the ledger refuses, in the order in which it looks. A reason that another moment would not
 * give is {@link #remembered()}: the id is used up, and its repeat hears the same.
 */
public enum LedgerRefusal implements Reason {
  // The id

  /** An id of zero means none. */
  ID_MUST_NOT_BE_ZERO,
  /** An id of the form that only programs use. */
  ID_RESERVED,
  /** A flag bit that has no meaning. */
  FLAGS_UNKNOWN,
  /** The id's time is further ahead of ledger time than {@link IdWindow#AHEAD_MILLIS_MAX}. */
  ID_IN_FUTURE,
  /** The id's time lies before the window of ids: history knows what became of it. */
  ID_EXPIRED,

  // A used id with other content

  /** The id was used by another party or program. */
  EXISTS_OF_ANOTHER,
  /** The id was used with other flags. */
  EXISTS_WITH_OTHER_FLAGS,
  /** The id was used with another pending id. */
  EXISTS_WITH_OTHER_PENDING_ID,
  /** The id was used with another timeout. */
  EXISTS_WITH_OTHER_TIMEOUT,
  /** The id was used with another debit account. */
  EXISTS_WITH_OTHER_DEBIT_ACCOUNT,
  /** The id was used with another credit account. */
  EXISTS_WITH_OTHER_CREDIT_ACCOUNT,
  /** The id was used with another amount. */
  EXISTS_WITH_OTHER_AMOUNT,
  /** The id was used with other user data. */
  EXISTS_WITH_OTHER_USER_DATA,
  /** The id was used with another code. */
  EXISTS_WITH_OTHER_CODE,

  // The form

  /** Flags that exclude each other: see {@link TransferFlag}. */
  FLAGS_ARE_EXCLUSIVE,
  /** Below zero. */
  AMOUNT_MUST_NOT_BE_NEGATIVE,
  /** Below zero, too long, or on a transfer that is not pending. */
  TIMEOUT_NOT_ALLOWED,
  /** A transfer that closes an account is a pending one. */
  CLOSING_MUST_BE_PENDING,
  /** A post or void names no pending transfer. */
  PENDING_ID_MISSING,
  /** Another transfer names one. */
  PENDING_ID_NOT_ALLOWED,

  // A post or void

  /** No transfer of that id is known, or none any more. */
  PENDING_UNKNOWN(true),
  /** That transfer was not a pending one. */
  PENDING_WAS_NOT_PENDING,
  /** It was posted before. */
  PENDING_ALREADY_POSTED,
  /** It was voided before. */
  PENDING_ALREADY_VOIDED,
  /** Its timeout had passed. */
  PENDING_EXPIRED,
  /** Another program or another party reserved it. */
  PENDING_OF_ANOTHER,
  /** The post or void names other accounts. */
  PENDING_HAS_OTHER_ACCOUNTS,
  /** The post or void names another code. */
  PENDING_HAS_OTHER_CODE,
  /** More than was reserved, or a void of a part. */
  PENDING_HAS_OTHER_AMOUNT,

  // The accounts

  /** Both sides are the same account. */
  ACCOUNTS_MUST_DIFFER,
  /** No account has the debit side's id. */
  DEBIT_ACCOUNT_UNKNOWN(true),
  /** No account has the credit side's id. */
  CREDIT_ACCOUNT_UNKNOWN(true),
  /** The sides are kept in different assets. */
  ASSETS_MUST_AGREE,
  /** A side may be moved by its program alone. */
  ACCOUNT_GOVERNED,
  /** The debit side belongs to another party. */
  DEBIT_ACCOUNT_OF_ANOTHER_PARTY,
  /** The debit side is closed: only a void may touch it. */
  DEBIT_ACCOUNT_CLOSED(true),
  /** The credit side is closed: only a void may touch it. */
  CREDIT_ACCOUNT_CLOSED(true),
  /** The debit side is frozen for debits. */
  DEBIT_ACCOUNT_FROZEN(true),
  /** The credit side is frozen for credits. */
  CREDIT_ACCOUNT_FROZEN(true),

  // The money

  /** The debit side's debits would leave 63 bits. */
  OVERFLOWS_DEBITS,
  /** The credit side's credits would leave 63 bits. */
  OVERFLOWS_CREDITS,
  /** The debit side would be overdrawn. */
  EXCEEDS_CREDITS(true),
  /** The credit side would pass its limit. */
  EXCEEDS_DEBITS(true),
  /** As many transfers are pending as the ledger holds. */
  TOO_MANY_PENDING(true),

  // Opening and freezing an account

  /** An account of that id is open. */
  ACCOUNT_EXISTS,
  /** No account has that id. */
  ACCOUNT_UNKNOWN,
  /** No asset has that number. */
  ASSET_UNKNOWN,
  /** Only the asset's issuer may have an account that goes below zero. */
  ONLY_THE_ISSUER_MAY_OVERDRAW,
  /** As many accounts are open as the ledger holds. */
  TOO_MANY_ACCOUNTS;

  private final boolean remembered;

  LedgerRefusal() {
    this(false);
  }

  LedgerRefusal(boolean remembered) {
    this.remembered = remembered;
  }

  /**
   * Whether the same transfer might be accepted at another moment. The id window keeps such a
   * refusal, so that a repeat that comes late moves no money behind the sender's back.
   */
  public boolean remembered() {
    return remembered;
  }
}
