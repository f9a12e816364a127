package org.rahdari.history;

import java.nio.ByteBuffer;

/** The four balances of an account in minor units of its asset, each from 0. */
public record Balances(
    long debitsPendingMinor,
    long debitsPostedMinor,
    long creditsPendingMinor,
    long creditsPostedMinor) {

  /** Those of a new account. */
  public static final Balances ZERO = new Balances(0, 0, 0, 0);

  static final int BYTES = 4 * Long.BYTES;

  /** These, after a movement. */
  Balances plus(Leg leg) {
    return moved(leg.side(), leg.pendingChangeMinor(), leg.postedChangeMinor());
  }

  /** These, before a movement. */
  Balances minus(Leg leg) {
    return moved(leg.side(), -leg.pendingChangeMinor(), -leg.postedChangeMinor());
  }

  private Balances moved(Side side, long pending, long posted) {
    return switch (side) {
      case DEBIT ->
          new Balances(
              debitsPendingMinor + pending,
              debitsPostedMinor + posted,
              creditsPendingMinor,
              creditsPostedMinor);
      case CREDIT ->
          new Balances(
              debitsPendingMinor,
              debitsPostedMinor,
              creditsPendingMinor + pending,
              creditsPostedMinor + posted);
    };
  }

  byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .putLong(debitsPendingMinor)
        .putLong(debitsPostedMinor)
        .putLong(creditsPendingMinor)
        .putLong(creditsPostedMinor)
        .array();
  }

  static Balances decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Balances(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }
}
