package org.rahdari.replication;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.KernelImage;
import org.rahdari.kernel.MissingVersionException;
import org.rahdari.transparency.DamagedLogException;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.TileLog;

/**
 * The kernel with its leaves. One thread executes entries in order; a second one follows it and
 * records what they did: it hashes the leaves, appends them, and tells submitters and followers.
 * Hashing costs as much as executing, so each has a processor to itself.
 *
 * <p>What it had done after the last snapshot is done again after a crash, the same; a tree that
 * differs from the one that was signed is refused.
 */
final class Machine {
  /** Executed entries that are not yet recorded, at most: then execution waits. */
  private static final int UNRECORDED_MAX = 8;

  /** Cuts that wait to be signed, at most: the oldest ones give way. */
  private static final int CUTS_MAX = 64;

  private static final System.Logger LOG = System.getLogger(Machine.class.getName());

  private final Kernel kernel;
  private final TileLog tiles;
  private final LeafStore leaves;
  private final Policies policies;
  private final Consumer<Policies> chartered;
  private final @Nullable Signed signed;
  private final ReadWriteLock tables = new ReentrantReadWriteLock();
  private final List<Following> followings = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> stopped = new CompletableFuture<>();
  private final BlockingQueue<Unrecorded> unrecorded = new ArrayBlockingQueue<>(UNRECORDED_MAX);
  private final boolean alone;
  private final Pace pace;
  private final Deque<Standing> cuts = new ArrayDeque<>();
  private final Consumer<Executed> submitters;
  private final Thread recording =
      Thread.ofPlatform().name("rahdari-recording").unstarted(this::record);
  private final Leaves leavesOf = new Leaves();
  private volatile long executedPosition;
  private volatile long nextTimerMillis = Long.MAX_VALUE;
  private volatile boolean signedFound;
  private volatile Standing standing;
  private volatile long lastCutSize;

  /** From which position on executions tell of accounts: somebody follows, or is about to. */
  private long toldAfter = Long.MAX_VALUE;

  private long executing;
  private long executedItems;

  /** An executed entry on its way to the leaves. */
  private record Unrecorded(
      Entry entry, boolean cut, Execution execution, long term, long index, long nextTimerMillis) {}

  /**
   * @param policies which are in force, as execution finds them
   * @param chartered hears, on the thread that executes, of each change of them
   * @param alone whether there is one validator: it need not agree with others where to sign, and
   *     signs the tree as it finds it
   * @param submitters hear of each entry when it is recorded, in order
   * @param pace without threads an entry is recorded where it is executed
   */
  Machine(
      Kernel kernel,
      TileLog tiles,
      LeafStore leaves,
      Policies policies,
      Consumer<Policies> chartered,
      @Nullable Signed signed,
      boolean alone,
      Consumer<Executed> submitters,
      Pace pace) {
    this.kernel = kernel;
    this.tiles = tiles;
    this.leaves = leaves;
    this.policies = policies;
    this.chartered = chartered;
    this.signed = signed;
    this.alone = alone;
    this.submitters = submitters;
    this.pace = pace;
    this.standing = standing(0, -1);
    kernel.tellAccounts(false);
  }

  /**
   * Goes back to a snapshot, or to the start where there is none, and makes tree and leaves fit.
   *
   * @throws DamagedException if they do not
   */
  void restore(SnapshotStore.@Nullable Kept kept) throws IOException {
    Snapshot snapshot = kept == null ? null : kept.snapshot();
    long size = snapshot == null ? 0 : snapshot.treeSize();
    if (kept != null) kept.restore(kernel);
    try {
      tiles.truncate(size);
      tiles.check();
    } catch (DamagedLogException e) {
      throw new DamagedException(
          e.file(),
          e.offset(),
          "the tree does not add up (" + e.getMessage() + ")",
          LeafStore.ADVICE);
    }
    if (snapshot != null && !rootAt(size).equals(snapshot.treeRoot())) {
      throw new RefusedException(
          "The tree of the first "
              + size
              + " leaves is not the one of the snapshot of position "
              + snapshot.position()
              + ": "
              + LeafStore.ADVICE
              + ".");
    }
    leaves.truncate(size);
    standing = snapshot == null ? standing(0, -1) : standing(snapshot.term(), snapshot.index());
    executedPosition = kernel.position();
    executing = kernel.position();
    nextTimerMillis = kernel.nextTimerMillis();
    policies.begin();
    lookForSigned();
    if (alone) lastCutSize = size;
    if (pace.threads()) recording.start();
  }

  /** The kernel now, for the thread that executes; to be released. */
  KernelImage image() {
    return kernel.image();
  }

  /** What belongs to an image, once it is recorded. */
  Snapshot snapshot(KernelImage image, long term, long index)
      throws IOException, InterruptedException {
    awaitRecorded(image.position());
    return new Snapshot(
        kernel.network(), image.position(), term, index, image.leaves(), rootAt(image.leaves()));
  }

  /**
   * Executes the next entry; what it did is recorded soon after, on another thread.
   *
   * @param cut whether validators sign the tree that it leaves
   */
  void execute(Entry entry, boolean cut, long term, long index) throws IOException {
    if (stopped.isDone()) throw new IOException(stopped.join());
    kernel.tellAccounts(beginExecuting(entry.position()));
    Execution execution;
    tables.writeLock().lock();
    boolean changed;
    try {
      execution = kernel.execute(entry);
      changed = policies.look();
    } catch (RuntimeException | Error e) {
      // What stands in the tables now is half an entry; nobody may see it.
      stop(
          e instanceof MissingVersionException
              ? String.valueOf(e.getMessage())
              : "The entry at position " + entry.position() + " cannot be executed: " + e);
      throw e;
    } finally {
      tables.writeLock().unlock();
    }
    for (Batch batch : execution.batches()) executedItems += batch.items().size();
    nextTimerMillis = kernel.nextTimerMillis();
    executedPosition = entry.position();
    if (changed) chartered.accept(policies);
    handOver(new Unrecorded(entry, cut, execution, term, index, nextTimerMillis));
  }

  private synchronized boolean beginExecuting(long position) {
    executing = position;
    return position > toldAfter;
  }

  private void handOver(Unrecorded done) throws IOException {
    if (!pace.threads()) {
      recordHere(done);
      return;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (unrecorded.offer(done, 1, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
          // Whoever closes waits for all that is executed to be recorded: this too.
          interrupted = true;
        }
        if (stopped.isDone()) throw new IOException(stopped.join());
      }
    } finally {
      if (interrupted) Thread.currentThread().interrupt();
    }
  }

  // Recording

  private void recordHere(Unrecorded done) throws IOException {
    try {
      record(done);
    } catch (IOException | RuntimeException | Error e) {
      cannotRecord(e);
      throw e;
    }
  }

  private void record() {
    try {
      while (!stopped.isDone()) {
        Unrecorded next = unrecorded.poll(1, TimeUnit.SECONDS);
        if (next != null) record(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      cannotRecord(e);
    }
  }

  private void cannotRecord(Throwable e) {
    stop("The leaves cannot be recorded: " + e.getMessage());
  }

  private void record(Unrecorded next) throws IOException {
    Execution execution = next.execution();
    Executed executed = new Executed(next.entry(), execution, tiles.size());
    append(execution);
    lookForSigned();
    publish(
        execution,
        next.cut(),
        new Standing(
            execution.position(),
            next.term(),
            next.index(),
            execution.timeMillis(),
            tiles.size(),
            execution.digest(),
            next.nextTimerMillis()));
    submitters.accept(executed);
  }

  private void append(Execution execution) throws IOException {
    List<LeafStore.Stored> stored = new ArrayList<>(execution.batches().size());
    List<Hash> hashes = new ArrayList<>(execution.batches().size());
    for (Batch batch : execution.batches()) {
      Leaf leaf = leavesOf.leaf(execution, batch);
      boolean timers = batch.kind() == Batch.Kind.TIMER;
      stored.add(
          new LeafStore.Stored(
              tiles.size() + stored.size(),
              execution.position(),
              batch.envelope(),
              leaf.encode(),
              batch.results(),
              timers ? batch.items() : List.of(),
              batch.effects()));
      hashes.add(leaf.hash());
    }
    leaves.append(stored);
    for (Hash hash : hashes) tiles.append(hash);
  }

  /** The tree that was signed before the last stop has to be in the one that is made again. */
  private void lookForSigned() throws IOException {
    if (signed == null || signedFound || tiles.size() < signed.checkpoint().size()) return;
    long size = signed.checkpoint().size();
    if (!tiles.rootAt(size).equals(signed.checkpoint().root())) {
      String sentence =
          "The log gives another tree of "
              + size
              + " leaves than the one that this validator signed: it is not signed again, and"
              + " nothing runs on it.";
      stop(sentence);
      throw new RefusedException(sentence);
    }
    signedFound = true;
  }

  /** What was signed before the last stop. */
  @Nullable Signed signed() {
    return signed;
  }

  /** Whether the log reaches what was signed before the last stop. */
  boolean coversSigned() {
    return signed == null || signedFound;
  }

  Hash32 rootAt(long size) throws IOException {
    return Hash32.of(tiles.rootAt(size).toBytes());
  }

  /** The position of the last executed entry, recorded or not. */
  long executedPosition() {
    return executedPosition;
  }

  /** How many items were executed since the start, for the thread that executes. */
  long executedItems() {
    return executedItems;
  }

  /** When the next timer is due, {@link Long#MAX_VALUE} when none is set. */
  long nextTimerMillis() {
    return nextTimerMillis;
  }

  /** Returns when everything that is executed is recorded, or execution has ended. */
  void awaitRecorded() throws InterruptedException {
    awaitRecorded(executedPosition);
  }

  private synchronized void awaitRecorded(long position) throws InterruptedException {
    while (standing.position() < position && !stopped.isDone()) wait();
    if (standing.position() < position) throw new StoppedException(stopped.join());
  }

  private Standing standing(long term, long index) {
    return new Standing(
        kernel.position(),
        term,
        index,
        kernel.timeMillis(),
        tiles.size(),
        kernel.digest(),
        kernel.nextTimerMillis());
  }

  private synchronized void publish(Execution execution, boolean cut, Standing now) {
    standing = now;
    if (cut || alone) {
      lastCutSize = now.treeSize();
      if (alone) cuts.clear();
      cuts.addLast(now);
      if (cuts.size() > CUTS_MAX) cuts.removeFirst();
    }
    for (Following following : followings) following.offer(execution);
    notifyAll();
  }

  /** How far what is executed has been recorded. */
  Standing standing() {
    return standing;
  }

  /** Waits for leaves beyond a size, at most so long. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  synchronized Standing awaitLeaves(long size, long millisMax) throws InterruptedException {
    if (standing.treeSize() <= size && !stopped.isDone()) wait(millisMax);
    return standing;
  }

  /** Waits for cuts that were not taken yet, at most so long; there may be none. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  synchronized List<Standing> awaitCuts(long millisMax) throws InterruptedException {
    if (cuts.isEmpty() && !stopped.isDone()) wait(millisMax);
    return takeCuts();
  }

  /** The cuts that were not taken yet. */
  synchronized List<Standing> takeCuts() {
    List<Standing> taken = List.copyOf(cuts);
    cuts.clear();
    return taken;
  }

  /** Whether there is one validator, which signs without cuts. */
  boolean alone() {
    return alone;
  }

  /** Leaves at the last cut that was executed. */
  long lastCutSize() {
    return lastCutSize;
  }

  /** Lets nobody wait any longer. */
  synchronized void wake() {
    notifyAll();
  }

  /** From now on executions tell of accounts, since somebody is about to follow. */
  synchronized void tellAccounts() {
    toldAfter = Math.min(toldAfter, executing);
  }

  /**
   * Gives a following every entry after the position, unless there is one already, or one is on its
   * way that does not tell of accounts.
   */
  synchronized boolean goLive(Following following, long position) {
    if (standing.position() != position || position < toldAfter) return false;
    followings.add(following);
    return true;
  }

  void leave(Following following) {
    followings.remove(following);
  }

  List<Following> followings() {
    return followings;
  }

  /** Reads the tables between two entries. */
  <T> T read(Function<Kernel, T> read) {
    tables.readLock().lock();
    try {
      if (stopped.isDone()) throw new StoppedException(stopped.join());
      return read.apply(kernel);
    } finally {
      tables.readLock().unlock();
    }
  }

  Kernel kernel() {
    return kernel;
  }

  /** Ends all execution; the first sentence counts. */
  void stop(String sentence) {
    if (!stopped.complete(sentence)) return;
    LOG.log(System.Logger.Level.ERROR, sentence);
    wake();
  }

  /** Ends all execution because it is wanted; what is executed is recorded before. */
  void close() {
    try {
      if (!stopped.isDone() && recording.isAlive()) awaitRecorded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopped.complete("The replica has been closed.");
    wake();
    try {
      recording.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Completes with the sentence that says why execution ended. */
  CompletableFuture<String> stopped() {
    return stopped;
  }
}
