package org.rahdari.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rahdari.node.NodeConfig.Keystore;
import org.rahdari.node.NodeConfig.Listener;
import org.rahdari.node.NodeConfig.Peer;
import org.rahdari.node.NodeConfig.Tls;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.PartyLine;
import org.rahdari.platform.PlainFailure;
import org.springframework.util.FileSystemUtils;

/**
 * The folders of a new network, one for each institution that runs a node, to be given to it and to
 * nobody else.
 *
 * <pre>
 * CODE/node.json   this node's configuration
 * CODE/network.json, genesis, policy, version   the same bytes in every folder
 * CODE/keys/       this institution's secrets alone
 * CODE/tls/        the authority's certificate, this node's and its key, in PEM
 * CODE/founding    until the first start, where there are several
 * others/          the secrets of institutions that run no node, where there are such
 * ca/              the authority that issued the certificates
 * </pre>
 *
 * They come into being together or not at all.
 */
final class NetworkFolders {

  /** Validators of a network at most. */
  static final int VALIDATORS_MAX = 64;

  /** What stands for the institution's code in a host's name. */
  static final String CODE = "{institution}";

  /** The last base of ports above which all are there. */
  static final int PORT_BASE_MAX = 65_200;

  static final int MEMBERS_ABOVE_API = 100;
  static final int RAFT_ABOVE_API = 200;
  private static final String LOOPBACK = "127.0.0.1";

  private final byte[] json;
  private final NetworkDescription description;
  private final List<PartyLine> validators;
  private final String host;
  private final int portBase;

  /**
   * Folders for a network.
   *
   * @param json the description's bytes, which every node gets
   * @param host where the nodes are reached by each other; {@value #CODE} in it is the code
   * @param portBase the ports of the first node are 1, 101 and 201 above it
   * @throws PlainFailure if the description, the host or the ports cannot be used
   */
  NetworkFolders(byte[] json, String host, int portBase) {
    this.json = json;
    this.description = DataFolder.description(json);
    this.validators = description.parties().stream().filter(PartyLine::validator).toList();
    this.host = host;
    this.portBase = portBase;
    if (validators.size() > VALIDATORS_MAX) {
      throw new PlainFailure(
          "The network names "
              + validators.size()
              + " validators; it can have "
              + VALIDATORS_MAX
              + " at most.");
    }
    if (portBase < 1 || portBase > PORT_BASE_MAX) {
      throw new PlainFailure(
          "The base of the ports is a number from 1 to "
              + PORT_BASE_MAX
              + ", and not "
              + portBase
              + ".");
    }
    for (PartyLine each : validators) {
      CertificateAuthority.requireHost(host(each));
      if (each.code().equals("ca") || each.code().equals("others")) {
        throw new PlainFailure(
            "The folder " + each.code() + " has another use: give that validator another code.");
      }
    }
  }

  /** The codes of the institutions that get a folder. */
  List<String> codes() {
    return validators.stream().map(PartyLine::code).toList();
  }

  /**
   * Writes them.
   *
   * @param out a folder that is not there yet, or is empty
   * @throws PlainFailure if it cannot be, or the description contradicts itself
   */
  void write(Path out, Instant now) {
    try {
      requireEmpty(out);
      Path target = out.toAbsolutePath().normalize();
      Files.createDirectories(parent(target));
      Path unfinished = Files.createTempDirectory(parent(target), ".rahdari-init");
      try {
        fill(unfinished, now);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        FileSystemUtils.deleteRecursively(unfinished);
      }
    } catch (IOException e) {
      throw new PlainFailure(
          "The folders cannot be written to " + out + ": " + e.getMessage() + ".", e);
    }
  }

  private static Path parent(Path target) {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  private static void requireEmpty(Path out) throws IOException {
    if (!Files.exists(out)) return;
    boolean empty = false;
    if (Files.isDirectory(out)) {
      try (Stream<Path> inside = Files.list(out)) {
        empty = inside.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new PlainFailure(
          "There is something at " + out + " already: name a folder that is not there yet.");
    }
  }

  private void fill(Path root, Instant now) throws IOException {
    Map<String, Keyring> keyrings = new HashMap<>();
    for (PartyLine each : validators) {
      keyrings.put(each.code(), new Keyring(secretFolder(root.resolve(each.code()), "keys")));
    }
    boolean alone = validators.size() == description.parties().size();
    Keyring others = alone ? null : new Keyring(secretFolder(root, "others"));
    Network network =
        DataFolder.founded(
            description,
            code -> {
              Keyring own = keyrings.getOrDefault(code, others);
              if (own == null) throw new IllegalStateException("no keyring for " + code);
              return own;
            });
    CertificateAuthority authority = CertificateAuthority.found(description.origin(), now);
    writeAuthority(authority, secretFolder(root, "ca"));
    if (others != null) Files.writeString(root.resolve("others/README"), OTHERS);
    for (PartyLine each : validators) {
      Path folder = root.resolve(each.code());
      DataFolder.writeNetwork(folder, json, network);
      Files.write(folder.resolve(NodeConfig.FILE), config(each).json());
      if (validators.size() > 1) Files.writeString(folder.resolve(DataFolder.FOUNDING), FOUNDING);
      writeTls(authority, network, each, Files.createDirectory(folder.resolve("tls")), now);
    }
  }

  private static final String FOUNDING =
      """
      This node has never run: with this file its first start founds the network together with the
      others, and removes it. Without it a node whose ledger is gone fetches it from the others.
      """;

  private static final String OTHERS =
      """
      The keys of institutions that run no node: give each to its institution,
      which has it put into keys/ of the node that is to serve it.
      """;

  private static final String AUTHORITY =
      """
      Whoever has ca.key can admit a node to this network. Nobody needs it for anything else:
      keep this folder off the nodes, offline, and delete it from where it was made.
      """;

  private static void writeAuthority(CertificateAuthority authority, Path folder)
      throws IOException {
    authority.write(folder);
    Files.writeString(folder.resolve("README"), AUTHORITY);
  }

  private void writeTls(
      CertificateAuthority authority, Network network, PartyLine party, Path tls, Instant now)
      throws IOException {
    authority
        .issue(network.hash(), party.code(), List.of(host(party)), now)
        .write(tls.resolve("node.crt"), tls.resolve("node.key"));
    authority.writeCertificate(tls.resolve("ca.crt"));
  }

  static Path secretFolder(Path parent, String name) throws IOException {
    Path folder = Files.createDirectories(parent).resolve(name);
    Files.createDirectory(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    return folder;
  }

  private NodeConfig config(PartyLine party) {
    int api = apiPort(party);
    String own = host(party);
    List<Peer> peers = new ArrayList<>();
    for (PartyLine each : validators) {
      peers.add(peer(each.code(), host(each), apiPort(each)));
    }
    return new NodeConfig(
        party.code(),
        // In plain HTTP: on the machine itself, whatever the host is.
        new Listener(LOOPBACK, api),
        new Listener(own, api + MEMBERS_ABOVE_API),
        new Listener(own, api + RAFT_ABOVE_API),
        peers,
        new Tls("tls/ca.crt", "tls/node.crt", "tls/node.key"),
        Keystore.files("keys"),
        description.witnesses(),
        null);
  }

  /** A node whose ports are at the usual distances. */
  static Peer peer(String institution, String host, int apiPort) {
    String bracketed = host.contains(":") ? "[" + host + "]" : host;
    return new Peer(
        institution,
        "https://" + bracketed + ":" + (apiPort + MEMBERS_ABOVE_API),
        bracketed + ":" + (apiPort + RAFT_ABOVE_API));
  }

  private int apiPort(PartyLine party) {
    return portBase + 1 + validators.indexOf(party);
  }

  private String host(PartyLine party) {
    return host.replace(CODE, party.code());
  }
}
