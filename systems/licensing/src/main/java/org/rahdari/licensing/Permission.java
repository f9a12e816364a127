package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A paper that an authority gave a firm.
 *
 * @param id chosen by the authority's gateway
 * @param holder the party
 * @param authority who gave it
 * @param kind which
 * @param application which asked for it
 * @param schedule the number of the one that it stands under
 * @param reportEveryDays how often its holder reports, 0 for never
 * @param terms what it permits
 * @param fromMillis the first instant at which it holds
 * @param untilMillis the instant after the last
 * @param standing where it stands
 * @param suspendedUntilMillis 0 unless suspended
 * @param suspensions how often it was, so that a timer knows its own
 * @param decision a commitment to the grounds of the last decision about it
 * @param decidedAtMillis ledger time of that
 */
public record Permission(
    Id id,
    int holder,
    int authority,
    PermissionKind kind,
    Id application,
    int schedule,
    int reportEveryDays,
    Terms terms,
    long fromMillis,
    long untilMillis,
    Standing standing,
    long suspendedUntilMillis,
    int suspensions,
    Hash32 decision,
    long decidedAtMillis) {

  /** Whether its holder may act under it at a time. */
  public boolean holdsAt(long timeMillis) {
    return standing == Standing.ACTIVE && fromMillis <= timeMillis && timeMillis < untilMillis;
  }

  /** Whether nobody has ended it. */
  public boolean stands() {
    return standing == Standing.ACTIVE || standing == Standing.SUSPENDED;
  }

  Permission standing(Standing next, Hash32 why, long atMillis) {
    return new Permission(
        id,
        holder,
        authority,
        kind,
        application,
        schedule,
        reportEveryDays,
        terms,
        fromMillis,
        untilMillis,
        next,
        0,
        suspensions,
        why,
        atMillis);
  }

  Permission suspended(long untilMillisSuspended, Hash32 why, long atMillis) {
    return new Permission(
        id,
        holder,
        authority,
        kind,
        application,
        schedule,
        reportEveryDays,
        terms,
        fromMillis,
        untilMillis,
        Standing.SUSPENDED,
        untilMillisSuspended,
        suspensions + 1,
        why,
        atMillis);
  }

  Permission changed(Terms next, long until, Hash32 why, long atMillis) {
    return new Permission(
        id,
        holder,
        authority,
        kind,
        application,
        schedule,
        reportEveryDays,
        next,
        fromMillis,
        until,
        standing,
        suspendedUntilMillis,
        suspensions,
        why,
        atMillis);
  }
}
