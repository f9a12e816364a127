package org.rahdari.replication;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.State;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.MissingVersionException;
import org.rahdari.program.PartyKey;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.VerifierKey;

/**
 * A kernel that agrees with its peers and survives its process: the front door of this module.
 *
 * <p>An envelope comes in by {@link #submit}, is ordered and made durable, executed, and answered;
 * {@link #awaitFinal} tells when it is final, {@link #receipt} proves it. Tables are read through
 * {@link #read}; a projection {@link #follow}s.
 *
 * <p><b>After a crash</b> the state is made again from the last snapshot and the log. A start is
 * refused, with one sentence, rather than serve a log that is damaged or contradicts what was
 * signed. <b>When executing fails</b>, which is a defect, the replica stops at that position and
 * acknowledges nothing more.
 */
public final class Replica implements AutoCloseable {
  private static final long REJOINING_LOOK_MILLIS = 20;
  private static final System.Logger LOG = System.getLogger(Replica.class.getName());

  private final ReplicaConfig config;
  private final Deque<Closeable> stores = new ArrayDeque<>();
  private final Home home;
  private final PayloadStore store;
  private final SnapshotStore snapshots;
  private final TileLog tiles;
  private final LeafStore leaves;
  private final Policies policies;
  private final Machine machine;
  private final Order order;
  private final Intake intake;
  private final Checkpoints checkpoints;
  private final Receipts receipts;
  private volatile @Nullable Intake takenIn;
  private volatile @Nullable Order ordered;
  private final Set<Following> followings = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;
  private boolean closed;

  private Replica(ReplicaConfig config, Kernel kernel, OrderSource source, Pace pace)
      throws IOException {
    this.config = config;
    try {
      home = opened(Home.open(config.directory(), kernel.network(), config.policy().origin()));
      store = opened(PayloadStore.open(home.log(), PayloadStore.FILE_BYTES_MAX));
      snapshots = new SnapshotStore(home.snapshots());
      Signed signed = Signed.read(home.signed()).orElse(null);
      SnapshotStore.Kept kept = snapshots.newest(Long.MAX_VALUE).orElse(null);
      Snapshot snapshot = kept == null ? null : kept.snapshot();
      OrderSource.Settled settled = source.settle(home, store, snapshot, signed);
      tiles = opened(TileLog.open(home.tiles()));
      leaves = opened(LeafStore.open(home.leaves()));
      policies = new Policies(config.policy(), kernel);
      machine =
          new Machine(
              kernel,
              tiles,
              leaves,
              policies,
              this::chartered,
              signed,
              alone(),
              this::executed,
              pace);
      machine.restore(kept);
      Stamps stamps = new Stamps(config.clock(), pace.nanos());
      checkpoints =
          new Checkpoints(
              machine,
              tiles,
              home,
              policies,
              config.signer(),
              alone() ? Stamps.CUTS_APART_MILLIS : 0,
              config.membership().cosigners(),
              new SkewWatch(config.clock()),
              pace);
      receipts = new Receipts(store, leaves, tiles, checkpoints);
      OrderSource.Place executed = executeKept(settled, snapshot);
      SnapshotWriter writer =
          new SnapshotWriter(
              machine,
              snapshots,
              snapshot,
              this::forceTreeAndLeaves,
              config.snapshotEveryEntries(),
              pace);
      order =
          settled.open(
              new OrderSource.Parts(
                  config,
                  kernel.network(),
                  members(),
                  alwaysMember(),
                  home,
                  store,
                  machine,
                  writer,
                  checkpoints,
                  stamps),
              executed);
      ordered = order;
      intake = new Intake(machine, config.clock(), stamps, order, checkpoints::size, pace);
    } catch (MissingVersionException e) {
      closeStores();
      throw new RefusedException(String.valueOf(e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      closeStores();
      throw e;
    }
  }

  /**
   * Starts it; returns when everything from before is executed and it takes envelopes.
   *
   * @param kernel a fresh one, which the replica owns from now on
   * @throws RefusedException if the folder is in use, of another network or version, contradicts
   *     what was signed, or goes on with a version of a program that this software has not
   * @throws DamagedException if a file is damaged
   */
  public static Replica start(ReplicaConfig config, Kernel kernel) throws IOException {
    return startValidator(config, kernel, RatisOrder.SOURCE);
  }

  /**
   * Starts it on an empty folder, whose disk was lost or that is a new member's, while the others
   * go on: fetches the log from one of them and executes it, since a validator signs only what it
   * has executed itself, waits until the ledger names it, and then joins them.
   *
   * @param source one of them
   * @param position to fetch up to at least: the farthest that any of them has executed now, so
   *     that nothing that this member has acknowledged before is missing from what it votes with
   * @param kernels each gives a fresh one
   * @param beforeJoining has whoever leads {@link #handOver} the lead to a third: a leader goes on
   *     to believe what this member had acknowledged before it lost it
   * @throws RefusedException if the folder is not empty, the source contradicts what was signed, or
   *     the log goes on with a version of a program that this software has not
   */
  public static Replica rejoin(
      ReplicaConfig config,
      LogSource source,
      long position,
      Supplier<Kernel> kernels,
      Runnable beforeJoining)
      throws IOException, InterruptedException {
    if (Files.exists(config.directory().resolve("raft"))) {
      throw new RefusedException(
          "The folder " + config.directory() + " is not empty: it is no lost disk's.");
    }
    try (Replica mirror =
        mirror(config.directory(), config.policy(), source, config.clock(), kernels.get())) {
      VerifierKey own = signer(config).verifierKey();
      boolean told = false;
      while (mirror.figures().position() < position || !mirror.names(own)) {
        if (!told && mirror.figures().position() >= position) {
          LOG.log(System.Logger.Level.WARNING, "This member waits until the others approve it.");
          told = true;
        }
        // Software that is too old to go on is no fault of the source.
        CompletableFuture<String> stopped = mirror.machine.stopped();
        if (stopped.isDone()) throw new RefusedException(stopped.join());
        if (!mirror.conflicts().isEmpty()) {
          throw new RefusedException(
              mirror.trouble().orElse("The log that is fetched contradicts what was signed."));
        }
        Thread.sleep(REJOINING_LOOK_MILLIS);
      }
    }
    beforeJoining.run();
    return startValidator(config, kernels.get(), RatisOrder.REJOINING);
  }

  private static Replica startValidator(ReplicaConfig config, Kernel kernel, OrderSource source)
      throws IOException {
    if (kernel.position() != 0) throw new IllegalArgumentException("the kernel is not a fresh one");
    if (!kernel.genesis().origin().equals(config.policy().origin())) {
      throw new RefusedException(
          "The network's origin is "
              + kernel.genesis().origin()
              + ", and the policy is of "
              + config.policy().origin()
              + ".");
    }
    var _ = signer(config);
    return begun(new Replica(config, kernel, source, Pace.THREADS), true);
  }

  private static NoteSigner signer(ReplicaConfig config) {
    NoteSigner signer = config.signer();
    if (signer == null) throw new IllegalArgumentException("a validator has a key");
    return signer;
  }

  private boolean names(VerifierKey validator) {
    return policies.newest().validators().contains(validator);
  }

  /**
   * Starts a mirror: it follows another node's log, executes it, signs nothing and takes no
   * envelopes. What a quorum has signed it believes once it has come to the same.
   *
   * @param kernel a fresh one, which the replica owns from now on
   * @throws RefusedException if the folder is in use, or of another network or version
   * @throws DamagedException if a file is damaged
   */
  public static Replica mirror(
      Path directory, TrustPolicy policy, LogSource source, LongSupplier clock, Kernel kernel)
      throws IOException {
    Membership nobody = new Membership(List.of(), "127.0.0.1", 0, null, notes -> {});
    ReplicaConfig config =
        new ReplicaConfig(
            directory, policy, null, nobody, ReplicaConfig.SNAPSHOT_EVERY_ENTRIES, clock);
    return start(config, kernel, MirrorOrder.source(source));
  }

  /** With any order: a test puts a model in Ratis' place. */
  static Replica start(ReplicaConfig config, Kernel kernel, OrderSource source) throws IOException {
    return start(config, kernel, source, Pace.THREADS);
  }

  /** At any pace: without threads nothing happens but in {@link #step}, and in the order's own. */
  static Replica start(ReplicaConfig config, Kernel kernel, OrderSource source, Pace pace)
      throws IOException {
    return begun(new Replica(config, kernel, source, pace), false);
  }

  private static Replica begun(Replica replica, boolean validates) throws IOException {
    try {
      if (validates) replica.requireSeat();
      replica.begin();
      return replica;
    } catch (DamagedException e) {
      replica.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      // Execution may have ended meanwhile: what failed then is only what came of it.
      CompletableFuture<String> stopped = replica.machine.stopped();
      String why = stopped.isDone() ? stopped.join() : null;
      replica.close();
      if (why != null) throw new RefusedException(why, e);
      throw e;
    }
  }

  // The start

  private <T extends Closeable> T opened(T opened) {
    stores.push(opened);
    return opened;
  }

  /**
   * Executes what the order does not hand over again and the snapshot, an older one or none, does
   * not contain.
   *
   * @return the last entry that is executed then; null for none
   */
  private OrderSource.@Nullable Place executeKept(
      OrderSource.Settled settled, @Nullable Snapshot snapshot) throws IOException {
    OrderSource.Place last =
        snapshot == null ? null : new OrderSource.Place(snapshot.term(), snapshot.index());
    long position = machine.executedPosition() + 1;
    for (; position <= store.lastPosition(); position++) {
      PayloadHeader header = store.header(position);
      if (settled.handsOver(header)) break;
      Body body = store.read(position).body();
      machine.execute(body.entry(position), body.cut(), header.term(), header.index());
      last = new OrderSource.Place(header.term(), header.index());
    }
    return last;
  }

  /** Nobody waits for what is executed again before anything is taken in. */
  private void executed(Executed executed) {
    Intake taken = takenIn;
    if (taken != null) taken.executed(executed);
  }

  /** Before there is an order, nobody need be told: it begins with who the members are then. */
  private void chartered(Policies changed) {
    Order told = ordered;
    if (told != null) told.members(members());
  }

  private boolean alwaysMember() {
    NoteSigner signer = config.signer();
    return signer != null && policies.alwaysNamed(signer.verifierKey().name());
  }

  private List<Member> members() {
    List<Member> configured = config.membership().members();
    if (configured.size() < 2) return configured;
    return Roster.of(policies.state(), machine.kernel().genesis(), configured);
  }

  private void forceTreeAndLeaves() {
    try {
      tiles.force();
      leaves.force();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean alone() {
    return config.membership().members().size() == 1;
  }

  /** Who has never been a validator is none by mistake; who was one goes on to serve reads. */
  private void requireSeat() throws RefusedException {
    NoteSigner signer = config.signer();
    if (signer == null || store.lastPosition() > 0) return;
    if (policies.newest().validators().contains(signer.verifierKey())) return;
    throw new RefusedException(
        "The policy does not name the validator " + signer.verifierKey().name() + ".");
  }

  private void begin() throws IOException {
    var _ = machine.stopped().thenRun(() -> Thread.ofVirtual().start(this::leave));
    order.begin();
    try {
      machine.awaitRecorded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("The start was interrupted.", e);
    }
    if (alone() && !machine.coversSigned()) {
      throw new RefusedException(
          "The log ends at position "
              + machine.standing().position()
              + " with "
              + machine.standing().treeSize()
              + " leaves, and this validator has signed a tree of more: restore the folders log"
              + " and raft from a backup.");
    }
    checkpoints.start(machine.signed());
    takenIn = intake;
    intake.start();
  }

  // The way in

  /**
   * Orders and executes an envelope.
   *
   * @param envelope the binary form; not to be written to afterwards
   * @return what became of it, as soon as it is durable and executed here; {@link StoppedException}
   *     if the replica stops before
   */
  public CompletableFuture<Submitted> submit(byte[] envelope) {
    return intake.submit(envelope);
  }

  /**
   * Takes a checkpoint that another validator has signed, or a final one that a witness has
   * cosigned.
   *
   * @return why it is of no use, in one sentence; empty where it is kept
   */
  public Optional<String> meet(byte[] note) throws IOException {
    return checkpoints.meet(note);
  }

  // What is read

  /**
   * Reads the kernel between two entries. Execution waits meanwhile, so keep it short and take
   * copies out.
   *
   * @throws StoppedException after execution has failed
   */
  public <T> T read(Function<Kernel, T> read) {
    return machine.read(read);
  }

  /** The keys of a party by number, as the last entry left them; waits for nothing. */
  public List<PartyKey> keys(int party) {
    return machine.kernel().keys(party);
  }

  /**
   * The last checkpoint that is final: a note with the lines of a quorum at least, and of the
   * witnesses that have cosigned it.
   */
  public Optional<byte[]> checkpoint() {
    return checkpoints.served().map(Note::format);
  }

  /** The last final checkpoint that a witness has cosigned: {@link #meet} takes cosignatures. */
  public Optional<byte[]> witnessed() {
    return checkpoints.lastWitnessed().map(Note::format);
  }

  /** Completes when a checkpoint that the quorum has signed covers the leaf. */
  public CompletableFuture<VerifiedCheckpoint> awaitFinal(long leaf) {
    return checkpoints.awaitFinal(leaf);
  }

  /**
   * The receipt of an item under the last signed checkpoint; empty while none covers the leaf.
   *
   * @throws DamagedException if a file that it is made of is damaged
   * @throws IndexOutOfBoundsException if the leaf has no such item
   */
  public Optional<byte[]> receipt(long leaf, int item) throws IOException {
    return receipts.receipt(leaf, item);
  }

  /**
   * The bytes whose hash is a leaf of the tree.
   *
   * @throws DamagedException if its record is damaged
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public byte[] leaf(long index) throws IOException {
    return leaves.read(index).leaf();
  }

  /**
   * Records of the log as they lie on disk, for a mirror: header and content of each, from a
   * position on.
   *
   * @param bytesMax ends after the record that reaches it
   * @return empty where nothing of that position is executed yet
   * @throws DamagedException if one of them is damaged
   */
  public byte[] records(long fromPosition, int bytesMax) throws IOException {
    long present = machine.standing().position();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long at = Math.max(1, fromPosition); at <= present && out.size() < bytesMax; at++) {
      Payload payload = store.read(at);
      out.write(payload.header().encode().array());
      payload.body().bytes().writeTo(out);
    }
    return out.toByteArray();
  }

  /** The tree, to serve its tiles and proofs; only up to the last signed checkpoint, please. */
  public TileLog tiles() {
    return tiles;
  }

  /**
   * The executed entries from a position on, up to the present one.
   *
   * @throws UncheckedIOException around {@link DamagedException}, while it is read
   */
  public Stream<Entry> entries(long from) {
    return LongStream.rangeClosed(Math.max(1, from), machine.standing().position())
        .mapToObj(
            position -> {
              try {
                return store.read(position).entry();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * What was executed, from a leaf on, up to the present one.
   *
   * @throws UncheckedIOException around {@link DamagedException}, while it is read
   */
  public Stream<Recorded> recorded(long fromLeaf) {
    Records records = new Records(store, leaves);
    return LongStream.range(fromLeaf, machine.standing().treeSize())
        .mapToObj(
            leaf -> {
              try {
                return records.read(leaf);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * Waits until there are more leaves than so many, at most so long.
   *
   * @return how many there are
   */
  public long awaitLeaves(long leaves, long millisMax) throws InterruptedException {
    return machine.awaitLeaves(leaves, millisMax).treeSize();
  }

  /**
   * Gives a consumer every execution after a position, in order, without gaps: the past by
   * executing the log again in a second kernel, then the present. A slow one makes {@link #submit}
   * answer {@code BUSY}, and is given together what waits for it; one that throws gets the same
   * again.
   *
   * @param fromPosition the last position that the consumer has
   * @param freshKernel a kernel at the start of the same network
   * @throws IllegalArgumentException if the log does not reach that position
   */
  public Following follow(
      long fromPosition, Supplier<Kernel> freshKernel, Consumer<List<Execution>> sink) {
    long present = machine.standing().position();
    if (fromPosition < 0 || fromPosition > present) {
      throw new IllegalArgumentException(
          "the consumer is at position " + fromPosition + ", and the log ends at " + present);
    }
    Following following = new Following(machine, store, snapshots, fromPosition, freshKernel, sink);
    followings.removeIf(Following::closed);
    followings.add(following);
    return following;
  }

  /** The version of a program that is in force; 0 for one that is not. */
  public int version(int program) {
    return read(kernel -> kernel.version(program));
  }

  /** How it stands. */
  public Figures figures() {
    Standing standing = machine.standing();
    return new Figures(
        standing.position(),
        standing.timeMillis(),
        standing.treeSize(),
        checkpoints.size(),
        intake.queued(),
        intake.inFlight(),
        store.lastFsyncMicros(),
        order.snapshotPosition(),
        machine.followings().stream().mapToInt(Following::waiting).max().orElse(0));
  }

  /** Whether this member decides the order now. */
  public boolean leads() {
    return order.leads();
  }

  /**
   * Gives the lead to another member, if this one has it.
   *
   * @param except the code of a member that is not to get it
   */
  public void handOver(String except) {
    order.handOver(except);
  }

  /** What is trusted here, and every policy that the ledger has adopted since. */
  public PolicyHistory policies() {
    return policies.history();
  }

  /** Who validates now, and where their nodes are. */
  public State charter() {
    return policies.state();
  }

  /** Why this validator signs nothing now, in one sentence; empty while it does. */
  public Optional<String> silent() {
    return checkpoints.silent();
  }

  /** Why nothing comes to this replica now, in one sentence; empty while it does. */
  public Optional<String> trouble() {
    return order.trouble();
  }

  /** Checkpoints that other validators signed and that contradict: an alert, and evidence. */
  public List<Conflict> conflicts() {
    return checkpoints.conflicts();
  }

  /** Completes with one sentence when the replica stops by itself. */
  public CompletableFuture<String> stopped() {
    return machine.stopped().thenApplyAsync(sentence -> sentence);
  }

  // The end

  /** Finishes what is queued, signs what is executed, and leaves: a few seconds at most. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) return;
    closed = true;
    closing = true;
    intake.drain();
    try {
      checkpoints.close();
    } finally {
      followings.forEach(Following::close);
      order.closing();
      try {
        order.leave();
      } finally {
        machine.close();
        intake.close();
        order.close();
        closeStores();
      }
    }
  }

  /** One turn of the wheels that have no threads: takes in, and signs. */
  void step() {
    if (machine.stopped().isDone()) return;
    intake.step();
    checkpoints.step();
  }

  /** As {@link #stopped}, and whoever asks is told at once. */
  CompletableFuture<String> stoppedNow() {
    return machine.stopped();
  }

  /** Lets go of the files and finishes nothing, as a crash would leave them. */
  void abandon() throws IOException {
    closed = true;
    closing = true;
    closeStores();
  }

  /** A replica that has stopped by itself neither leads nor votes any more. */
  private void leave() {
    if (closing) return;
    try {
      order.leave();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "Ratis cannot be stopped", e);
    }
  }

  private void closeStores() throws IOException {
    while (!stores.isEmpty()) stores.pop().close();
  }
}
