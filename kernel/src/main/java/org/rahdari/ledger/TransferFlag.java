package org.rahdari.ledger;

/** Bits of {@link Transfer#flags()}. At most one of the three of two-phase transfers is set. */
public final class TransferFlag {

  /** This transfer and the next one happen together or not at all. */
  public static final int LINKED = 1;

  /** Reserve the amount; a later transfer posts or voids it. */
  public static final int PENDING = 2;

  /** Post the pending transfer, whole or a smaller amount of it. */
  public static final int POST_PENDING = 4;

  /** Give the pending transfer's amount back. */
  public static final int VOID_PENDING = 8;

  static final int ALL = 15;

  private TransferFlag() {}
}
