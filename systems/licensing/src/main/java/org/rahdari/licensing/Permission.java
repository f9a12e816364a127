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
 * @param against the last suspension or revocation: an {@link AdverseDecision#id}, none before any
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
    Id against,
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

  /** Whether it has ended for good: no appeal brings it back. */
  boolean over() {
    return standing == Standing.SURRENDERED || standing == Standing.REPLACED;
  }

  /** A time by which it had been given: a paper about it bears no earlier date. */
  long givenByMillis() {
    return Math.min(fromMillis, decidedAtMillis);
  }

  Permission standing(Standing next, Hash32 why, long atMillis) {
    return with(terms, untilMillis, next, 0, against, why, atMillis);
  }

  Permission suspended(long untilMillisSuspended, Id by, Hash32 why, long atMillis) {
    return with(terms, untilMillis, Standing.SUSPENDED, untilMillisSuspended, by, why, atMillis);
  }

  Permission revoked(Id by, Hash32 why, long atMillis) {
    return with(terms, untilMillis, Standing.REVOKED, 0, by, why, atMillis);
  }

  Permission changed(Terms next, long until, Hash32 why, long atMillis) {
    return with(next, until, standing, suspendedUntilMillis, against, why, atMillis);
  }

  Permission decided(Hash32 why, long atMillis) {
    return with(terms, untilMillis, standing, suspendedUntilMillis, against, why, atMillis);
  }

  /** As it stands at a time if nothing is decided: a suspension that is over has ended. */
  Permission leftAlone(long atMillis) {
    boolean over = standing == Standing.SUSPENDED && suspendedUntilMillis <= atMillis;
    return over ? standing(Standing.ACTIVE, decision, suspendedUntilMillis) : this;
  }

  private Permission with(
      Terms nextTerms,
      long nextUntilMillis,
      Standing nextStanding,
      long nextSuspendedUntilMillis,
      Id nextAgainst,
      Hash32 nextDecision,
      long nextDecidedAtMillis) {
    return new Permission(
        id,
        holder,
        authority,
        kind,
        application,
        schedule,
        reportEveryDays,
        nextTerms,
        fromMillis,
        nextUntilMillis,
        nextStanding,
        nextSuspendedUntilMillis,
        nextAgainst,
        nextDecision,
        nextDecidedAtMillis);
  }
}
