package org.rahdari.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Payment;
import org.rahdari.payments.Quote;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.Certificates;
import org.rahdari.platform.FileKeys;
import org.rahdari.platform.Gateway;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.PartyLine;
import org.rahdari.platform.OwnKeys;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.table.Table;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two members' nodes, and a third institution without one. Each node has a ledger of its own, of
 * the same network: what replication would bring to the other one, the test enters there.
 */
final class TwoMembers implements AutoCloseable {
  static final String ONE = "sbp";
  static final String OTHER = "pboc";
  static final String THIRD = "nbk";

  private static final int TRANSFER_IDS = 100_000;

  private final Path out;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, RunningNode> nodes = new HashMap<>();

  TwoMembers(Path scratch) throws IOException {
    this.out = scratch.resolve("members");
    new NetworkFolders(description(ONE, OTHER, THIRD), "127.0.0.1", 8080).write(out, Instant.now());
    for (String code : List.of(ONE, OTHER)) ports.put(code, freePort());
    Path one = out.resolve(ONE);
    Path other = Files.createDirectories(out.resolve(OTHER));
    for (String name : List.of("network.json", "genesis", "policy", "version")) {
      Files.copy(one.resolve(name), other.resolve(name));
    }
    Files.createDirectories(other.resolve("keys"));
    Files.copy(out.resolve("others/pboc.signing"), other.resolve("keys/pboc.signing"));
    // The validator's key, for a ledger of its own.
    Files.copy(one.resolve("keys/sbp.validator"), other.resolve("keys/sbp.validator"));
    issue(OTHER, Files.createDirectories(other.resolve("tls")), network().hash());
    for (String code : List.of(ONE, OTHER)) {
      Files.write(out.resolve(code).resolve(NodeConfig.FILE), config(code).json());
    }
  }

  /** A network of known institutions, of which the first alone is a validator. */
  static byte[] description(String... codes) {
    NetworkDescription all =
        KnownInstitution.network(
            "members.test", Stream.of(codes).map(KnownInstitution::of).toList());
    List<PartyLine> parties =
        all.parties().stream()
            .map(
                p ->
                    new PartyLine(
                        p.code(),
                        p.name(),
                        p.country(),
                        p.standing(),
                        p.mandates(),
                        p.agents(),
                        p.accounts(),
                        p.code().equals(codes[0])))
            .toList();
    return JsonMapper.shared()
        .writeValueAsBytes(
            new NetworkDescription(
                all.origin(),
                all.assets(),
                parties,
                all.openings(),
                all.liquidity(),
                all.rates(),
                List.of(),
                TRANSFER_IDS));
  }

  private NodeConfig config(String code) {
    return new NodeConfig(
        code,
        new NodeConfig.Listener("127.0.0.1", 0),
        new NodeConfig.Listener("127.0.0.1", port(code)),
        new NodeConfig.Listener("127.0.0.1", 0),
        List.of(ONE, OTHER).stream()
            .map(each -> new NodeConfig.Peer(each, url(each).toString(), "127.0.0.1:1"))
            .toList(),
        new NodeConfig.Tls("tls/ca.crt", "tls/node.crt", "tls/node.key"),
        NodeConfig.Keystore.files("keys"),
        List.of(),
        null);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int port(String code) {
    Integer port = ports.get(code);
    if (port == null) throw new IllegalArgumentException(code);
    return port;
  }

  /** Where a member's node is reached by the other's. */
  URI url(String code) {
    return URI.create("https://127.0.0.1:" + port(code));
  }

  Path folder(String code) {
    return out.resolve(code);
  }

  RunningNode start(String code) {
    RunningNode node =
        RunningNode.start(out.resolve(code).resolve(NodeConfig.FILE), new NodeOptions());
    nodes.put(code, node);
    return node;
  }

  void stop(String code) {
    RunningNode node = nodes.remove(code);
    if (node != null) node.close();
  }

  RunningNode node(String code) {
    RunningNode node = nodes.get(code);
    if (node == null) throw new IllegalStateException(code + " does not run");
    return node;
  }

  Network network() {
    return DataFolder.openMember(out.resolve(ONE), NodeConfig.Keystore.files("keys")).network();
  }

  Party party(String code) {
    return network().party(code).orElseThrow();
  }

  Asset asset(String code) {
    return network().asset(code).orElseThrow();
  }

  NodeClient systemOf(String code) {
    return new NodeClient(node(code).url(), node(code).tokenFile(party(code)));
  }

  CertificateAuthority authority() {
    return CertificateAuthority.open(out.resolve("ca"));
  }

  private void issue(String code, Path tls, Hash32 network) throws IOException {
    authority()
        .issue(network, code, List.of(), Instant.now())
        .write(tls.resolve("node.crt"), tls.resolve("node.key"));
    authority().writeCertificate(tls.resolve("ca.crt"));
  }

  /** A client that shows one institution's certificate to another's node. */
  MemberClient client(String from, String to) throws IOException {
    return client(from, to, url(to));
  }

  MemberClient client(String from, String to, URI address) throws IOException {
    Path tls = Files.createTempDirectory(out, "tls");
    issue(from, tls, network().hash());
    return new MemberClient(
        Certificates.read(
            tls.resolve("ca.crt"),
            tls.resolve("node.crt"),
            tls.resolve("node.key"),
            network(),
            Instant.now()),
        to,
        address);
  }

  /** What an institution signs, entered into a node's own ledger. */
  Gateway gateway(String signer, String at) {
    Path keys = signer.equals(ONE) ? out.resolve("sbp/keys") : out.resolve("others");
    Replica replica = node(at).part(Replica.class);
    return new Gateway(
        party(signer),
        network().hash(),
        new OwnKeys(party(signer), new FileKeys(new Keyring(keys)), replica),
        node(at).part(Catalogue.class),
        replica,
        InstantSource.system(),
        new Ids(InstantSource.system()));
  }

  /** What the node of another institution would do at the founding, in a node's own ledger. */
  Founding founding(String of, String at) {
    DataFolder folder = node(at).part(DataFolder.class);
    return new Founding(
        folder.network(),
        folder.description(),
        node(at).part(Replica.class),
        Map.of(party(of).number(), gateway(of, at)));
  }

  Payment payment(String at, Id id) {
    return Wait.seen("the payment " + id + " at " + at, () -> paymentOrNull(at, id));
  }

  @org.jspecify.annotations.Nullable
  Payment paymentOrNull(String at, Id id) {
    return node(at)
        .part(Replica.class)
        .read(kernel -> Optional.ofNullable(payments(kernel).get(id)))
        .orElse(null);
  }

  private static Table<Id, Payment> payments(Kernel kernel) {
    return kernel.table("payments.payment", Id.class, Payment.class);
  }

  List<Quote> quotes(String at) {
    return node(at)
        .part(Replica.class)
        .read(kernel -> List.copyOf(kernel.table("payments.quote", Id.class, Quote.class).rows()));
  }

  @Override
  public void close() {
    for (String code : List.copyOf(nodes.keySet())) stop(code);
  }
}
