package org.rahdari.ledger;

import org.rahdari.outcome.Reason;

/** Why the ledger refuses, in the order in which it looks. */
public enum LedgerRefusal implements Reason {
  /** An id of zero means none. */
  ID_MUST_NOT_BE_ZERO,
  /** An id of the form that only programs use. */
  ID_RESERVED,
  /** A flag bit that has no meaning. */
  FLAGS_UNKNOWN,
  /** More than one of pending, post and void. */
  FLAGS_ARE_EXCLUSIVE,
  /** The id was used for other content. */
  EXISTS_WITH_OTHER_CONTENT,
  /** Below zero. */
  AMOUNT_MUST_NOT_BE_NEGATIVE,
  /** Below zero, too long, or on a transfer that is not pending. */
  TIMEOUT_NOT_ALLOWED,
  /** A post or void names no pending transfer. */
  PENDING_ID_MISSING,
  /** Another transfer names one. */
  PENDING_ID_NOT_ALLOWED,
  /** No transfer has that id. */
  PENDING_UNKNOWN,
  /** That transfer was not a pending one. */
  PENDING_WAS_NOT_PENDING,
  /** It was posted before. */
  PENDING_ALREADY_POSTED,
  /** It was voided before. */
  PENDING_ALREADY_VOIDED,
  /** Its timeout had passed. */
  PENDING_EXPIRED,
  /** The post or void names other accounts. */
  PENDING_HAS_OTHER_ACCOUNTS,
  /** More than was reserved, or a void of a part. */
  PENDING_HAS_OTHER_AMOUNT,
  /** Another program or another party reserved it. */
  PENDING_OF_ANOTHER,
  /** Zero. */
  AMOUNT_MUST_NOT_BE_ZERO,
  /** Both sides are the same account. */
  ACCOUNTS_MUST_DIFFER,
  /** No account has the debit side's id. */
  DEBIT_ACCOUNT_UNKNOWN,
  /** No account has the credit side's id. */
  CREDIT_ACCOUNT_UNKNOWN,
  /** The sides are kept in different assets. */
  ASSETS_MUST_AGREE,
  /** A side may be moved by its program alone. */
  ACCOUNT_GOVERNED,
  /** The debit side belongs to another party. */
  DEBIT_ACCOUNT_OF_ANOTHER_PARTY,
  /** A balance would leave 63 bits. */
  OVERFLOW,
  /** The debit side would be overdrawn. */
  EXCEEDS_CREDITS,
  /** The credit side would pass its limit. */
  EXCEEDS_DEBITS,
  /** An account of that id is open. */
  ACCOUNT_EXISTS,
  /** No asset has that number. */
  ASSET_UNKNOWN,
  /** Only the asset's issuer may have an account that goes below zero. */
  ONLY_THE_ISSUER_MAY_OVERDRAW
}
