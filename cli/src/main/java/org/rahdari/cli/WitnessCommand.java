package org.rahdari.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CosignatureSigner;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Witness;
import org.rahdari.transparency.WitnessServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** For somebody outside a network who sees that its log only grows. */
@Command(
    name = "witness",
    description = {
      "See that logs only grow, and cosign their checkpoints (C2SP tlog-witness).",
      "For somebody outside the network: a witness that a member runs adds nothing to that"
          + " member's word."
    })
final class WitnessCommand extends CommandGroup {
  private static final int PORT_MAX = 65_535;

  /** By what others know the witness. */
  static final class Key {

    @Option(
        names = "--name",
        required = true,
        description = "the name of the key, such as witness.example.org/w1")
    private String name = "";

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "the secret key, readable by its user alone")
    private Path file = Path.of("witness.key");

    CosignatureSigner make() {
      return signer(keyring().make(file.getFileName().toString()).bytes());
    }

    CosignatureSigner read() {
      return signer(keyring().secret(file.getFileName().toString()).bytes());
    }

    private Keyring keyring() {
      return new Keyring(file.toAbsolutePath().resolveSibling("."));
    }

    private CosignatureSigner signer(byte[] seed) {
      try {
        return new CosignatureSigner(name, seed);
      } catch (IllegalArgumentException e) {
        throw new PlainFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }

  @Command(
      name = "key",
      description =
          "Print the public key, which networks put into their policies; the secret one is made"
              + " where it is missing.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  void key(@Mixin Key key) {
    out().println(key.make().witnessKey());
    out().flush();
  }

  @Command(
      name = "serve",
      description =
          "Answer the networks that ask, until Ctrl-C. Plain HTTP: put a TLS proxy before it.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  void serve(
      @Mixin Key key,
      @Option(
              names = "--log",
              required = true,
              paramLabel = "POLICY",
              description = "a network's policy, or its policy history; may come more than once")
          List<Path> policies,
      @Option(
              names = "--data",
              required = true,
              paramLabel = "DIR",
              description = "what it has cosigned: whoever loses it cosigns another history")
          Path data,
      @Option(
              names = "--bind",
              defaultValue = "127.0.0.1",
              description = "the address to listen on (default: ${DEFAULT-VALUE})")
          String bind,
      @Option(
              names = "--port",
              defaultValue = "8070",
              description = "where to listen (default: ${DEFAULT-VALUE}; 0: a free one)")
          int port)
      throws InterruptedException {
    if (port < 0 || port > PORT_MAX) throw new PlainFailure("No port has the number " + port + ".");
    PrintWriter out = out();
    // A caller who is slow with its request gets its thread taken away.
    System.setProperty("sun.net.httpserver.maxReqTime", "20");
    try (Witness witness = Witness.open(key.read(), logs(policies), data, InstantSource.system());
        WitnessServer server = WitnessServer.start(witness, new InetSocketAddress(bind, port))) {
      out.println(
          "The witness " + witness.key() + " listens on " + bind + ":" + server.port() + ".");
      for (Path each : policies) out.println(standing(witness, log(each).origin()));
      out.flush();
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new PlainFailure("The witness cannot serve: " + e.getMessage() + ".", e);
    }
  }

  private static String standing(Witness witness, String origin) {
    return witness
        .newest(origin)
        .map(Checkpoint::size)
        .map(size -> "It has cosigned " + size + " leaves of " + origin + ".")
        .orElse("It has cosigned nothing of " + origin + " yet.");
  }

  private static List<PolicyHistory> logs(List<Path> policies) {
    List<PolicyHistory> logs = new ArrayList<>();
    for (Path each : policies) {
      PolicyHistory log = log(each);
      if (logs.stream().anyMatch(other -> other.origin().equals(log.origin()))) {
        throw new PlainFailure("Two of the policies are of " + log.origin() + ".");
      }
      logs.add(log);
    }
    return logs;
  }

  private static PolicyHistory log(Path file) {
    try {
      return PolicyHistory.parse(TrustedPolicies.bytes(file, PolicyHistory.HISTORY_BYTES_MAX));
    } catch (MalformedException e) {
      throw new PlainFailure("The policy " + file + " is not one: " + e.sentence() + ".", e);
    }
  }
}
