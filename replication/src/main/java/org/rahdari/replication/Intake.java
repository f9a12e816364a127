package org.rahdari.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Sealed;

/**
 * Collects envelopes into entries: Ratis costs by the entry, so what waits together is ordered
 * together. While entries are under way the next one fills up.
 *
 * <p>Every queue is bounded: envelopes that wait, entries under way, and, through {@link
 * Following#backlogged}, entries that a slow follower has not taken. What does not fit is refused
 * at once.
 */
final class Intake implements AutoCloseable {
  /** Envelopes that wait, at most. */
  static final int ENVELOPES_QUEUED_MAX = 8_192;

  /** Bytes of envelopes that wait, at most. */
  static final int BYTES_QUEUED_MAX = 64 << 20;

  /** An entry that has reached this takes no further envelope; Ratis takes 6 MiB. */
  static final int ENTRY_BYTES_MAX = 3 << 20;

  /** Entries that are ordered and not yet executed, at most. */
  static final int ENTRIES_IN_FLIGHT_MAX = 8;

  /** Not final yet: the tree is cut again after so long, for those who missed the last cut. */
  static final long CUT_AGAIN_MILLIS = 1_000;

  private static final int POLL_MILLIS = 10;
  private static final long DRAIN_MILLIS_MAX = 5_000;

  private final Machine machine;
  private final LongSupplier clock;
  private final Stamps stamps;
  private final Order order;
  private final LongSupplier finalSize;
  private final Deque<Waiting> queue = new ArrayDeque<>();

  /** Who waits for which envelope, by its digest; more than one where it was submitted twice. */
  private final Map<Hash32, Deque<Waiting>> waiting = new HashMap<>();

  private final Pace pace;
  private final ExecutorService replies;
  private final Thread thread = Thread.ofPlatform().name("rahdari-intake").unstarted(this::run);
  private int queuedBytes;
  private int inFlight;
  private boolean started;
  private boolean closing;
  private boolean abandoning;

  private record Waiting(Sealed envelope, CompletableFuture<Submitted> answer) {
    int bytes() {
      return envelope.bytes().length;
    }
  }

  /**
   * @param finalSize leaves under the last checkpoint that is final
   */
  Intake(
      Machine machine,
      LongSupplier clock,
      Stamps stamps,
      Order order,
      LongSupplier finalSize,
      Pace pace) {
    this.machine = machine;
    this.clock = clock;
    this.stamps = stamps;
    this.order = order;
    this.finalSize = finalSize;
    this.pace = pace;
    this.replies = pace.executor("rahdari-replies");
    var _ = machine.stopped().thenRun(this::wake);
  }

  synchronized void start() {
    started = true;
    if (pace.threads()) thread.start();
  }

  CompletableFuture<Submitted> submit(byte[] bytes) {
    if (machine.stopped().isDone()) return stopped();
    Sealed envelope = Sealed.of(bytes);
    Rejection rejection = machine.kernel().check(envelope, clock.getAsLong());
    if (rejection != null) {
      return CompletableFuture.completedFuture(new Submitted.Rejected(rejection));
    }
    Waiting fresh = new Waiting(envelope, new CompletableFuture<>());
    Hash32 digest = envelope.digest();
    synchronized (this) {
      if (closing) {
        return CompletableFuture.failedFuture(new StoppedException("The replica is closing."));
      }
      if (queue.size() >= ENVELOPES_QUEUED_MAX || queuedBytes + bytes.length > BYTES_QUEUED_MAX) {
        return CompletableFuture.completedFuture(new Submitted.Deferred(Submitted.Reason.BUSY));
      }
      queue.addLast(fresh);
      waiting.computeIfAbsent(digest, d -> new ArrayDeque<>()).addLast(fresh);
      queuedBytes += bytes.length;
      notifyAll();
    }
    // The thread may have ended between the first look and the queue.
    if (machine.stopped().isDone()) failQueued();
    return fresh.answer();
  }

  private CompletableFuture<Submitted> stopped() {
    return CompletableFuture.failedFuture(new StoppedException(machine.stopped().join()));
  }

  private void run() {
    try {
      while (!machine.stopped().isDone()) {
        awaitWork();
        if (!step()) return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      machine.stop("Envelopes cannot be taken in: " + e);
    } finally {
      failQueued();
    }
  }

  /** One turn: orders what waits, or an empty entry that is due; false at the end. */
  boolean step() {
    List<Waiting> group = next();
    if (group == null) return false;
    if (!group.isEmpty() || emptyEntryDue()) order(group);
    return true;
  }

  /** A little, unless there is something to do or this is the end. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's: a look at timers between waits
  private synchronized void awaitWork() throws InterruptedException {
    if (ended()) return;
    if (full() || (queue.isEmpty() && !emptyEntryDue())) wait(POLL_MILLIS);
  }

  /** Who waits in the queue, or for what is ordered to be executed here, is told before. */
  private boolean ended() {
    return abandoning || (closing && inFlight == 0 && waiting.isEmpty() && !newsUncut());
  }

  private boolean full() {
    return inFlight >= ENTRIES_IN_FLIGHT_MAX || Following.backlogged(machine.followings());
  }

  /** What to order next, nothing when only an empty entry may be due, null at the end. */
  private synchronized @Nullable List<Waiting> next() {
    if (ended()) return null;
    if (queue.isEmpty() || full()) return List.of();
    List<Waiting> group = new ArrayList<>();
    int bytes = 0;
    while (!queue.isEmpty() && group.size() < Kernel.ENVELOPES_PER_ENTRY_MAX) {
      int length = queue.getFirst().bytes();
      if (!group.isEmpty() && bytes + length > ENTRY_BYTES_MAX) break;
      bytes += length;
      group.add(queue.removeFirst());
    }
    queuedBytes -= bytes;
    return group;
  }

  /** An entry under way does by itself what an empty one would. */
  private synchronized boolean emptyEntryDue() {
    return inFlight == 0
        && !Following.backlogged(machine.followings())
        && order.leads()
        && (tickDue() || cutDue());
  }

  private boolean tickDue() {
    return !closing && machine.nextTimerMillis() <= clock.getAsLong();
  }

  /** There is news that no cut covers, or that did not become final at the last one. */
  private boolean cutDue() {
    if (machine.alone() || !order.leads()) return false;
    Standing standing = machine.standing();
    long sinceCutMillis = stamps.sinceCutMillis();
    if (standing.treeSize() > machine.lastCutSize()) {
      return sinceCutMillis >= Stamps.CUTS_APART_MILLIS;
    }
    return !closing
        && standing.treeSize() > finalSize.getAsLong()
        && sinceCutMillis >= CUT_AGAIN_MILLIS;
  }

  /** Whether a leader that ends has still to cut what was executed. */
  private boolean newsUncut() {
    if (machine.alone() || !order.leads() || machine.stopped().isDone()) return false;
    Standing standing = machine.standing();
    return standing.position() < machine.executedPosition()
        || standing.treeSize() > machine.lastCutSize();
  }

  private void order(List<Waiting> group) {
    synchronized (this) {
      inFlight++;
    }
    var _ =
        order
            .order(group.stream().map(Waiting::envelope).toList())
            .whenComplete((reply, failure) -> ordered(group, failure));
  }

  /** An entry was executed: those who wait for one of its envelopes are told. */
  void executed(Executed executed) {
    List<CompletableFuture<Submitted>> told = new ArrayList<>();
    List<Integer> envelopes = new ArrayList<>();
    List<Sealed> entry = executed.entry().envelopes();
    synchronized (this) {
      for (int i = 0; i < entry.size() && !waiting.isEmpty(); i++) {
        Waiting first = firstOf(entry.get(i).digest());
        if (first == null) continue;
        told.add(first.answer());
        envelopes.add(i);
      }
    }
    if (!told.isEmpty()) replies.execute(() -> answer(told, envelopes, executed));
  }

  private @Nullable Waiting firstOf(Hash32 digest) {
    Deque<Waiting> all = waiting.get(digest);
    if (all == null) return null;
    Waiting first = all.pollFirst();
    if (all.isEmpty()) waiting.remove(digest);
    return first;
  }

  private static void answer(
      List<CompletableFuture<Submitted>> told, List<Integer> envelopes, Executed executed) {
    Map<Integer, Submitted> answers = executed.answers();
    for (int i = 0; i < told.size(); i++) {
      Submitted answer = answers.get(envelopes.get(i));
      if (answer != null) told.get(i).complete(answer);
      else told.get(i).completeExceptionally(new IllegalStateException("no result"));
    }
  }

  private void ordered(List<Waiting> group, @Nullable Throwable failure) {
    synchronized (this) {
      inFlight--;
      notifyAll();
    }
    if (failure == null) return;
    String why =
        machine.stopped().isDone()
            ? machine.stopped().join()
            : "not ordered: " + failure.getMessage();
    fail(group, why + " Submit the envelope again: it has effect once.");
  }

  private void fail(List<Waiting> group, String sentence) {
    synchronized (this) {
      for (Waiting each : group) {
        Hash32 digest = each.envelope().digest();
        Deque<Waiting> all = waiting.get(digest);
        if (all == null) continue;
        all.removeIf(other -> other == each);
        if (all.isEmpty()) waiting.remove(digest);
      }
    }
    StoppedException stopped = new StoppedException(sentence);
    replies.execute(() -> group.forEach(each -> each.answer().completeExceptionally(stopped)));
  }

  /** Also those whose envelope is ordered: it is not executed here any more. */
  private void failQueued() {
    List<Waiting> left;
    synchronized (this) {
      left = new ArrayList<>();
      waiting.values().forEach(left::addAll);
      queue.clear();
      queuedBytes = 0;
    }
    String sentence =
        machine.stopped().isDone() ? machine.stopped().join() : "The replica has been closed.";
    if (!left.isEmpty()) fail(left, sentence);
  }

  private synchronized void wake() {
    notifyAll();
  }

  synchronized int queued() {
    return queue.size();
  }

  synchronized int inFlight() {
    return inFlight;
  }

  /** Takes nothing more, and orders what waits: a few seconds at most. */
  void drain() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS_MAX);
    synchronized (this) {
      closing = true;
      notifyAll();
      try {
        while (started
            && (!waiting.isEmpty() || inFlight > 0 || newsUncut())
            && !machine.stopped().isDone()
            && System.nanoTime() < until) {
          wait(POLL_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      abandoning = true;
      if (!started) return;
    }
    try {
      // By itself if it can: what it does inside Ratis does not bear an interrupt.
      if (!thread.join(java.time.Duration.ofMillis(DRAIN_MILLIS_MAX))) thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    replies.shutdown();
    try {
      replies.awaitTermination(DRAIN_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
