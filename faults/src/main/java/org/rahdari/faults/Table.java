package org.rahdari.faults;

import java.util.Locale;

/** Rows as people read them. */
final class Table {
  private static final String HEAD = "%-22s %5s %12s %5s %10s %9s %10s %12s  %s";
  private static final String LINE = "%-22s %5d %12d %5d %10d %9d %10d %12d  %s";

  private Table() {}

  /** What stands above the rows: times are in milliseconds. */
  static String head() {
    return String.format(
        Locale.ROOT,
        HEAD,
        "fault",
        "times",
        "acknowledged",
        "lost",
        "duplicated",
        "gap ms",
        "next ms",
        "recovered ms",
        "members agree");
  }

  static String line(Trial.Row row) {
    return String.format(
        Locale.ROOT,
        LINE,
        row.fault(),
        row.times(),
        row.acknowledged(),
        row.lost(),
        row.duplicated(),
        row.gapMillis(),
        row.nextMillis(),
        row.recoveredMillis(),
        row.wrong().isEmpty() ? "yes" : "NO");
  }
}
