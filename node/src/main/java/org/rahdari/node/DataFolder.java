package org.rahdari.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Charter;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Asset;
import org.rahdari.licensing.Licensing;
import org.rahdari.payments.Payments;
import org.rahdari.platform.FileKeys;
import org.rahdari.platform.Grants;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.AmountLine;
import org.rahdari.platform.Peers;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.SigningKeys;
import org.rahdari.program.Program;
import org.rahdari.replication.LogSource;
import org.rahdari.replication.Replica;
import org.rahdari.replication.ReplicaConfig;
import org.rahdari.transparency.NoteSigner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a node keeps on disk.
 *
 * <pre>
 * version       which software made it
 * network.json  the network's description
 * genesis       what the network started from, in canonical bytes
 * policy        what verifies its receipts
 * grants/       who may read here besides, and until when
 * keys/         the secrets of the institutions that this node serves
 * tokens/       what their systems call the API with
 * people/       passwords of the invented people of a node for development
 * trail         how many rows the trail of who did what has, and the last one's hash
 * ledger/       the log, its leaves and snapshots
 * postgres/     the embedded databases
 * </pre>
 *
 * A member's has {@value NodeConfig#FILE} and {@code tls/} besides.
 */
public final class DataFolder {

  /** The programs of this software, in every version that a network has run. */
  public static final List<Program> PROGRAMS =
      List.of(Charter.PROGRAM, Payments.PROGRAM, Licensing.PROGRAM);

  /** The file that is there until a member's first start. */
  static final String FOUNDING = "founding";

  private static final System.Logger LOG = System.getLogger(DataFolder.class.getName());

  /** What the file {@code version} says. */
  public static final String VERSION = "rahdari data 3";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Path folder;
  private final Keyring keys;
  private final SigningKeys signing;
  private final NetworkDescription description;
  private final Network network;

  private DataFolder(
      Path folder,
      Keyring keys,
      SigningKeys signing,
      NetworkDescription description,
      Network network) {
    this.folder = folder;
    this.keys = keys;
    this.signing = signing;
    this.description = description;
    this.network = network;
  }

  /**
   * Opens the folder, founding a network in it where it is empty.
   *
   * @param founding the description of the network to found, or null where one must be there
   * @throws PlainFailure if it is another version's, another network's, or empty with nothing to
   *     found
   */
  public static DataFolder open(Path folder, byte @Nullable [] founding) {
    try {
      Files.createDirectories(folder);
      if (Files.exists(folder.resolve("version"))) {
        Keyring keys = new Keyring(folder.resolve("keys"));
        return reopen(folder, keys, new FileKeys(keys), founding);
      }
      return found(folder, founding);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /**
   * Opens a member's folder, which {@link NetworkFolders} made.
   *
   * @param keystore where its secrets are
   * @throws PlainFailure if it is another version's, there is no network in it, or its keys cannot
   *     be reached
   */
  static DataFolder openMember(Path folder, NodeConfig.Keystore keystore) {
    if (!Files.exists(folder.resolve("version"))) {
      throw new PlainFailure(
          "There is no network in " + folder + ": make it with ./rahdari network init.");
    }
    try {
      Keyring keys = new Keyring(folder.resolve(keystore.folder()));
      return reopen(folder, keys, keystore.open(folder, keys), null);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** A mirror's folder, in which nobody's secrets are and nothing is founded. */
  static DataFolder ofMirror(MirrorFolder mirror) {
    NetworkDescription nothing =
        new NetworkDescription(
            mirror.network().genesis().origin(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null);
    Keyring none = new Keyring(mirror.folder().resolve("keys"));
    return new DataFolder(mirror.folder(), none, new FileKeys(none), nothing, mirror.network());
  }

  private static PlainFailure unusable(Path folder, IOException e) {
    return new PlainFailure(
        "The data folder " + folder + " cannot be used: " + e.getMessage() + ".", e);
  }

  private static DataFolder reopen(
      Path folder, Keyring keys, SigningKeys signing, byte @Nullable [] founding)
      throws IOException {
    Path version = folder.resolve("version");
    String text = Files.readString(version).strip();
    if (!text.equals(VERSION)) {
      throw new PlainFailure(
          "The data folder "
              + folder
              + " was made by another version of this software ("
              + text
              + ", this one reads "
              + VERSION
              + "): use that version, or name another folder with --data.");
    }
    byte[] description = Files.readAllBytes(folder.resolve("network.json"));
    if (founding != null && !java.util.Arrays.equals(founding, description)) {
      throw new PlainFailure(
          "The data folder "
              + folder
              + " holds another network: leave --network out, or name another folder.");
    }
    return new DataFolder(
        folder, keys, signing, description(description), network(folder.resolve("genesis")));
  }

  private static Network network(Path genesis) throws IOException {
    try {
      return new Network(Genesis.decode(Files.readAllBytes(genesis)));
    } catch (MalformedException | IllegalArgumentException e) {
      throw new PlainFailure(
          "The file "
              + genesis
              + " is damaged: "
              + e.getMessage()
              + "; restore it from a backup or from another member, who has the same.",
          e);
    }
  }

  private static DataFolder found(Path folder, byte @Nullable [] founding) throws IOException {
    if (founding == null) {
      throw new PlainFailure(
          "There is no network in "
              + folder
              + " yet: found one with --network FILE, or see ./rahdari demo.");
    }
    NetworkDescription description = description(founding);
    Keyring keys = new Keyring(folder.resolve("keys"));
    Network network = founded(description, party -> keys);
    writeNetwork(folder, founding, network);
    return new DataFolder(folder, keys, new FileKeys(keys), description, network);
  }

  /** Writes what every node of a network has the same. */
  static void writeNetwork(Path folder, byte[] description, Network network) throws IOException {
    write(folder.resolve("network.json"), description);
    write(folder.resolve("genesis"), network.genesis().encode());
    write(folder.resolve("policy"), network.policy().toText().getBytes(StandardCharsets.UTF_8));
    // Last, so that a founding that was cut off is taken up again, with the same keys.
    write(folder.resolve("version"), (VERSION + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Founds a network, making its institutions' keys.
   *
   * @param keyrings where the keys of the party of a code are made
   * @throws PlainFailure if the description contradicts itself
   */
  static Network founded(NetworkDescription description, Function<String, Keyring> keyrings) {
    try {
      Network network = new Network(Network.found(description, keyrings, PROGRAMS));
      for (AmountLine line : description.openings()) requireAmount(network, line);
      for (AmountLine line : description.liquidity()) requireAmount(network, line);
      return network;
    } catch (IllegalArgumentException e) {
      throw new PlainFailure(
          "The network's description cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static void requireAmount(Network network, AmountLine line) {
    boolean known =
        network.genesis().parties().stream().anyMatch(each -> each.code().equals(line.party()));
    if (!known) throw new IllegalArgumentException("no party has the code " + line.party());
    Asset asset =
        network
            .asset(line.asset())
            .orElseThrow(() -> new IllegalArgumentException("there is no asset " + line.asset()));
    String amount = "the amount of " + line.party() + " in " + line.asset();
    try {
      if (Network.minor(asset, line.amount()) <= 0)
        throw new IllegalArgumentException(amount + " is not above zero");
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(amount + " has " + e.getMessage(), e);
    }
  }

  /**
   * Reads a description.
   *
   * @throws PlainFailure if it is none
   */
  static NetworkDescription description(byte[] json) {
    NetworkDescription description;
    try {
      description = JSON.readValue(json, NetworkDescription.class);
    } catch (JacksonException e) {
      String why = e.getCause() instanceof PlainFailure plain ? plain.getMessage() : null;
      throw new PlainFailure(
          "The network's description cannot be read: "
              + (why == null ? e.getOriginalMessage() : why)
              + ".",
          e);
    }
    if (description == null) throw new PlainFailure("The network's description is empty.");
    return description;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".fresh");
    Files.write(
        fresh,
        bytes,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Starts the replica that keeps its ledger here.
   *
   * @throws PlainFailure if it cannot start
   */
  Replica startReplica() {
    if (network.genesis().validators().size() != 1) {
      throw new PlainFailure(
          "The network names several validators: start the node of each with --config, as"
              + " ./rahdari network init writes it.");
    }
    NoteSigner signer = logKey(network.code(network.genesis().validators().getFirst().party()));
    return start(ReplicaConfig.of(ledger(), network.policy(), signer));
  }

  /**
   * Starts a replica that follows another node's.
   *
   * @throws PlainFailure if it cannot start
   */
  Replica startMirror(LogSource source) {
    try {
      return Replica.mirror(
          ledger(), network.policy(), source, System::currentTimeMillis, freshKernel());
    } catch (IOException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Starts the replica of one of several members.
   *
   * @param peers from whom a ledger that was lost is fetched
   * @param cosigners takes what this validator signs to the others
   * @throws PlainFailure if it cannot start, or this member is no validator
   */
  Replica startReplica(Membership membership, Peers peers, Consumer<List<byte[]>> cosigners) {
    if (network.genesis().validators().size() == 1) return startReplica();
    ReplicaConfig config =
        ReplicaConfig.of(
            ledger(),
            network.policy(),
            logKey(membership.config().institution()),
            membership.replicated(this, cosigners));
    try {
      Path founding = folder.resolve(FOUNDING);
      boolean lost = !Files.exists(ledger().resolve("raft")) && !Files.exists(founding);
      if (lost) return fetched(config, peers);
      Replica replica = start(config);
      Files.deleteIfExists(founding);
      return replica;
    } catch (IOException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Starts the replica of one of several members for a benchmark: nobody hears what it signs.
   *
   * @param plain without TLS, for comparison
   */
  Replica startReplica(Membership membership, boolean plain) {
    var tls = membership.replicated(this, notes -> {});
    return start(
        ReplicaConfig.of(
            ledger(),
            network.policy(),
            logKey(membership.config().institution()),
            plain
                ? new org.rahdari.replication.Membership(
                    tls.members(), tls.bind(), tls.port(), null, tls.cosigners())
                : tls));
  }

  /**
   * The key of the validator of an institution: a founder, or one that joins.
   *
   * @throws PlainFailure if it is neither
   */
  NoteSigner logKey(String institution) {
    String key = Network.validatorKey(institution);
    if (network.party(institution).isEmpty() || !signing.names().contains(key)) {
      throw new PlainFailure(
          institution
              + " is no validator of this network, or its key "
              + key
              + " is missing: it follows the ledger with ./rahdari mirror, or joins with a folder"
              + " that ./rahdari network admit writes.");
    }
    SigningKey with = signing.key(key);
    return new NoteSigner(network.validatorName(institution), with.publicKey().bytes(), with::sign);
  }

  /** The disk was lost, or is a new member's: others have the log. */
  private Replica fetched(ReplicaConfig config, Peers peers) throws IOException {
    MemberSource source = MemberSource.farthest(peers);
    LOG.log(
        System.Logger.Level.WARNING,
        "The ledger is not here: it is fetched from {0}, up to position {1}, and executed.",
        source.member().member(),
        Long.toString(source.position()));
    try {
      return Replica.rejoin(
          config, source, source.position(), this::freshKernel, () -> MemberSource.announce(peers));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlainFailure("The start was interrupted.", e);
    }
  }

  private Replica start(ReplicaConfig config) {
    try {
      return Replica.start(config, freshKernel());
    } catch (IOException e) {
      throw new PlainFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** A kernel at the start of the network. */
  public Kernel freshKernel() {
    try {
      return new Kernel(network.genesis(), PROGRAMS);
    } catch (IllegalArgumentException e) {
      throw new PlainFailure(
          "This software cannot run the network in " + folder + ": " + e.getMessage() + ".", e);
    }
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** How it was described. */
  public NetworkDescription description() {
    return description;
  }

  /** The secrets in files. */
  public Keyring keys() {
    return keys;
  }

  /** The keys that sign. */
  public SigningKeys signing() {
    return signing;
  }

  /** Who may read here besides the institutions that it serves. */
  Grants grants(InstantSource clock) {
    return new Grants(folder, clock);
  }

  /** The file of what verifies receipts. */
  public Path policy() {
    return folder.resolve("policy");
  }

  /** Where the institutions' tokens are written for their systems. */
  public Path tokens() {
    return folder.resolve("tokens");
  }

  /** Where the passwords of invented people are. */
  public Path people() {
    return folder.resolve("people");
  }

  /** The file with the end of the trail of who did what. */
  public Path trail() {
    return folder.resolve("trail");
  }

  /** Where the log is. */
  public Path ledger() {
    return folder.resolve("ledger");
  }

  /** Where the index of what moved is. */
  public Path history() {
    return folder.resolve("history");
  }

  /** Where languages are added to the console, and sentences replaced; it need not exist. */
  public Path messages() {
    return folder.resolve("messages");
  }

  /** Where the embedded databases are. */
  public Path postgres() {
    return folder.resolve("postgres");
  }
}
