package org.rahdari.licensing;

import org.rahdari.codec.Id;

/**
 * Somebody who acts for an authority.
 *
 * @param officer a pseudonym
 * @param authority the party
 * @param sinceMillis ledger time
 * @param untilMillis likewise, {@link Long#MAX_VALUE} while in office
 */
public record Officer(Id officer, int authority, long sinceMillis, long untilMillis) {

  /** Whether in office. */
  public boolean active() {
    return untilMillis == Long.MAX_VALUE;
  }
}
