package org.rahdari.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Lines;
import org.rahdari.licensing.web.RegisterProof;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be known of the public register without trusting who shows it. */
@Command(
    name = "register",
    description = "Verify what the public register said.",
    subcommands = RegisterCommand.Verify.class)
final class RegisterCommand extends CommandGroup {

  /** Verifies a proof offline. */
  @Command(
      name = "verify",
      description =
          "Verify a proof from the register offline, and say whether its firm was licensed, or its asset admitted, at"
              + " a time. Exit status 0 if it was, 3 if it was not, 1 if the proof does not show it.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Verify implements Callable<Integer> {
    private static final int NOT_LICENSED = 3;

    @Parameters(paramLabel = "PROOF", description = "the proof, as the register gave it")
    private @Nullable Path proof;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "ISO 8601 in UTC; the time of its seal where it is left out")
    private @Nullable String at;

    @Mixin private TrustedPolicies trusted = new TrustedPolicies();

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
      if (proof == null || spec == null) return CommandLine.ExitCode.USAGE;
      RegisterProof.Reading reading =
          RegisterProof.read(
              TrustedPolicies.bytes(proof, RegisterProof.PROOF_BYTES_MAX), trusted.read());
      RegisterProof.Shown shown = reading.shown();
      if (shown == null) return fail(reading.why());
      Instant asked = at == null ? shown.sealedAt() : time(at);
      if (asked.isAfter(shown.sealedAt()))
        return fail(
            "It shows what was recorded by "
                + shown.sealedAt()
                + ", and nothing of "
                + asked
                + ".");
      return print(spec.commandLine().getOut(), shown, asked.toEpochMilli());
    }

    private static Instant time(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        throw new PlainFailure("The time is like 2026-11-29T10:00:00Z, and not " + text + ".", e);
      }
    }

    private int fail(String why) {
      if (spec != null) spec.commandLine().getErr().println("NOT VERIFIED: " + why);
      return 1;
    }

    private static int print(PrintWriter out, RegisterProof.Shown shown, long atMillis) {
      boolean permitted = Lines.permits(shown.lines(), atMillis);
      String who =
          switch (shown.subject()) {
            case FIRM -> "party " + shown.of() + (permitted ? " was" : " was not") + " licensed";
            case ASSET -> "asset " + shown.of() + (permitted ? " was" : " was not") + " admitted";
          };
      out.println(
          "VERIFIED: "
              + who
              + " at "
              + Instant.ofEpochMilli(atMillis)
              + ", as it was known at "
              + shown.sealedAt()
              + "; "
              + shown.finality()
              + ".");
      List<Change> then = Lines.at(shown.lines(), atMillis);
      for (Change each : then)
        out.println(
            "  "
                + each.kind()
                + "  "
                + Lines.said(each, atMillis)
                + "  "
                + each.terms().services());
      if (then.isEmpty()) out.println("  the register had no line about it");
      out.println("  seal         " + shown.seal());
      out.println("  validators   " + String.join(", ", shown.signedBy()));
      return permitted ? 0 : NOT_LICENSED;
    }
  }
}
