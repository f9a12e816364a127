package org.rahdari.node;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What concerns several nodes at once. */
@Command(
    name = "network",
    description = "Make what the nodes of a network start from, admit more of them, or run four.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NetworkInitCommand.class,
      NetworkAdmitCommand.class,
      NetworkRenewCommand.class,
      NetworkDemoCommand.class
    })
final class NetworkCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) spec.commandLine().usage(spec.commandLine().getOut());
  }
}
