package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.NoteSigner;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the folder of a node that is to join a network that runs. */
@Command(
    name = "admit",
    description = {
      "Write the folder of an institution that is to run a node in a network that runs.",
      "Its node follows the others at once, and takes part once they have approved it:",
      "give joining.json to a member, who proposes it (./rahdari member propose --join)."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NetworkAdmitCommand implements Callable<Integer> {
  private static final String LOOPBACK = "127.0.0.1";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      required = true,
      description = "the authority, as ./rahdari network init wrote it")
  private Path authority = Path.of("ca");

  @Option(
      names = "--like",
      paramLabel = "DIR",
      required = true,
      description = "the folder of a member's node: the network and its peers are taken from it")
  private Path like = Path.of("member");

  @Option(
      names = "--institution",
      paramLabel = "CODE",
      required = true,
      description = "who joins: a party of the network")
  private String institution = "";

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "its signing key, if it lies here; else it puts it into keys/ itself")
  private @Nullable Path signingKey;

  @Option(
      names = "--host",
      defaultValue = LOOPBACK,
      description = "where the others reach it (default: ${DEFAULT-VALUE})")
  private String host = LOOPBACK;

  @Option(
      names = "--api-port",
      paramLabel = "P",
      required = true,
      description = "of its API; members reach it at P+100, and the log is ordered at P+200")
  private int apiPort;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where to write the folder: nothing may be there yet")
  private Path out = Path.of("joining");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    NodeConfig present = NodeConfig.read(like.resolve(NodeConfig.FILE));
    DataFolder member =
        DataFolder.openMember(like, NodeConfig.Keystore.files(present.keystore().folder()));
    Network network = member.network();
    if (network.party(institution).isEmpty()) {
      throw new PlainFailure("The network has no party " + institution + ".");
    }
    if (apiPort < 1 || apiPort > NetworkFolders.PORT_BASE_MAX) {
      throw new PlainFailure("The port " + apiPort + " leaves no room for those above it.");
    }
    if (Files.exists(out)) {
      throw new PlainFailure("There is something at " + out + " already.");
    }
    try {
      write(present, network);
    } catch (IOException e) {
      throw new PlainFailure(
          "The folder cannot be written to " + out + ": " + e.getMessage() + ".", e);
    }
    tell(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }

  private void write(NodeConfig present, Network network) throws IOException {
    CertificateAuthority ca = CertificateAuthority.open(authority);
    Path tls = Files.createDirectories(out.resolve("tls"));
    Path secrets = NetworkFolders.secretFolder(out, "keys");
    Keyring keys = new Keyring(secrets);
    NoteSigner signer =
        new NoteSigner(
            network.validatorName(institution),
            keys.make(Network.validatorKey(institution)).bytes());
    if (signingKey != null) {
      Files.copy(signingKey, secrets.resolve(Network.signingKey(institution)));
    }
    DataFolder.writeNetwork(out, Files.readAllBytes(like.resolve("network.json")), network);
    ca.issue(network.hash(), institution, List.of(host), Instant.now())
        .write(tls.resolve("node.crt"), tls.resolve("node.key"));
    ca.writeCertificate(tls.resolve("ca.crt"));
    NodeConfig.Peer own = NetworkFolders.peer(institution, host, apiPort);
    Files.write(out.resolve(NodeConfig.FILE), config(present, own).json());
    Map<String, String> joining = new LinkedHashMap<>();
    joining.put("institution", institution);
    joining.put("key", signer.verifierKey().toString());
    joining.put("membersAddress", own.members());
    joining.put("raftAddress", own.raft());
    Files.write(out.resolve("joining.json"), JSON.writeValueAsBytes(joining));
  }

  private NodeConfig config(NodeConfig present, NodeConfig.Peer own) {
    List<NodeConfig.Peer> peers = new ArrayList<>(present.peers());
    peers.removeIf(each -> each.institution().equals(institution));
    peers.add(own);
    return new NodeConfig(
        institution,
        new NodeConfig.Listener(LOOPBACK, apiPort),
        new NodeConfig.Listener(host, apiPort + NetworkFolders.MEMBERS_ABOVE_API),
        new NodeConfig.Listener(host, apiPort + NetworkFolders.RAFT_ABOVE_API),
        peers,
        new NodeConfig.Tls("tls/ca.crt", "tls/node.crt", "tls/node.key"),
        present.keystore(),
        present.witnesses(),
        null);
  }

  private void tell(PrintWriter to) {
    to.println(
        "The folder of " + institution + " is " + out + ": give it to it, and to nobody else.");
    if (signingKey == null) {
      to.println("It puts its signing key into " + out.resolve("keys") + ".");
    }
    to.println(
        "A member proposes it: ./rahdari member propose --join " + out.resolve("joining.json"));
    to.println("Its node starts with: ./rahdari node --config " + out.resolve(NodeConfig.FILE));
    to.flush();
  }
}
