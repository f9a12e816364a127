package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.REGULATOR;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.licensing.Instructions.AdoptSchedule;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** The versions of what the law's schedules say. */
final class Schedules {

  /** The length of a day. */
  static final long DAY_MILLIS = 24 * 60 * 60 * 1_000L;

  private static final int SCHEDULES_MAX = 10_000;
  private static final int DAYS_MAX = 3_660;

  private final Table<Long, Schedule> schedules;
  private final Officers officers;

  Schedules(Registry registry, Officers officers) {
    this.officers = officers;
    schedules =
        registry.table(
            "schedule",
            Long.class,
            Schedule.class,
            each -> place(each.authority(), each.number()),
            SCHEDULES_MAX);
    registry.on(AdoptSchedule.class, this::adopt, REGULATOR);
  }

  private static long place(int authority, int number) {
    return ((long) authority << 32) | number;
  }

  private Outcome adopt(AdoptSchedule adopt, Context ctx) {
    LicensingRefusal why = officers.two(adopt.by(), ctx);
    if (why != null) return refuse(why);
    Schedule last = last(ctx.party());
    if (adopt.number() != (last == null ? 1 : last.number() + 1)) return refuse(SCHEDULE_NOT_NEXT);
    if (!allowed(adopt)) return refuse(SCHEDULE_NOT_ALLOWED);
    if (!Money.free(adopt.feeAccount(), ctx.party(), adopt.feeAsset(), ctx))
      return refuse(FEE_ACCOUNT_NOT_ALLOWED);
    schedules.put(
        new Schedule(
            adopt.number(),
            ctx.party(),
            adopt.feeAsset(),
            adopt.feeAccount(),
            adopt.clockDays(),
            adopt.answerDays(),
            adopt.opinionDays(),
            adopt.appealDays(),
            adopt.returnDays(),
            adopt.paymentDays(),
            adopt.lateFeeMinor(),
            adopt.disclosureBps(),
            adopt.categories(),
            adopt.text(),
            ctx.timeMillis()));
    return accepted();
  }

  private static boolean allowed(AdoptSchedule adopt) {
    List<Integer> days =
        List.of(
            adopt.clockDays(),
            adopt.answerDays(),
            adopt.opinionDays(),
            adopt.appealDays(),
            adopt.returnDays(),
            adopt.paymentDays());
    for (int each : days) if (each < 1 || each > DAYS_MAX) return false;
    if (adopt.lateFeeMinor() < 0) return false;
    if (adopt.disclosureBps() < 1 || adopt.disclosureBps() > Ownership.WHOLE_BPS) return false;
    SortedSet<String> codes = new TreeSet<>();
    for (Category each : adopt.categories()) {
      if (each.code().isEmpty() || !codes.add(each.code())) return false;
      if (each.services().isEmpty() || repeats(each.services())) return false;
      if (each.applicationFeeMinor() < 0 || each.permissionFeeMinor() < 0) return false;
      if (each.returnEveryDays() < 0 || each.returnEveryDays() > DAYS_MAX) return false;
    }
    return !codes.isEmpty();
  }

  static boolean repeats(List<Service> services) {
    return new TreeSet<>(services).size() != services.size();
  }

  /** The one in force, or null. */
  @Nullable Schedule last(int authority) {
    Schedule last = null;
    for (Schedule each = schedules.ceiling(place(authority, 1));
        each != null && each.authority() == authority;
        each = schedules.ceiling(place(authority, each.number() + 1))) last = each;
    return last;
  }

  /** Where money goes that is owed in an asset: to the account that was named for it last. */
  Id feeAccount(int authority, int asset) {
    Schedule last = null;
    for (Schedule each = schedules.ceiling(place(authority, 1));
        each != null && each.authority() == authority;
        each = schedules.ceiling(place(authority, each.number() + 1)))
      if (each.feeAsset() == asset) last = each;
    if (last == null) throw new IllegalStateException("a schedule is gone");
    return last.feeAccount();
  }

  /** The one under which something stands. */
  Schedule of(int authority, int number) {
    Schedule schedule = schedules.get(place(authority, number));
    if (schedule == null) throw new IllegalStateException("a schedule is gone");
    return schedule;
  }
}
