package org.rahdari.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** How the network's programs behave. */
@Command(
    name = "program",
    description = {
      "See which version of each program is in force, and agree on the next one.",
      "To say something takes the token tokens/CODE.keys of the institution that runs the node."
    },
    subcommands = {
      ProgramCommand.ListPrograms.class,
      ProgramCommand.Activate.class,
      ProgramCommand.Deactivate.class
    })
final class ProgramCommand extends CommandGroup {

  /** What all of them have. */
  private abstract static class Each extends NodeCall {
    void print(JsonNode answer) {
      for (JsonNode each : answer.path("programs")) {
        List<String> here = new ArrayList<>();
        each.path("versionsHere").forEach(version -> here.add(version.asString()));
        List<String> ready = new ArrayList<>();
        each.path("readyForNext").forEach(code -> ready.add(code.asString()));
        int version = each.path("version").asInt();
        out()
            .printf(
                "%-12s %s, %s%s%n",
                each.path("name").asString(each.path("number").asString()),
                version == 0 ? "not in force" : "version " + version + " is in force",
                here.isEmpty()
                    ? "only newer software has it"
                    : "this node has " + String.join(", ", here),
                ready.isEmpty()
                    ? ""
                    : "; ready for " + (version + 1) + ": " + String.join(", ", ready));
      }
    }
  }

  /** Shows them. */
  @Command(
      name = "list",
      description = "Print which version of each program is in force, and who is ready for more.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class ListPrograms extends Each {

    @Override
    public Integer call() {
      print(get("/v1/programs"));
      return 0;
    }
  }

  /** Says that the node has it. */
  @Command(
      name = "activate",
      description = {
        "Say that this node has the next version of a program.",
        "Once so many have said so as have to sign a checkpoint, it is in force."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Activate extends Each {
    @Parameters(paramLabel = "PROGRAM", description = "its name, as program list prints it")
    private String program = "";

    @Parameters(paramLabel = "VERSION", description = "one more than the one in force")
    private int version;

    @Override
    public Integer call() {
      print(post("/v1/programs/activations", Map.of("program", program, "version", version)));
      return 0;
    }
  }

  /** Takes that back. */
  @Command(
      name = "deactivate",
      description = "Take back that this node has the next version, as long as it is not in force.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Deactivate extends Each {
    @Parameters(
        paramLabel = "PROGRAM",
        description = "its name, or the number that program list prints for it")
    private String program = "";

    @Override
    public Integer call() {
      print(post("/v1/programs/deactivations", Map.of("program", program)));
      return 0;
    }
  }
}
