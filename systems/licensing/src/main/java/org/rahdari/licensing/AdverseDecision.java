package org.rahdari.licensing;

import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.program.FourEyes;

/**
 * A suspension or a revocation: who decided it and why, and what it was decided about, so that an
 * appeal can take it back.
 *
 * @param id derived from the permission, the time and the decision before; also that of an appeal
 * @param before the permission as it was
 * @param standing suspended or revoked
 * @param ground why
 * @param grounds a commitment to the text
 * @param datedMillis the date on the paper
 * @param by two officers
 * @param atMillis ledger time from which it was in force
 * @param endedAtMillis ledger time at which something else took its place, 0 while it is in force
 */
public record AdverseDecision(
    Id id,
    Permission before,
    Standing standing,
    Ground ground,
    Hash32 grounds,
    long datedMillis,
    FourEyes by,
    long atMillis,
    long endedAtMillis) {

  /** The id of the next decision against a permission. */
  static Id next(Permission permission, long atMillis) {
    return Id.derived(
        "licensing.against." + permission.against() + "." + atMillis, permission.id());
  }

  AdverseDecision ended(long nowMillis) {
    return new AdverseDecision(
        id, before, standing, ground, grounds, datedMillis, by, atMillis, nowMillis);
  }

  /** The same about what there would have been. */
  AdverseDecision about(Permission other) {
    return new AdverseDecision(
        id, other, standing, ground, grounds, datedMillis, by, atMillis, endedAtMillis);
  }
}
