package org.rahdari.licensing;

/**
 * The statutory clock of an application: it stands still while a question to the applicant is open.
 *
 * @param limitMillis how long it may run
 * @param usedMillis how long it had run when it last started or stopped
 * @param sinceMillis when that was, in ledger time
 * @param runs whether it runs since then
 */
public record Clock(long limitMillis, long usedMillis, long sinceMillis, boolean runs) {

  static Clock started(long limitMillis, long atMillis) {
    return new Clock(limitMillis, 0, atMillis, true);
  }

  /** How long it has run by a time. */
  public long elapsedMillis(long atMillis) {
    return runs ? usedMillis + (atMillis - sinceMillis) : usedMillis;
  }

  /** When it runs out if it goes on from now; {@link Long#MAX_VALUE} while it stands still. */
  public long dueMillis() {
    return runs ? sinceMillis + limitMillis - usedMillis : Long.MAX_VALUE;
  }

  /** Whether the authority is late. */
  public boolean overdue(long atMillis) {
    return elapsedMillis(atMillis) > limitMillis;
  }

  Clock stopped(long atMillis) {
    return new Clock(limitMillis, elapsedMillis(atMillis), atMillis, false);
  }

  Clock resumed(long atMillis) {
    return runs ? this : new Clock(limitMillis, usedMillis, atMillis, true);
  }
}
