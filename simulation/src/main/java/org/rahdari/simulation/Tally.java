package org.rahdari.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What many seeds gave, by what was done to them. */
record Tally(List<Row> rows) {
  /**
   * One line.
   *
   * @param seeds in which it was done
   * @param times how often
   * @param acknowledged answers in these seeds, and of them
   * @param lost and
   * @param duplicated
   */
  record Row(String what, long seeds, long times, long acknowledged, long lost, long duplicated) {}

  Tally {
    rows = List.copyOf(rows);
  }

  static Tally of(List<Outcome> outcomes) {
    List<Row> rows = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      List<Outcome> with =
          outcomes.stream().filter(each -> each.faults().containsKey(fault)).toList();
      long times = with.stream().mapToLong(each -> each.faults().getOrDefault(fault, 0)).sum();
      rows.add(row(fault.inWords(), with, times));
    }
    long times =
        outcomes.stream()
            .flatMap(each -> each.faults().values().stream())
            .mapToLong(Integer::longValue)
            .sum();
    rows.add(row("all", outcomes, times));
    return new Tally(rows);
  }

  private static Row row(String what, List<Outcome> with, long times) {
    return new Row(
        what,
        with.size(),
        times,
        with.stream().mapToLong(Outcome::acknowledged).sum(),
        with.stream().mapToLong(Outcome::lost).sum(),
        with.stream().mapToLong(Outcome::duplicated).sum());
  }

  String table() {
    StringBuilder table = new StringBuilder();
    String line = "%-30s %6s %8s %13s %6s %11s%n";
    table.append(
        String.format(
            Locale.ROOT, line, "fault", "seeds", "times", "acknowledged", "lost", "duplicated"));
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              line,
              row.what(),
              row.seeds(),
              row.times(),
              row.acknowledged(),
              row.lost(),
              row.duplicated()));
    }
    return table.toString();
  }
}
