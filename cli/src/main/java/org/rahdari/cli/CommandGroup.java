package org.rahdari.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command that has commands, and prints which when it is given by itself. */
@Command(synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true)
public abstract class CommandGroup implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public final void run() {
    line().usage(out());
  }

  final PrintWriter out() {
    return line().getOut();
  }

  private CommandLine line() {
    if (spec == null) throw new IllegalStateException("no command line");
    return spec.commandLine();
  }
}
