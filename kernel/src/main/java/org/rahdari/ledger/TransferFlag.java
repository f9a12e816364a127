package org.rahdari.ledger;

/**
 * Bits of {@link Transfer#flags()}. At most one of pending, post and void is set; balancing and
 * closing go with neither post nor void.
 */
public final class TransferFlag {

  /** This transfer and the next one happen together or not at all. */
  public static final int LINKED = 1;

  /** Reserve the amount; a later transfer posts or voids it. */
  public static final int PENDING = 2;

  /** Post the pending transfer, whole or a smaller amount of it. */
  public static final int POST_PENDING = 4;

  /** Give the pending transfer's amount back. */
  public static final int VOID_PENDING = 8;

  /** Move what the debit account can give, at most the amount. */
  public static final int BALANCING_DEBIT = 16;

  /** Move what the credit account can take, at most the amount. */
  public static final int BALANCING_CREDIT = 32;

  /** Close the debit account until this pending transfer is voided or expires. */
  public static final int CLOSING_DEBIT = 64;

  /** Close the credit account until this pending transfer is voided or expires. */
  public static final int CLOSING_CREDIT = 128;

  static final int ALL = 255;
  static final int SECOND = POST_PENDING | VOID_PENDING;
  static final int BALANCING = BALANCING_DEBIT | BALANCING_CREDIT;
  static final int CLOSING = CLOSING_DEBIT | CLOSING_CREDIT;

  private TransferFlag() {}

  /** Whether the flags contradict each other. */
  static boolean exclusive(int flags) {
    int phases = flags & (PENDING | SECOND);
    if (Integer.bitCount(phases) > 1) return true;
    return (flags & SECOND) != 0 && (flags & (BALANCING | CLOSING)) != 0;
  }
}
