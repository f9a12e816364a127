package org.rahdari.replication;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.DamagedLogException;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.InnerTree;
import org.rahdari.transparency.ItemResult;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.TileLog;

/**
 * The kernel with its leaves: executes entries in order, one thread at a time, and tells who
 * follows. What it had done after the last snapshot is done again after a crash, the same; a tree
 * that differs from the one that was signed is refused.
 */
final class Machine {
  private static final System.Logger LOG = System.getLogger(Machine.class.getName());

  private final Kernel kernel;
  private final TileLog tiles;
  private final LeafStore leaves;
  private final @Nullable Signed signed;
  private final ReadWriteLock tables = new ReentrantReadWriteLock();
  private final List<Following> followings = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> stopped = new CompletableFuture<>();
  private boolean signedFound;
  private volatile Standing standing;

  Machine(Kernel kernel, TileLog tiles, LeafStore leaves, @Nullable Signed signed) {
    this.kernel = kernel;
    this.tiles = tiles;
    this.leaves = leaves;
    this.signed = signed;
    this.standing = standing(0, -1);
  }

  /**
   * Goes back to a snapshot, or to the start where there is none, and makes tree and leaves fit.
   *
   * @throws DamagedException if they do not
   */
  void restore(@Nullable Snapshot snapshot) throws IOException {
    long size = snapshot == null ? 0 : snapshot.treeSize();
    if (snapshot != null) restoreKernel(kernel, snapshot);
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
    lookForSigned();
  }

  /** Fills a fresh kernel from a snapshot. */
  static void restoreKernel(Kernel kernel, Snapshot snapshot) throws IOException {
    if (!snapshot.network().equals(kernel.network())) {
      throw new RefusedException(
          "The snapshot of position " + snapshot.position() + " belongs to another network.");
    }
    kernel.restore(new DataInputStream(new ByteArrayInputStream(snapshot.state())));
  }

  /** The state now, for the thread that executes. */
  Snapshot snapshot(long term, long index) throws IOException {
    ByteArrayOutputStream state = new ByteArrayOutputStream(1 << 16);
    kernel.save(new DataOutputStream(state));
    long size = tiles.size();
    return new Snapshot(
        kernel.network(), kernel.position(), term, index, size, rootAt(size), state.toByteArray());
  }

  /** Executes the next entry. */
  Executed execute(Entry entry, long term, long index) throws IOException {
    if (stopped.isDone()) throw new IOException(stopped.join());
    Execution execution;
    tables.writeLock().lock();
    try {
      execution = kernel.execute(entry);
    } catch (RuntimeException | Error e) {
      // What stands in the tables now is half an entry; nobody may see it.
      stop("The entry at position " + entry.position() + " cannot be executed: " + e);
      throw e;
    } finally {
      tables.writeLock().unlock();
    }
    Executed executed = new Executed(execution, tiles.size());
    append(execution);
    lookForSigned();
    publish(execution, standing(term, index));
    return executed;
  }

  private void append(Execution execution) throws IOException {
    List<LeafStore.Stored> stored = new ArrayList<>(execution.batches().size());
    List<Hash> hashes = new ArrayList<>(execution.batches().size());
    for (Batch batch : execution.batches()) {
      Leaf leaf = leaf(execution, batch);
      boolean timers = batch.kind() == Batch.Kind.TIMER;
      stored.add(
          new LeafStore.Stored(
              tiles.size() + stored.size(),
              execution.position(),
              batch.envelope(),
              leaf.encode(),
              batch.results(),
              timers ? batch.items() : List.of()));
      hashes.add(leaf.hash());
    }
    leaves.append(stored);
    for (Hash hash : hashes) tiles.append(hash);
  }

  private static Leaf leaf(Execution execution, Batch batch) {
    LeafContext context =
        new LeafContext(
            execution.position(), execution.timeMillis(), execution.digest(), batch.head());
    return new Leaf(
        switch (batch.kind()) {
          case ENVELOPE -> Leaf.Kind.ENVELOPE;
          case TIMER -> Leaf.Kind.TIMER;
        },
        context.encode(),
        batch.items().size(),
        InnerTree.root(pairs(batch.items(), batch.results())));
  }

  /** The leaves of the inner tree. */
  static List<byte[]> pairs(List<byte[]> items, List<byte[]> results) {
    List<byte[]> pairs = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      pairs.add(new ItemResult(i, items.get(i), results.get(i)).encode());
    }
    return pairs;
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

  private synchronized void publish(Execution execution, Standing now) {
    standing = now;
    for (Following following : followings) following.offer(execution);
    notifyAll();
  }

  /** How far execution has come. */
  Standing standing() {
    return standing;
  }

  /** Waits for leaves beyond a size, at most so long. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  synchronized Standing awaitLeaves(long size, long millisMax) throws InterruptedException {
    if (standing.treeSize() <= size && !stopped.isDone()) wait(millisMax);
    return standing;
  }

  /** Lets nobody wait any longer. */
  synchronized void wake() {
    notifyAll();
  }

  /** Gives a following every entry after the position, unless there is one already. */
  synchronized boolean goLive(Following following, long position) {
    if (standing.position() != position) return false;
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

  /** Ends all execution because it is wanted. */
  void close() {
    stopped.complete("The replica has been closed.");
  }

  /** Completes with the sentence that says why execution ended. */
  CompletableFuture<String> stopped() {
    return stopped;
  }
}
