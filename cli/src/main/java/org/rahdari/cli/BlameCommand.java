package org.rahdari.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.Blame;
import org.rahdari.transparency.Evidence;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Refused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Finds who signed two histories, with nothing but what was signed and the public keys. */
@Command(
    name = "blame",
    description = {
      "Find offline who signed two histories of one log.",
      "Exit status 0 if validators are named, 1 if there is no conflict, 2 if the files tell nothing."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BlameCommand implements Callable<Integer> {
  private static final int NAMED = 0;
  private static final int NO_CONFLICT = 1;

  @Parameters(
      index = "0",
      paramLabel = "A",
      description =
          "a checkpoint, a receipt, or a mirror: a folder with a file checkpoint and a folder tiles")
  private @Nullable Path first;

  @Parameters(index = "1", paramLabel = "B", description = "another one")
  private @Nullable Path second;

  @Mixin private TrustedPolicies trusted = new TrustedPolicies();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (first == null || second == null || spec == null) return CommandLine.ExitCode.USAGE;
    try {
      PolicyHistory policies = trusted.read();
      Blame blame = Blame.between(evidence(first), evidence(second), policies);
      return print(blame, spec.commandLine());
    } catch (PlainFailure e) {
      return unreadable(spec.commandLine(), Rahdari.sentence(e));
    } catch (IOException e) {
      return unreadable(spec.commandLine(), "A file cannot be read: " + e.getMessage() + ".");
    }
  }

  private static Evidence evidence(Path path) throws IOException {
    try {
      return Evidence.of(path);
    } catch (MalformedException e) {
      throw new PlainFailure(path + " is no evidence: " + e.sentence() + ".", e);
    }
  }

  private static int print(Blame blame, CommandLine line) {
    return switch (blame) {
      case Blame.Named named -> {
        line.getOut().println("TWO HISTORIES: " + named.sentence() + ". Both are signed by");
        named.validators().forEach(line.getOut()::println);
        yield NAMED;
      }
      case Blame.NoConflict none -> {
        line.getOut().println("NO CONFLICT: " + none.sentence() + ".");
        yield NO_CONFLICT;
      }
      case Refused refused -> unreadable(line, "NOT COMPARED: " + refused.sentence() + ".");
    };
  }

  private static int unreadable(CommandLine line, String sentence) {
    line.getErr().println(sentence);
    return CommandLine.ExitCode.USAGE;
  }
}
