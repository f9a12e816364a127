package org.rahdari.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.history.Index.Family;
import org.rahdari.history.Index.Standing;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Kernel;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Recorded;
import org.rahdari.replication.Replica;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * Everything that moved since the start of the network, to be asked by transfer, account, code and
 * time: what the ledger itself forgets.
 *
 * <p>It follows the replica at its own pace, on its own thread: it reads back what was executed,
 * out of log and leaves, and nobody waits for it. When many transfers come in it falls behind, and
 * later it catches up; {@link #position} says how far it is. Its files are made from the log alone.
 * When they are lost, damaged, or of another log, they are deleted and made again.
 *
 * <p>Any thread may ask.
 */
public final class History implements AutoCloseable {
  /** Movements and refusals that are written together, but for those of one entry. */
  static final int ROWS_PER_CHUNK = 32_768;

  private static final long WAIT_MILLIS_MAX = 200;
  private static final long RETRY_MILLIS = 2_000;
  private static final long REST_MILLIS_MAX = 1_000;
  private static final System.Logger LOG = System.getLogger(History.class.getName());

  private final Path directory;
  private final Replica replica;
  private final Hash32 network;
  private final Catalogue catalogue;
  private final CompletableFuture<String> stopped;
  private final ReadWriteLock replacing = new ReentrantReadWriteLock();
  private final Thread thread = Thread.ofPlatform().name("rahdari-history").unstarted(this::run);

  /** Null while the files cannot be opened. */
  private volatile @Nullable Index index;

  private volatile @Nullable RocksDBException damage;
  private volatile @Nullable String trouble;
  private volatile boolean closed;

  private History(Path directory, Replica replica) {
    this.directory = directory;
    this.replica = replica;
    this.network = replica.read(Kernel::network);
    this.catalogue = replica.read(Kernel::catalogue);
    this.stopped = replica.stopped();
  }

  /** Opens the index in a directory and follows the replica from where it stands. */
  public static History start(Path directory, Replica replica) {
    History history = new History(directory, replica);
    history.thread.start();
    return history;
  }

  // Following

  private void run() {
    while (!closed) {
      try {
        follow();
        trouble = null;
      } catch (RocksDBException e) {
        damage = e;
        if (!unsound(e)) standStill(e);
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException | LinkageError e) {
        standStill(e);
      }
    }
  }

  private void standStill(Throwable why) {
    trouble = "History stands still after position " + position() + ": " + why.getMessage();
    LOG.log(System.Logger.Level.ERROR, trouble, why);
    pause(RETRY_MILLIS);
  }

  private void follow() throws IOException, RocksDBException, InterruptedException {
    Index open = opened();
    long leaves = open.standing().leaves();
    if (replica.awaitLeaves(leaves, WAIT_MILLIS_MAX) > leaves) take(open, leaves);
    else if (stopped.isDone()) pause(WAIT_MILLIS_MAX);
  }

  @SuppressWarnings("WaitNotInLoop") // an early end does no harm
  private synchronized void pause(long millis) {
    try {
      if (!closed && millis > 0) wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes in what is there, in chunks of whole entries. */
  private void take(Index open, long fromLeaf) throws IOException, RocksDBException {
    try (Stream<Recorded> all = replica.recorded(fromLeaf)) {
      Iterator<Recorded> recorded = all.iterator();
      Recorded next = recorded.hasNext() ? recorded.next() : null;
      while (next != null && !closed && damage == null) {
        long begun = System.nanoTime();
        try (Chunk chunk = new Chunk(open, catalogue)) {
          long last;
          do {
            chunk.add(next);
            last = next.leaf();
            next = recorded.hasNext() ? recorded.next() : null;
          } while (next != null
              && (chunk.size() < ROWS_PER_CHUNK || next.position() == chunk.position()));
          chunk.write(leafHash(last));
        }
        giveWay(System.nanoTime() - begun);
      }
    }
  }

  /** While envelopes wait to be ordered, it works half of the time. */
  private void giveWay(long workedNanos) {
    if (replica.figures().queuedEnvelopes() == 0) return;
    pause(Math.min(REST_MILLIS_MAX, TimeUnit.NANOSECONDS.toMillis(workedNanos)));
  }

  private Hash32 leafHash(long leaf) throws IOException {
    return Hash32.of(replica.tiles().leafHash(leaf).toBytes());
  }

  // The files

  private Index opened() throws IOException {
    RocksDBException found = damage;
    if (index != null && found == null) return index;
    replacing.writeLock().lock();
    try {
      if (index != null) index.close();
      index = null;
      if (found != null && unsound(found)) discard(found.getMessage());
      damage = null;
      Index open = openOrDiscard();
      index = open;
      return open;
    } finally {
      replacing.writeLock().unlock();
    }
  }

  /** A disk that is full, say, is no reason to throw away what is on it. */
  private static boolean unsound(RocksDBException e) {
    Status status = e.getStatus();
    return status == null || status.getCode() != Status.Code.IOError;
  }

  private Index openOrDiscard() throws IOException {
    try {
      Index open = Index.open(directory, network);
      if (ofThisLog(open)) return open;
      open.close();
      discard("it is of another log");
    } catch (RocksDBException e) {
      if (!unsound(e)) throw new IOException("the folder cannot be used: " + e.getMessage(), e);
      discard(e.getMessage());
    }
    try {
      return Index.open(directory, network);
    } catch (RocksDBException e) {
      throw new IOException("the folder " + directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private boolean ofThisLog(Index open) throws IOException {
    Standing standing = open.standing();
    if (standing.leaves() == 0) return true;
    if (standing.leaves() > replica.figures().treeSize()) return false;
    try {
      return leafHash(standing.leaves() - 1).equals(standing.lastLeaf());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private void discard(@Nullable String why) throws IOException {
    LOG.log(
        System.Logger.Level.WARNING,
        "The index of history in " + directory + " is deleted and made again from the log: " + why);
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }

  // How it stands

  /** The position of the last entry whose movements are all there. */
  public long position() {
    Figures figures = replica.figures();
    Index open = index;
    if (open == null) return 0;
    Standing standing = open.standing();
    return standing.leaves() >= figures.treeSize() ? figures.position() : standing.position();
  }

  /** How many movements there are in it. */
  public long lines() {
    Index open = index;
    return open == null ? 0 : open.standing().lines();
  }

  /** Why it does not get on; empty while it does. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /**
   * Waits until a position is reached, at most so long.
   *
   * @return whether it is
   */
  public boolean await(long position, long millisMax) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    while (position() < position) {
      if (closed || System.nanoTime() > until) return false;
      Thread.sleep(1);
    }
    return true;
  }

  // Asking

  private interface Question<T> {
    T ask(Index index) throws RocksDBException;
  }

  private <T> T answer(Question<T> question) {
    replacing.readLock().lock();
    try {
      Index open = index;
      if (open == null || closed) throw unavailable(damage);
      return question.ask(open);
    } catch (RocksDBException e) {
      damage = e;
      throw unavailable(e);
    } finally {
      replacing.readLock().unlock();
    }
  }

  private static UnavailableException unavailable(@Nullable Throwable cause) {
    return new UnavailableException(
        "History is being made again from the log; ask again in a while.", cause);
  }

  /** What is known of a transfer's id; of a refused one, what was said last. */
  public Optional<Found> find(Id transfer) {
    return answer(
        open -> {
          Index.Place place = open.place(transfer);
          if (place == null) return Optional.ofNullable(lastRefused(open, transfer));
          Line end = place.endedBy() == 0 ? null : open.line(place.endedBy());
          return Optional.of(Found.Taken.of(open.line(place.number()), end));
        });
  }

  private static @Nullable Found lastRefused(Index open, Id transfer) throws RocksDBException {
    Refused last = null;
    try (Index.Rows refusals = open.rows(Family.REFUSAL, Index.key(transfer))) {
      for (boolean more = refusals.seekAtOrAfter(0); more; more = refusals.next()) {
        Refused next = Refused.decode(transfer, refusals.value());
        if (last == null || later(next, last)) last = next;
      }
    }
    return last;
  }

  private static boolean later(Refused one, Refused other) {
    return one.leaf() != other.leaf() ? one.leaf() > other.leaf() : one.item() > other.item();
  }

  /** What a party was last told when its transfer of that id was refused. */
  public Optional<Refused> refused(Id transfer, int party) {
    return answer(
        open -> {
          byte[] found = open.get(Family.REFUSAL, Index.key(Index.key(transfer), party));
          return found == null ? Optional.empty() : Optional.of(Refused.decode(transfer, found));
        });
  }

  /** The balances of an account after everything that is there. */
  public Balances balances(Id account) {
    return answer(open -> open.balances(account, open.standing().lines()));
  }

  /** Movements of the accounts that the query names, or of all. */
  public Page<Line> lines(Query query) {
    long position = position();
    return answer(open -> Pages.lines(open, query, position));
  }

  /**
   * The movements of the one account that the query names, with its balances after each.
   *
   * @throws IllegalArgumentException if the query names none, or several
   */
  public Page<AccountLine> account(Query query) {
    if (query.accounts().size() != 1)
      throw new IllegalArgumentException("a history of " + query.accounts().size() + " accounts");
    long position = position();
    return answer(open -> Pages.account(open, query, position));
  }

  /** Finishes what it is writing. */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    replacing.writeLock().lock();
    try {
      if (index != null) index.close();
      index = null;
    } finally {
      replacing.writeLock().unlock();
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
