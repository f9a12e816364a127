package org.rahdari.replication;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.VerifiedCheckpoint;

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
  private static final long READY_SECONDS_MAX = 600;
  private static final System.Logger LOG = System.getLogger(Replica.class.getName());

  private final ReplicaConfig config;
  private final Deque<Closeable> stores = new ArrayDeque<>();
  private final Home home;
  private final RaftLogScan raftLog;
  private final PayloadStore store;
  private final SnapshotStore snapshots;
  private final TileLog tiles;
  private final LeafStore leaves;
  private final Machine machine;
  private final Ordering ordering;
  private final RaftServer server;
  private final RaftGroup group;
  private final Intake intake;
  private final Checkpoints checkpoints;
  private final Receipts receipts;
  private final ClientId client = ClientId.randomId();
  private final Set<Following> followings = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;
  private boolean closed;

  private Replica(ReplicaConfig config, Kernel kernel) throws IOException {
    this.config = config;
    try {
      home = opened(Home.open(config.directory(), kernel.network(), config.policy().origin()));
      raftLog = RaftLogScan.of(home.raft());
      store = opened(PayloadStore.open(home.log(), PayloadStore.FILE_BYTES_MAX));
      snapshots = new SnapshotStore(home.snapshots());
      Signed signed = Signed.read(home.signed()).orElse(null);
      SnapshotStore.Kept kept = snapshots.newest(Long.MAX_VALUE).orElse(null);
      Snapshot snapshot = kept == null ? null : kept.snapshot();
      settle(snapshot, signed);
      tiles = opened(TileLog.open(home.tiles()));
      leaves = opened(LeafStore.open(home.leaves()));
      machine = new Machine(kernel, tiles, leaves, signed);
      machine.restore(kept);
      ordering = ordering(snapshot, executePurged(snapshot));
      group = group(kernel.network());
      intake = new Intake(machine, config.clock(), this::order);
      checkpoints = new Checkpoints(machine, tiles, home, config.policy(), config.signer());
      receipts = new Receipts(store, leaves, tiles, checkpoints);
      server = server();
    } catch (IOException | RuntimeException e) {
      closeStores();
      throw e;
    }
  }

  /**
   * Starts it; returns when everything from before is executed and it takes envelopes.
   *
   * @param kernel a fresh one, which the replica owns from now on
   * @throws RefusedException if the folder is in use, of another network or version, or contradicts
   *     what was signed
   * @throws DamagedException if a file is damaged
   */
  public static Replica start(ReplicaConfig config, Kernel kernel) throws IOException {
    if (kernel.position() != 0) throw new IllegalArgumentException("the kernel is not a fresh one");
    if (!kernel.genesis().origin().equals(config.policy().origin())) {
      throw new RefusedException(
          "The network's origin is "
              + kernel.genesis().origin()
              + ", and the policy is of "
              + config.policy().origin()
              + ".");
    }
    if (config.policy().quorum() > 1) {
      throw new RefusedException(
          "The policy asks for "
              + config.policy().quorum()
              + " signatures, and validators do not exchange them yet.");
    }
    if (!config.policy().validators().contains(config.signer().verifierKey())) {
      throw new RefusedException(
          "The policy does not name the validator " + config.signer().verifierKey().name() + ".");
    }
    Replica replica = new Replica(config, kernel);
    try {
      replica.begin();
      return replica;
    } catch (IOException | RuntimeException e) {
      replica.close();
      throw e;
    }
  }

  // The start

  private <T extends Closeable> T opened(T opened) {
    stores.push(opened);
    return opened;
  }

  /** Cuts from Ratis' log and from ours what was never acknowledged, or refuses. */
  private void settle(@Nullable Snapshot snapshot, @Nullable Signed signed) throws IOException {
    long snapshotPosition = snapshot == null ? 0 : snapshot.position();
    long signedPosition = signed == null ? 0 : signed.position();
    if (raftLog.empty()) {
      boolean begun = store.lastPosition() > 0 || snapshotPosition > 0 || signedPosition > 0;
      if (begun && !hasRaftState()) {
        throw new RefusedException(
            "The folder " + home.raft() + " is missing or empty: restore it from a backup.");
      }
      // A first start that was interrupted leaves a folder that Ratis does not know again.
      if (!begun) deleteAll(home.raft());
    }
    long acknowledgedIndex =
        Math.max(snapshot == null ? -1 : snapshot.index(), signed == null ? -1 : signed.index());
    long hinted = store.acknowledged();
    if (hinted > 0 && hinted <= store.lastPosition()) {
      acknowledgedIndex = Math.max(acknowledgedIndex, store.header(hinted).index());
    }
    raftLog.settle(acknowledgedIndex);
    store.settle(raftLog.lastPayloadIndex(), snapshotPosition, signedPosition);
  }

  private boolean hasRaftState() throws IOException {
    if (!Files.exists(home.raft())) return false;
    try (Stream<Path> all = Files.walk(home.raft())) {
      return all.anyMatch(path -> path.endsWith("raft-meta"));
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    if (!Files.exists(directory)) return;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  /**
   * Executes what Ratis has purged and the snapshot, an older one or none, does not contain.
   *
   * @return the last Raft entry that is executed then; null for none
   */
  private @Nullable TermIndex executePurged(@Nullable Snapshot snapshot) throws IOException {
    long term = snapshot == null ? 0 : snapshot.term();
    long index = snapshot == null ? -1 : snapshot.index();
    long position = machine.executedPosition() + 1;
    for (; position <= store.lastPosition(); position++) {
      PayloadHeader header = store.header(position);
      if (!raftLog.empty() && header.index() >= raftLog.firstIndex()) break;
      machine.execute(store.read(position).entry(), header.term(), header.index(), executed -> {});
      term = header.term();
      index = header.index();
    }
    // Ratis' own entries before its first one have no payload and are purged as well.
    index = Math.max(index, raftLog.firstIndex() - 1);
    return index < 0 ? null : TermIndex.valueOf(term, index);
  }

  private Ordering ordering(@Nullable Snapshot snapshot, @Nullable TermIndex start) {
    return new Ordering(
        machine,
        store,
        snapshots,
        start,
        snapshot == null ? 0 : snapshot.position(),
        this::forceTreeAndLeaves,
        config.snapshotEveryEntries(),
        config.clock());
  }

  private void forceTreeAndLeaves() {
    try {
      tiles.force();
      leaves.force();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RaftGroup group(Hash32 network) {
    ByteBuffer id = ByteBuffer.wrap(network.bytes());
    int key = config.signer().verifierKey().keyId();
    RaftPeer self =
        RaftPeer.newBuilder()
            .setId(RaftPeerId.valueOf("n" + HexFormat.of().toHexDigits(key)))
            .setAddress("127.0.0.1:" + config.port())
            .build();
    return RaftGroup.valueOf(RaftGroupId.valueOf(new UUID(id.getLong(), id.getLong())), self);
  }

  private RaftServer server() throws IOException {
    return RaftServer.newBuilder()
        .setServerId(group.getPeers().iterator().next().getId())
        .setGroup(group)
        .setStateMachine(ordering)
        .setProperties(RaftSettings.of(home.raft(), config.port(), config.snapshotEveryEntries()))
        .setOption(RaftStorage.StartupOption.RECOVER)
        .build();
  }

  private void begin() throws IOException {
    var _ = machine.stopped().thenRun(() -> Thread.ofVirtual().start(this::leave));
    try {
      server.start();
      ordering.leading().get(READY_SECONDS_MAX, TimeUnit.SECONDS);
      machine.awaitRecorded();
    } catch (ExecutionException e) {
      throw new RefusedException(sentence(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new RefusedException("Ratis was not ready in " + READY_SECONDS_MAX + " s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("The start was interrupted.", e);
    } catch (IOException | RuntimeException e) {
      throw new RefusedException("Ratis does not start: " + sentence(e), e);
    }
    if (!machine.coversSigned()) {
      throw new RefusedException(
          "The log ends at position "
              + machine.standing().position()
              + " with "
              + machine.standing().treeSize()
              + " leaves, and this validator has signed a tree of more: restore the folders log"
              + " and raft from a backup.");
    }
    checkpoints.start(machine.signed());
    intake.start();
  }

  private static String sentence(@Nullable Throwable e) {
    return e == null || e.getMessage() == null ? String.valueOf(e) : e.getMessage();
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

  private CompletableFuture<?> order(long callId, Ordering.Group waiting) {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(server.getId())
            .setGroupId(group.getGroupId())
            .setCallId(callId)
            // Ordering takes the envelopes from the group: a request that is not repeated holds
            // none.
            .setMessage(Message.EMPTY)
            .setType(RaftClientRequest.writeRequestType())
            .build();
    ordering.expect(callId, waiting);
    try {
      return server
          .submitClientRequestAsync(request)
          .thenAccept(
              reply -> {
                if (!reply.isSuccess()) throw new StoppedException(sentence(reply.getException()));
              })
          .whenComplete((reply, failure) -> ordering.expectNoMore(callId));
    } catch (IOException e) {
      ordering.expectNoMore(callId);
      return CompletableFuture.failedFuture(e);
    }
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

  /** The last signed checkpoint: a note. */
  public Optional<byte[]> checkpoint() {
    Checkpoints.Latest latest = checkpoints.latest();
    return latest == null ? Optional.empty() : Optional.of(latest.note().format());
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
        ordering.snapshotPosition(),
        machine.followings().stream().mapToInt(Following::waiting).max().orElse(0));
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
      ordering.closing();
      try {
        closeServer();
      } finally {
        machine.close();
        intake.close();
        ordering.close();
        closeStores();
      }
    }
  }

  /** Returns when Ratis has let go of its files, whoever closes it. */
  private void closeServer() throws IOException {
    synchronized (server) {
      server.close();
    }
  }

  /** A replica that has stopped by itself neither leads nor votes any more. */
  private void leave() {
    if (closing) return;
    try {
      closeServer();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "Ratis cannot be stopped", e);
    }
  }

  private void closeStores() throws IOException {
    while (!stores.isEmpty()) stores.pop().close();
  }
}
