package org.rahdari.bench;

import java.util.stream.IntStream;
import org.rahdari.codec.Id;

/**
 * The accounts of a run, by number: the issuer's treasury, and the holders'. In every hundred there
 * is one that a program governs and one of the other bank.
 *
 * @param accounts how many, the treasury included
 */
record Chart(int accounts) {
  /** Who may move an account. */
  enum Kind {
    FREE,
    GOVERNED,
    OF_THE_OTHER_BANK
  }

  /** What a free account has at first. */
  static final long OPENING_MINOR = 1_000_000_000;

  static final int TREASURY = 0;
  static final int ACCOUNTS_MIN = 200;

  private static final int PERIOD = 100;
  private static final int GOVERNED = 7;
  private static final int OTHER = 13;
  private static final long OPENED_MILLIS = 1_767_225_600_000L;

  Chart {
    if (accounts < ACCOUNTS_MIN) {
      throw new IllegalArgumentException("a run has " + ACCOUNTS_MIN + " accounts or more");
    }
  }

  Kind kind(int account) {
    return switch (account % PERIOD) {
      case GOVERNED -> Kind.GOVERNED;
      case OTHER -> Kind.OF_THE_OTHER_BANK;
      default -> Kind.FREE;
    };
  }

  IntStream of(Kind kind) {
    return IntStream.range(0, accounts).filter(account -> kind(account) == kind);
  }

  int party(int account) {
    return kind(account) == Kind.OF_THE_OTHER_BANK ? Network.OTHER_BANK : Network.BANK;
  }

  /** The treasury alone may go below zero. */
  boolean limited(int account) {
    return account != TREASURY;
  }

  /** Time-ordered, as if a hundred accounts were opened each millisecond. */
  Id id(int account) {
    return TimeOrderedIds.of(
        OPENED_MILLIS + account / PERIOD, account % PERIOD, account * 0x9e37_79b9_7f4a_7c15L);
  }

  long openingMinor(int account) {
    return account == TREASURY || kind(account) == Kind.GOVERNED ? 0 : OPENING_MINOR;
  }
}
