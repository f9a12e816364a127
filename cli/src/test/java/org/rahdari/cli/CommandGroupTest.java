package org.rahdari.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandGroupTest {
  private static String run(String... words) {
    StringWriter printed = new StringWriter();
    CommandLine line =
        Rahdari.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
    assertThat(line.execute(words)).as(printed.toString()).isZero();
    return printed.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"key", "member", "program", "witness", "grant", "register"})
  void aGroupByItselfPrintsItsCommands(String group) {
    assertThat(run(group)).isEqualTo(run(group, "--help"));
    assertThat(run(group)).startsWith("Usage: rahdari " + group + " [-hV] COMMAND");
  }

  @Test
  void theRootPrintsTheGroups() {
    assertThat(run()).startsWith("Usage: rahdari [-hV] COMMAND");
    assertThat(run("--version").strip()).isEqualTo("rahdari 0.1");
    assertThat(List.of("pay", "key", "grant")).allSatisfy(each -> assertThat(run()).contains(each));
  }
}
