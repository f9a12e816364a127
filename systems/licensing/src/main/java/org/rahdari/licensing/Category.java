package org.rahdari.licensing;

import java.util.List;
import org.rahdari.codec.Max;

/**
 * A category of permission in a schedule.
 *
 * @param code names it within the schedule
 * @param services that may be asked for under it
 * @param applicationFeeMinor owed when the application is filed
 * @param permissionFeeMinor owed when it is granted
 * @param returnEveryDays how often a holder reports, 0 for never
 */
public record Category(
    @Max(24) String code,
    @Max(16) List<Service> services,
    long applicationFeeMinor,
    long permissionFeeMinor,
    int returnEveryDays) {}
