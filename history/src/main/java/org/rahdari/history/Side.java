package org.rahdari.history;

/** What a movement did to an account: take from it, or give to it. */
public enum Side {
  DEBIT,
  CREDIT
}
