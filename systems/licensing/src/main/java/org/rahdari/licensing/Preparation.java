package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** What a no-objection certificate lets a firm prepare; none of it serves a client. */
public enum Preparation implements Numbered {
  INCORPORATE(1),
  REGISTER_WITH_FIU(2),
  OPEN_CLIENT_ACCOUNTS(3),
  TEST_SYSTEMS(4);

  private final int number;

  Preparation(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
