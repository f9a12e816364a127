package org.rahdari.node;

import org.rahdari.cli.CommandGroup;
import picocli.CommandLine.Command;

/** What concerns several nodes at once. */
@Command(
    name = "network",
    description = "Make what the nodes of a network start from, admit more of them, or run four.",
    subcommands = {
      NetworkInitCommand.class,
      NetworkAdmitCommand.class,
      NetworkRenewCommand.class,
      NetworkDemoCommand.class
    })
final class NetworkCommand extends CommandGroup {}
