package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.DismissOfficer;
import org.rahdari.licensing.Instructions.EnrolOfficer;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.FourEyes;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** Who acts for the authorities: whatever decides needs two of them. */
final class Officers {
  private static final int OFFICERS_MAX = 10_000;

  /** The first two are taken in without others, who could not be there. */
  private static final int FOUNDERS = 2;

  /** How far the clock of a desk may be ahead of the ledger's. */
  private static final long SKEW_MILLIS_MAX = 60_000;

  private final Table<Id, Officer> officers;

  Officers(Registry registry) {
    officers = registry.table("officer", Id.class, Officer.class, Officer::officer, OFFICERS_MAX);
    registry.on(EnrolOfficer.class, this::enrol, REGULATOR);
    registry.on(DismissOfficer.class, this::dismiss, REGULATOR);
  }

  private Outcome enrol(EnrolOfficer enrol, Context ctx) {
    if (enrol.officer().isNone()) return refuse(OFFICER_UNKNOWN);
    if (officers.get(enrol.officer()) != null) return refuse(OFFICER_EXISTS);
    if (inOffice(ctx.party()) >= FOUNDERS) {
      LicensingRefusal why = two(enrol.by(), ctx);
      if (why != null) return refuse(why);
    }
    officers.put(new Officer(enrol.officer(), ctx.party(), ctx.timeMillis(), Long.MAX_VALUE));
    return accepted();
  }

  private Outcome dismiss(DismissOfficer dismiss, Context ctx) {
    LicensingRefusal why = two(dismiss.by(), ctx);
    if (why != null) return refuse(why);
    Officer officer = officers.get(dismiss.officer());
    if (officer == null || officer.authority() != ctx.party() || !officer.active())
      return refuse(OFFICER_UNKNOWN);
    // With one alone nothing could be decided, and somebody would be taken in without the others.
    if (inOffice(ctx.party()) <= FOUNDERS) return refuse(OFFICERS_TOO_FEW);
    officers.put(
        new Officer(dismiss.officer(), ctx.party(), officer.sinceMillis(), ctx.timeMillis()));
    return accepted();
  }

  private int inOffice(int authority) {
    int count = 0;
    for (Officer each : officers.rows())
      if (each.authority() == authority && each.active()) count++;
    return count;
  }

  /** Why these are not two officers of the signer, or null. */
  @Nullable LicensingRefusal two(FourEyes by, Context ctx) {
    if (by.proposer().isNone() || by.approver().isNone()) return TWO_OFFICERS_NEEDED;
    if (!by.two()) return OFFICER_APPROVES_OWN;
    LicensingRefusal first = one(by.proposer(), ctx);
    return first == null ? one(by.approver(), ctx) : first;
  }

  /** Why this is no officer of the signer, or null. */
  @Nullable LicensingRefusal one(Id id, Context ctx) {
    Officer officer = officers.get(id);
    if (officer == null || officer.authority() != ctx.party() || !officer.active())
      return OFFICER_UNKNOWN;
    return null;
  }

  /** Why two officers may not decide on a paper of that date, or null. */
  @Nullable LicensingRefusal decide(
      FourEyes by, long datedMillis, long notBeforeMillis, Context ctx) {
    LicensingRefusal why = two(by, ctx);
    if (why != null) return why;
    if (datedMillis < notBeforeMillis) return DATED_BEFORE_APPLICATION;
    return datedMillis > ctx.timeMillis() + SKEW_MILLIS_MAX ? DATED_IN_FUTURE : null;
  }
}
