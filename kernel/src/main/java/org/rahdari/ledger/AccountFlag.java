package org.rahdari.ledger;

/** Bits of {@link Account#flags()}. */
public final class AccountFlag {

  /** Debits, pending ones included, stay within posted credits: the account cannot be overdrawn. */
  public static final int DEBITS_MUST_NOT_EXCEED_CREDITS = 1;

  /** Credits, pending ones included, stay within posted debits. */
  public static final int CREDITS_MUST_NOT_EXCEED_DEBITS = 2;

  static final int ALL = 3;

  private AccountFlag() {}
}
