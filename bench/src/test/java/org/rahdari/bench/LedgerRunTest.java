package org.rahdari.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole run, with its checks, as small as it can be. */
class LedgerRunTest {
  @TempDir Path dir;

  @Test
  void writesOneObjectALineForEachSubjectOfEachCase() {
    List<JsonNode> lines =
        run("--json", "--case", "batch50-accounts400-hot-two-phase", "--case", "batch1-accounts400")
            .lines()
            .map(line -> JsonMapper.shared().readTree(line))
            .toList();
    assertThat(lines)
        .extracting(line -> line.path("case").asString() + " " + line.path("subject").asString())
        .containsExactly(
            "batch50-accounts400-hot-two-phase rahdari",
            "batch50-accounts400-hot-two-phase floor-log",
            "batch50-accounts400-hot-two-phase floor-state",
            "batch50-accounts400-hot-two-phase postgresql",
            "batch1-accounts400 rahdari",
            "batch1-accounts400 floor-log",
            "batch1-accounts400 floor-state",
            "batch1-accounts400 postgresql");
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.propertyNames())
                  .containsExactly("case", "subject", "perSecond", "p50Millis", "p99Millis");
              assertThat(line.path("perSecond").isIntegralNumber()).isTrue();
              assertThat(line.path("perSecond").asLong()).isPositive();
              assertThat(line.path("p99Millis").asDouble())
                  .isGreaterThanOrEqualTo(line.path("p50Millis").asDouble());
            });
  }

  @Test
  void writesATableAndWhatItHasCheckedAndHowPostgresqlIsMade() {
    assertThat(run("--case", "batch20-accounts400", "--verbose"))
        .contains("both sides agree on each, and on the balances of all")
        .contains("one signature and one receipt of each envelope verify")
        .contains("every acknowledged one where it was said")
        .containsPattern("\\| batch20-accounts400 \\| [0-9,]+ \\([0-9,]+–[0-9,]+\\) \\|")
        .contains("fsync = on", "CREATE FUNCTION post_batch", "Query Text");
  }

  @Test
  void usesNoIdTwiceAlsoWhenTheClockStands() {
    List<Id> ids =
        LedgerRun.batches(new Chart(400), () -> 1_000).stream()
            .filter(batch -> batch.transfers().size() == 1_000)
            .flatMap(batch -> batch.transfers().stream())
            .map(Transfer::id)
            .toList();
    assertThat(ids).hasSize(8_000).doesNotHaveDuplicates();
  }

  @Test
  void refusesANameThatIsNoCase() {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new BenchCommand()).setErr(new PrintWriter(out));
    assertThat(line.execute("ledger", "--case", "batch0-of-accounts")).isEqualTo(2);
    assertThat(out.toString()).contains("batch0-of-accounts is not a case");
  }

  /** How often and how long is each benchmark's own choice, and said. */
  @Test
  void whereNothingIsSaidEachMeasuresInItsOwnWay() {
    for (String benchmark : List.of("ledger", "receipts")) {
      StringWriter out = new StringWriter();
      CommandLine line = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out));
      assertThat(line.execute(benchmark, "--help")).isZero();
      assertThat(out.toString().replaceAll("\\s+", " "))
          .contains("--rounds=N rounds, in which all that is measured takes turns (default: 5)")
          .contains("--seconds=S what each takes in a round, about (default: 1.0)");
    }
  }

  @Test
  void refusesToMeasureNothing() {
    for (List<String> nothing : List.of(List.of("--rounds", "0"), List.of("--seconds", "0"))) {
      for (String benchmark : List.of("ledger", "receipts")) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new BenchCommand()).setErr(new PrintWriter(out));
        assertThat(line.execute(benchmark, nothing.getFirst(), nothing.getLast())).isEqualTo(2);
        assertThat(out.toString()).contains("Name one round or more, and some time for each.");
      }
    }
  }

  private String run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(new BenchCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    List<String> all = new java.util.ArrayList<>(List.of("ledger", "--folder", dir.toString()));
    all.addAll(List.of("--rounds", "1", "--seconds", "0.02"));
    all.addAll(List.of(arguments));
    assertThat(line.execute(all.toArray(new String[0]))).as(err.toString()).isZero();
    return out.toString();
  }
}
