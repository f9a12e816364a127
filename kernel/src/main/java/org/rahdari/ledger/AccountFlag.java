package org.rahdari.ledger;

/** Bits of {@link Account#flags()}. */
public final class AccountFlag {

  /** Debits, pending ones included, stay within posted credits: the account cannot be overdrawn. */
  public static final int DEBITS_MUST_NOT_EXCEED_CREDITS = 1;

  /** Credits, pending ones included, stay within posted debits. */
  public static final int CREDITS_MUST_NOT_EXCEED_DEBITS = 2;

  /** A closing transfer is pending on it: only voids may touch it. */
  public static final int CLOSED = 4;

  /** Nothing leaves it; what is pending may still be voided. Set by {@code freeze} alone. */
  public static final int FROZEN_DEBITS = 8;

  /** Nothing comes in; what is pending may still be voided. Set by {@code freeze} alone. */
  public static final int FROZEN_CREDITS = 16;

  /** What the owner may choose when it opens the account; at most one of them. */
  static final int CHOSEN = DEBITS_MUST_NOT_EXCEED_CREDITS | CREDITS_MUST_NOT_EXCEED_DEBITS;

  static final int FROZEN = FROZEN_DEBITS | FROZEN_CREDITS;

  private AccountFlag() {}
}
