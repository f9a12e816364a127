package org.rahdari.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Lines;
import org.rahdari.licensing.Subject;
import org.rahdari.licensing.web.RegisterProof;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
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

    /** The register is sealed every hour. */
    private static final Duration FRESH = Duration.ofHours(2);

    @Parameters(paramLabel = "PROOF", description = "the proof, as the register gave it")
    private @Nullable Path proof;

    @ArgGroup(multiplicity = "1")
    private Asked asked = new Asked();

    /** Whom or what the proof has to be about: another's proof proves nothing of this one. */
    static final class Asked {
      @Option(
          names = "--firm",
          paramLabel = "NUMBER",
          description = "the party that you ask about, by its number in the network")
      private @Nullable Integer firm;

      @Option(
          names = "--asset",
          paramLabel = "NUMBER",
          description = "the asset that you ask about, by its number")
      private @Nullable Integer asset;

      boolean is(RegisterProof.Shown shown) {
        Integer number = shown.subject() == Subject.FIRM ? firm : asset;
        return number != null && number == shown.of();
      }
    }

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description =
            "ISO 8601 in UTC; where it is left out, the time of its seal, which has to be of the last two hours")
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
      if (!asked.is(shown))
        return fail(
            "It is about " + shown.subject() + " " + shown.of() + ", and not what you ask about.");
      if (at == null && shown.sealedAt().isBefore(Instant.now().minus(FRESH)))
        return fail(
            "It was sealed at "
                + shown.sealedAt()
                + ", which is long ago: say with --at which time you mean.");
      Instant then = at == null ? shown.sealedAt() : time(at);
      if (then.isAfter(shown.sealedAt()))
        return fail(
            "It shows what was recorded by " + shown.sealedAt() + ", and nothing of " + then + ".");
      return print(spec.commandLine().getOut(), shown, then.toEpochMilli());
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
