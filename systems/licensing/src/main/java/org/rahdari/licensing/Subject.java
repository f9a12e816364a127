package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** Of what the register keeps a record. */
public enum Subject implements Numbered {
  /** A party of the network. */
  FIRM(1),
  /** An asset of the ledger. */
  ASSET(2);

  private final int number;

  Subject(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
