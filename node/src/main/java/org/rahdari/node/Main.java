package org.rahdari.node;

import org.rahdari.bench.BenchCommand;
import org.rahdari.cli.Rahdari;
import picocli.CommandLine;

/** Where everything starts. */
public final class Main {
  private Main() {}

  /** Runs a command and ends with its status. */
  public static void main(String[] args) {
    System.exit(
        Rahdari.commandLine()
            .addSubcommand(new NodeCommand())
            .addSubcommand(new MirrorCommand())
            .addSubcommand(new AuditCommand())
            .addSubcommand(new NetworkCommand())
            .addSubcommand(new TokenCommand())
            .addSubcommand(new DemoCommand())
            .addSubcommand(
                new CommandLine(new BenchCommand())
                    .addSubcommand(new SinglesCommand())
                    .addSubcommand(new MembersCommand()))
            .execute(args));
  }
}
