package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;

/** What a member says of its programs, from the command line and over the API. */
class ProgramsTest {
  private final LiveNode node = LiveNode.sample();
  private final String validator =
      node.get("lahore-bank", "/v1/charter").path("members").path(0).path("institution").asString();

  /** What the command line printed, and its status. */
  private record Printed(int status, String text) {}

  private Path token(String name) {
    return node.part(DataFolder.class).tokens().resolve(name);
  }

  private Printed program(Path token, String... words) {
    StringWriter printed = new StringWriter();
    List<String> all = new ArrayList<>(List.of("program"));
    all.addAll(List.of(words));
    all.addAll(List.of("--url", node.url(), "--token-file", token.toString()));
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(all.toArray(String[]::new));
    return new Printed(status, printed.toString());
  }

  @Test
  void listsWhatIsInForce() {
    assertThat(program(token("lahore-bank"), "list").text().lines())
        .containsExactly(
            "charter      version 1 is in force, this node has 1",
            "payments     version 1 is in force, this node has 1",
            "licensing    version 1 is in force, this node has 1");
  }

  @Test
  void saysNothingOfAVersionThatItHasNot() {
    Path keys = token(validator + ".keys");
    assertThat(program(keys, "activate", "payments", "2").text())
        .contains("409", "The software of this node has no version 2 of payments");
    assertThat(program(keys, "activate", "payments", "1").text())
        .contains("422", "VERSION_NOT_NEXT");
    assertThat(program(keys, "deactivate", "payments").text()).contains("422", "NOT_READY");
    assertThat(program(keys, "deactivate", "77").text()).contains("422", "NOT_READY");
    assertThat(program(keys, "activate", "77", "1").text())
        .contains("409", "The software of this node has no version 1 of 77");
    assertThat(program(keys, "deactivate", "100000").text())
        .contains("422", "this node has no program of the name 100000");
    assertThat(program(keys, "activate", "barter", "1").text())
        .contains("422", "this node has no program of the name barter");
    assertThat(new NodeClient(node.url(), keys).post("/v1/programs/activations", Map.of()).text())
        .contains("program");
    assertThat(
            new NodeClient(node.url(), keys)
                .post("/v1/programs/activations", Map.of("program", "payments"))
                .text())
        .contains("version");
  }

  @Test
  void onlyWhoRunsTheNodeSpeaksForIt() {
    Printed everyday = program(token(validator), "activate", "payments", "1");
    assertThat(everyday.status()).isEqualTo(1);
    assertThat(everyday.text()).contains("403");
    String other = validator.equals("lahore-bank") ? "riyadh-bank" : "lahore-bank";
    assertThat(program(token(other + ".keys"), "activate", "payments", "1").text())
        .contains("403", "Only the institution that runs a validator's node");
  }
}
