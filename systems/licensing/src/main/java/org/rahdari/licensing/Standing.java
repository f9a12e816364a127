package org.rahdari.licensing;

import org.rahdari.codec.Numbered;

/** Where a permission stands, as the register says it. */
public enum Standing implements Numbered {
  ACTIVE(1),
  /** Its holder serves nobody until a stated time. */
  SUSPENDED(2),
  /** Taken back, on grounds. */
  REVOKED(3),
  /** Given back by its holder. */
  SURRENDERED(4),
  /** A later permission has taken its place. */
  REPLACED(5);

  private final int number;

  Standing(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
