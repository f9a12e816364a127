package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;

/**
 * A firm's appeal against a decision.
 *
 * @param id that of the decision: {@link #id} or {@link AdverseDecision#id}
 * @param firm the party
 * @param about the application that was refused, or the permission that was suspended or revoked
 * @param againstMillis ledger time of the decision
 * @param text a commitment to why
 * @param filedAtMillis ledger time
 * @param upheld whether the decision was taken back
 * @param decision a commitment to why, zero before
 * @param decidedAtMillis ledger time, 0 before
 */
public record Appeal(
    Id id,
    int firm,
    Id about,
    long againstMillis,
    Hash32 text,
    long filedAtMillis,
    boolean upheld,
    Hash32 decision,
    long decidedAtMillis) {

  /** The id of an appeal against the refusal of an application: there is one against each. */
  public static Id id(Application refused) {
    return Id.derived("licensing.appeal." + refused.decidedAtMillis(), refused.id());
  }

  Appeal decided(boolean taken, Hash32 why, long atMillis) {
    return new Appeal(id, firm, about, againstMillis, text, filedAtMillis, taken, why, atMillis);
  }
}
