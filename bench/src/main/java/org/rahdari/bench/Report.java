package org.rahdari.bench;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was measured: a table for people, or one JSON object a line. */
sealed interface Report {

  /** Says something about the run: the machine, a check, a cost. */
  void note(String sentence);

  /** Writes one case. */
  void add(Compared compared);

  /** Writes a figure that is not of a case. */
  void add(Limit limit);

  /** A figure that should not pass a limit. */
  record Limit(String name, double value, String unit) {}

  /** One object a line, and nothing else. */
  record Lines(PrintWriter out) implements Report {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public void note(String sentence) {}

    @Override
    public void add(Compared compared) {
      for (Measured measured : compared.measured()) {
        ObjectNode line = JSON.createObjectNode();
        line.put("case", compared.its().name());
        line.put("subject", measured.subject());
        line.put("perSecond", Math.round(measured.perSecond().median()));
        line.put("p50Millis", millis(measured.latencyMillis(50)));
        line.put("p99Millis", millis(measured.latencyMillis(99)));
        write(line);
      }
    }

    @Override
    public void add(Limit limit) {
      ObjectNode line = JSON.createObjectNode();
      line.put("limit", limit.name());
      line.put("value", millis(limit.value()));
      line.put("unit", limit.unit());
      write(line);
    }

    private static double millis(double value) {
      return Math.round(value * 1_000) / 1_000.0;
    }

    private void write(ObjectNode line) {
      out.println(JSON.writeValueAsString(line));
      out.flush();
    }
  }

  /** Markdown. */
  final class Table implements Report {
    private final PrintWriter out;
    private boolean begun;
    private boolean limits;

    Table(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void note(String sentence) {
      out.println(sentence);
      out.println();
      out.flush();
      begun = false;
      limits = false;
    }

    @Override
    public void add(Compared compared) {
      if (!begun) {
        out.println(
            "| case | rahdari /s | p50 / p99 ms | postgresql /s | p50 / p99 ms | times |"
                + " floor-log /s | floor-state /s | made and signed, ns |");
        out.println("|---|---|---|---|---|---|---|---|---|");
      }
      begun = true;
      limits = false;
      Measured ledger = compared.of(EmbeddedLedger.NAME);
      Measured postgres = compared.of(PostgresLedger.NAME);
      out.println(
          String.join(
              " | ",
              "| " + compared.its().name(),
              rate(ledger),
              latency(ledger),
              rate(postgres),
              latency(postgres),
              ledger == null || postgres == null ? "" : times(ledger.times(postgres)),
              rate(compared.of(LogFloor.NAME)),
              rate(compared.of(StateFloor.NAME)),
              String.format(Locale.ROOT, "%.0f |", compared.clientNanosPerTransfer())));
      out.flush();
    }

    @Override
    public void add(Limit limit) {
      if (!limits) {
        out.println("| what | measured |");
        out.println("|---|---|");
      }
      limits = true;
      begun = false;
      out.println(
          String.format(
              Locale.ROOT, "| %s | %,.1f %s |", limit.name(), limit.value(), limit.unit()));
      out.flush();
    }

    private static String rate(@Nullable Measured measured) {
      if (measured == null) return "";
      Spread spread = measured.perSecond();
      return String.format(
          Locale.ROOT,
          "%,.0f (%,.0f–%,.0f)%s",
          spread.median(),
          spread.least(),
          spread.greatest(),
          measured.manner().isEmpty() ? "" : ", " + measured.manner());
    }

    private static String latency(@Nullable Measured measured) {
      if (measured == null) return "";
      return String.format(
          Locale.ROOT, "%.2f / %.2f", measured.latencyMillis(50), measured.latencyMillis(99));
    }

    private static String times(Spread ratios) {
      return String.format(
          Locale.ROOT, "%.1f (%.1f–%.1f)", ratios.median(), ratios.least(), ratios.greatest());
    }
  }
}
