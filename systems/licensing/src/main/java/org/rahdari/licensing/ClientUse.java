package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What an account of clients holds. */
public enum ClientUse implements Numbered {
  /** Money of clients: segregated, without lien, never cash. */
  MONEY(1),
  /** Assets of clients. */
  CUSTODY(2);

  private final int number;

  ClientUse(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
