package org.rahdari.iso20022;

import org.jspecify.annotations.Nullable;

/**
 * Debtor or creditor. Personal data: both components are for the caller's vault, never for the
 * shared log.
 */
public record Party(@Nullable String name, @Nullable AccountId account) {

  /** Logs are not a vault. */
  @Override
  public String toString() {
    return "Party[withheld]";
  }
}
