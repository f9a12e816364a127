package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Four members in four processes, as {@code ./rahdari network demo --exit} runs them. */
class NetworkDemoTest {
  private static final Pattern VERIFIED =
      Pattern.compile("receipt of \\d+ bytes, verified offline: final by [34] of 4");

  @TempDir Path dir;

  @Test
  void paysRefusesOutlivesItsLeaderGivesBackAndNamesTheLiar() {
    StringWriter printed = new StringWriter();
    Path members = dir.resolve("members");
    int status =
        new CommandLine(new NetworkDemoCommand())
            .setOut(new PrintWriter(printed, true))
            .execute("--exit", "--data", members.toString());
    String told = printed.toString();
    assertThat(status).as(told).isZero();
    assertThat(VERIFIED.matcher(told).results()).as(told).hasSize(4);
    assertThat(told)
        .contains("refused: EXCEEDS_CREDITS")
        .contains("killed with -9")
        .containsPattern("(?s)(\\w+) has come to position \\d+.*RETURNED.*\\1 has come to position")
        .contains("RETURNED")
        .containsPattern("alerts: (\\w+)\\.demo\\.rahdari\\.example signed another tree")
        .containsPattern("named: \\w+\\.demo\\.rahdari\\.example");

    // What the first member keeps is a log that follows from genesis.
    StringWriter audited = new StringWriter();
    int agrees =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(audited, true))
            .execute(members.resolve("sbp").toString());
    assertThat(agrees).as(audited.toString()).isZero();
    assertThat(audited.toString()).contains("Everything follows from genesis").contains("of 4: ");
  }
}
