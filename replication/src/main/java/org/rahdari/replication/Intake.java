package org.rahdari.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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

  private static final int POLL_MILLIS = 10;
  private static final long DRAIN_MILLIS_MAX = 5_000;

  private final Machine machine;
  private final LongSupplier clock;
  private final Door door;
  private final AtomicLong callIds = new AtomicLong();
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final ExecutorService replies =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("rahdari-replies").factory());
  private final Thread thread = Thread.ofPlatform().name("rahdari-intake").unstarted(this::run);
  private int queuedBytes;
  private int inFlight;
  private boolean started;
  private boolean closing;
  private boolean abandoning;

  /** Hands an entry to Ratis; the future ends when Ratis has replied. */
  interface Door {
    CompletableFuture<?> order(long callId, Ordering.Group group);
  }

  private record Waiting(Sealed envelope, CompletableFuture<Submitted> answer) {
    int bytes() {
      return envelope.bytes().length;
    }
  }

  /** What shares an entry. */
  private final class Group implements Ordering.Group {
    private final List<Waiting> waiting;

    Group(List<Waiting> waiting) {
      this.waiting = waiting;
    }

    @Override
    public List<Sealed> envelopes() {
      return waiting.stream().map(Waiting::envelope).toList();
    }

    @Override
    public void executed(Executed executed) {
      replies.execute(() -> answer(waiting, executed));
    }
  }

  Intake(Machine machine, LongSupplier clock, Door door) {
    this.machine = machine;
    this.clock = clock;
    this.door = door;
    var _ = machine.stopped().thenRun(this::wake);
  }

  synchronized void start() {
    started = true;
    thread.start();
  }

  CompletableFuture<Submitted> submit(byte[] bytes) {
    if (machine.stopped().isDone()) return stopped();
    Sealed envelope = Sealed.of(bytes);
    Rejection rejection = machine.kernel().check(envelope, clock.getAsLong());
    if (rejection != null) {
      return CompletableFuture.completedFuture(new Submitted.Rejected(rejection));
    }
    Waiting waiting = new Waiting(envelope, new CompletableFuture<>());
    synchronized (this) {
      if (closing) {
        return CompletableFuture.failedFuture(new StoppedException("The replica is closing."));
      }
      if (queue.size() >= ENVELOPES_QUEUED_MAX || queuedBytes + bytes.length > BYTES_QUEUED_MAX) {
        return CompletableFuture.completedFuture(new Submitted.Deferred(Submitted.Reason.BUSY));
      }
      queue.addLast(waiting);
      queuedBytes += bytes.length;
      notifyAll();
    }
    // The thread may have ended between the first look and the queue.
    if (machine.stopped().isDone()) failQueued();
    return waiting.answer();
  }

  private CompletableFuture<Submitted> stopped() {
    return CompletableFuture.failedFuture(new StoppedException(machine.stopped().join()));
  }

  private void run() {
    try {
      while (!machine.stopped().isDone()) {
        List<Waiting> group = next();
        if (group == null) return;
        if (!group.isEmpty() || tickDue()) order(group);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      machine.stop("Envelopes cannot be taken in: " + e);
    } finally {
      failQueued();
    }
  }

  /** What to order next, nothing when only a timer may be due, null at the end. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's: a look at timers between waits
  private synchronized @org.jspecify.annotations.Nullable List<Waiting> next()
      throws InterruptedException {
    boolean full = inFlight >= ENTRIES_IN_FLIGHT_MAX || Following.backlogged(machine.followings());
    if ((queue.isEmpty() && closing) || abandoning) return null;
    if (queue.isEmpty() || full) {
      if (full || !tickDue()) wait(POLL_MILLIS);
      return List.of();
    }
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

  /** An entry under way fires what is due by itself. */
  private synchronized boolean tickDue() {
    return inFlight == 0
        && !closing
        && !Following.backlogged(machine.followings())
        && machine.nextTimerMillis() <= clock.getAsLong();
  }

  private void order(List<Waiting> group) {
    synchronized (this) {
      inFlight++;
    }
    long callId = callIds.incrementAndGet();
    var _ =
        door.order(callId, new Group(group))
            .whenComplete((reply, failure) -> ordered(group, failure));
  }

  private static void answer(List<Waiting> group, Executed executed) {
    Map<Integer, Submitted> answers = executed.answers();
    for (int i = 0; i < group.size(); i++) {
      CompletableFuture<Submitted> waiting = group.get(i).answer();
      Submitted answer = answers.get(i);
      if (answer != null) waiting.complete(answer);
      else waiting.completeExceptionally(new IllegalStateException("the kernel gives no result"));
    }
  }

  private void ordered(List<Waiting> group, @org.jspecify.annotations.Nullable Throwable failure) {
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
    StoppedException stopped = new StoppedException(sentence);
    replies.execute(
        () -> group.forEach(waiting -> waiting.answer().completeExceptionally(stopped)));
  }

  private void failQueued() {
    List<Waiting> left;
    synchronized (this) {
      left = new ArrayList<>(queue);
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
            && (!queue.isEmpty() || inFlight > 0)
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
