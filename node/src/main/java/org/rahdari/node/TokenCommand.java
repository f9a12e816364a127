package org.rahdari.node;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.TokenKeys;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes keys in a token, before there is a network that knows them. */
@Command(
    name = "token",
    description = {
      "Make Ed25519 keys in a token that speaks PKCS#11, those that are not there yet, and print"
          + " their public keys.",
      "A node looks for CODE.signing and CODE.validator."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TokenCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "of the keys: sbp.signing")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--library",
      paramLabel = "FILE",
      required = true,
      description = "that speaks with the token: /usr/lib/softhsm/libsofthsm2.so")
  private Path library = Path.of("unset");

  @Option(names = "--label", paramLabel = "LABEL", required = true, description = "of the token")
  private String label = "";

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "with the PIN, readable by you alone")
  private @Nullable Path pinFile;

  @Option(
      names = "--pin-variable",
      paramLabel = "NAME",
      description = "instead: of the environment, with the PIN")
  private @Nullable String pinVariable;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    if ((pinFile == null) == (pinVariable == null))
      throw new PlainFailure("Say where the PIN is: either --pin-file or --pin-variable.");
    PrintWriter out = spec.commandLine().getOut();
    Pin pin = new Pin(pinFile, pinVariable);
    try (TokenKeys token = new TokenKeys(library.toAbsolutePath(), label, pin::read, null)) {
      for (String name : names) out.println(name + " " + token.make(name).publicKey());
    }
    return CommandLine.ExitCode.OK;
  }
}
