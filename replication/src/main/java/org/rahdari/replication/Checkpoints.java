package org.rahdari.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * Signs the tree when it has grown: first the tree is on the disk, then the signature, then anybody
 * sees it. The first news is signed at once, more within {@link #APART_MILLIS} together.
 */
final class Checkpoints implements AutoCloseable {
  /** The time between two checkpoints at least. */
  static final long APART_MILLIS = 20;

  private static final long POLL_MILLIS = 1_000;

  private final Machine machine;
  private final TileLog tiles;
  private final Home home;
  private final TrustPolicy policy;
  private final CheckpointSigner signer;
  private final ConcurrentSkipListMap<Long, CompletableFuture<VerifiedCheckpoint>> waiting =
      new ConcurrentSkipListMap<>();
  private final Thread thread = Thread.ofPlatform().name("rahdari-checkpoint").unstarted(this::run);
  private volatile @Nullable Latest latest;
  private volatile boolean started;
  private volatile boolean closing;

  /** A checkpoint that a quorum signed. */
  record Latest(VerifiedCheckpoint verified, Note note) {
    long size() {
      return verified.checkpoint().size();
    }
  }

  Checkpoints(Machine machine, TileLog tiles, Home home, TrustPolicy policy, NoteSigner signer) {
    this.machine = machine;
    this.tiles = tiles;
    this.home = home;
    this.policy = policy;
    this.signer = new CheckpointSigner(policy, signer);
  }

  /**
   * @param last what was signed before the last stop, found in the tree again
   */
  void start(@Nullable Signed last) throws IOException {
    if (last != null && last.checkpoint().size() > 0) resume(last);
    started = true;
    thread.start();
  }

  @Nullable Latest latest() {
    return latest;
  }

  long size() {
    Latest last = latest;
    return last == null ? 0 : last.size();
  }

  /** Completes when a signed checkpoint covers the leaf. */
  CompletableFuture<VerifiedCheckpoint> awaitFinal(long leaf) {
    CompletableFuture<VerifiedCheckpoint> covered =
        waiting.computeIfAbsent(leaf, l -> new CompletableFuture<>());
    Latest last = latest;
    if (last != null && last.size() > leaf) tell(last);
    if (closing || machine.stopped().isDone()) failWaiting();
    return covered;
  }

  /** Under another policy the same tree is signed anew. */
  private void resume(Signed last) throws IOException {
    if (Verifier.verifyCheckpoint(last.note(), policy) instanceof VerifiedCheckpoint verified) {
      Disk.replaceLazily(home.checkpoint(), last.note());
      try {
        latest = new Latest(verified, Note.parse(last.note()));
      } catch (MalformedException e) {
        throw new IOException(e.sentence(), e);
      }
    }
  }

  private void run() {
    try {
      while (!closing && !machine.stopped().isDone()) {
        Standing standing = machine.awaitLeaves(size(), POLL_MILLIS);
        if (standing.treeSize() <= size()) continue;
        sign(standing);
        Thread.sleep(APART_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      machine.stop("The checkpoint cannot be signed: " + e.getMessage());
    }
    if (machine.stopped().isDone()) failWaiting();
  }

  private synchronized void sign(Standing standing) throws IOException {
    tiles.force();
    Hash root = tiles.rootAt(standing.treeSize());
    Note note = CheckpointSigner.combine(policy, List.of(signer.sign(standing.treeSize(), root)));
    byte[] bytes = note.format();
    VerifiedCheckpoint verified =
        switch (Verifier.verifyCheckpoint(bytes, policy)) {
          case VerifiedCheckpoint good -> good;
          case Refused refused -> throw new IOException(refused.sentence());
        };
    Checkpoint checkpoint = verified.checkpoint();
    new Signed(standing.position(), standing.index(), checkpoint, bytes).write(home.signed());
    Disk.replaceLazily(home.checkpoint(), bytes);
    latest = new Latest(verified, note);
    tell(new Latest(verified, note));
  }

  private void tell(Latest last) {
    Map<Long, CompletableFuture<VerifiedCheckpoint>> covered = waiting.headMap(last.size());
    for (Long leaf : new ArrayList<>(covered.keySet())) {
      CompletableFuture<VerifiedCheckpoint> future = waiting.remove(leaf);
      if (future != null) future.completeAsync(last::verified);
    }
  }

  private void failWaiting() {
    String sentence =
        machine.stopped().isDone() ? machine.stopped().join() : "The replica has been closed.";
    for (Long leaf : new ArrayList<>(waiting.keySet())) {
      CompletableFuture<VerifiedCheckpoint> future = waiting.remove(leaf);
      if (future != null) future.completeExceptionally(new StoppedException(sentence));
    }
  }

  /** Signs what is not yet signed, and ends. */
  @Override
  public void close() throws IOException {
    closing = true;
    if (!started) return; // a start that was refused signs nothing
    machine.wake();
    // Not interrupted while it signs: a file channel would close under its hands.
    try {
      thread.join(java.time.Duration.ofMillis(2 * POLL_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Standing standing = machine.standing();
    if (!machine.stopped().isDone() && standing.treeSize() > size()) sign(standing);
    failWaiting();
  }
}
