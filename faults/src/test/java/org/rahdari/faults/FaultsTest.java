package org.rahdari.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two faults that every network meets; {@code ./rahdari test --faults} has the others. */
final class FaultsTest {
  @TempDir Path scratch = Path.of("unset");

  @BeforeEach
  void requireNamespaces() {
    Optional<String> refused = Enclosure.refused();
    if ("true".equals(System.getenv("RAHDARI_REQUIRE_NAMESPACES"))) {
      assertThat(refused).isEmpty();
    }
    assumeTrue(refused.isEmpty(), () -> "The faults were not run: " + refused.orElse("") + ".");
  }

  @Test
  void leaderIsKilledAndAnotherOneIsCutOff() throws Exception {
    Path printed = scratch.resolve("printed");
    List<String> faults = List.of("leader-killed", "leader-cut-off");
    int status =
        Enclosure.run(
            List.of(
                "--times",
                "1",
                "--only",
                String.join(",", faults),
                "--data",
                scratch.resolve("network").toString()),
            ProcessBuilder.Redirect.to(printed.toFile()));
    String table = Files.readString(printed);
    System.out.print(table);
    assertThat(status).as(table).isZero();
    for (String fault : faults) {
      Matcher row =
          Pattern.compile("(?m)^" + fault + " +1 +(\\d+) +(\\d+) +(\\d+) .* yes$").matcher(table);
      assertThat(row.find()).as(table).isTrue();
      assertThat(Integer.parseInt(row.group(1))).isPositive();
      assertThat(row.group(2)).as("lost").isEqualTo("0");
      assertThat(row.group(3)).as("duplicated").isEqualTo("0");
    }
  }
}
