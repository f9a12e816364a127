package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.TrustPolicy;
import picocli.CommandLine;

/** From the witness's key to a receipt that bears its line, by the commands that people use. */
class WitnessedNodeTest {
  private static final String NAME = "witness.example/w1";

  @TempDir private Path scratch;

  private record Ran(int status, String out, String err) {}

  private static Ran run(CommandLine line, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(args);
    return new Ran(status, out.toString(), err.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aReceiptBearsTheLineOfAWitnessThatTheNodeAsked() throws Exception {
    int port = freePort();
    Path key = scratch.resolve("witness/key");
    String vkey =
        run(Rahdari.commandLine(), "witness", "key", "--name", NAME, "--key", key.toString())
            .out()
            .strip();
    Path network = scratch.resolve("network");
    assertThat(
            run(
                    new CommandLine(new NetworkInitCommand()),
                    "--institutions",
                    "sbp",
                    "--witness",
                    vkey + "=http://127.0.0.1:" + port,
                    "--out",
                    network.toString())
                .err())
        .isEmpty();
    Path folder = network.resolve("sbp");
    TrustPolicy policy = TrustPolicy.parse(Files.readAllBytes(folder.resolve("policy")));
    assertThat(policy.witnesses()).extracting(Object::toString).containsExactly(vkey);
    Process witness = serve(key, folder.resolve("policy"), port);
    try (RunningNode node = RunningNode.start(onFreePorts(folder), new NodeOptions())) {
      Replica replica = node.part(Replica.class);
      Wait.until(() -> replica.witnessed().isPresent());
      NodeClient client = new NodeClient(node.url(), node.tokens().resolve("sbp"));
      assertThat(NodeClient.expect(client.get("/checkpoint/witnessed")).text())
          .contains("— " + NAME + " ");
      Path receipt = scratch.resolve("receipt.tlog-proof");
      Files.write(receipt, replica.receipt(0, 0).orElseThrow());
      Ran verified =
          run(
              Rahdari.commandLine(),
              "verify",
              receipt.toString(),
              "--policy",
              folder.resolve("policy").toString());
      assertThat(verified.status()).isZero();
      assertThat(verified.out())
          .contains("final by 1 of 1, witnessed by 1.")
          .contains("witnesses    " + NAME);
    } finally {
      witness.destroy();
      witness.waitFor();
    }
  }

  private Process serve(Path key, Path policy, int port) throws IOException {
    Path printed = scratch.resolve("witness.txt");
    Process process =
        OwnProcess.of(
                "-Xmx128m",
                List.of(
                    "witness",
                    "serve",
                    "--name",
                    NAME,
                    "--key",
                    key.toString(),
                    "--data",
                    scratch.resolve("witness/data").toString(),
                    "--log",
                    policy.toString(),
                    "--port",
                    Integer.toString(port)))
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    Wait.until(() -> read(printed).contains("cosigned") || !process.isAlive());
    assertThat(read(printed)).contains("It has cosigned nothing of members.rahdari.example yet.");
    return process;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path onFreePorts(Path folder) throws IOException {
    Path file = folder.resolve(NodeConfig.FILE);
    NodeConfig written = NodeConfig.read(file);
    NodeConfig.Listener free = new NodeConfig.Listener("127.0.0.1", 0);
    Files.write(
        file,
        new NodeConfig(
                written.institution(),
                free,
                free,
                free,
                written.peers(),
                written.tls(),
                written.keystore(),
                written.witnesses(),
                null)
            .json());
    return file;
  }
}
