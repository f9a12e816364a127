package org.rahdari.cli;

import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line. */
@Command(
    name = "rahdari",
    description = "One shared, provable record, with money attached.",
    version = "rahdari 0.1",
    footer = {
      "",
      "The launcher has verbs of its own: build (build now), test (run every check), fuzz (fuzz the decoders for long), jdk (print the JDK in use).",
      "Exit status: 0 done, 1 failed, 2 wrong usage, 3 no JDK 25, 4 the build failed."
    },
    subcommands = {
      PayCommand.class,
      TransferCommand.class,
      KeyCommand.class,
      MemberCommand.class,
      ProgramCommand.class,
      ReceiptCommand.class,
      VerifyCommand.class,
      BlameCommand.class,
      RegisterCommand.class,
      WitnessCommand.class,
      GrantCommand.class
    })
public final class Rahdari extends CommandGroup {

  /** The command line, to which the node adds what starts it. */
  public static CommandLine commandLine() {
    return new CommandLine(new Rahdari())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println(line.getColorScheme().errorText(sentence(failure)));
              return 1;
            });
  }

  /** What a person can do about a failure; a failure that is nobody's to mend keeps its name. */
  public static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PlainFailure && cause.getMessage() != null) return cause.getMessage();
    }
    return "It failed unexpectedly: " + failure;
  }
}
