package org.rahdari.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;

/**
 * One consumer of executions, on its own thread: first those of the past, by executing the log
 * again in a second kernel, then the live ones, as many together as wait. None is left out or comes
 * twice; what the sink throws at comes again until it is taken.
 */
public final class Following implements AutoCloseable {
  /**
   * Items and changed rows that wait for a sink; when there are more, the replica takes no further
   * entries until the sink has caught up. What is under way then still comes.
   */
  static final long WAITING_MAX = 200_000;

  /** Executions that a sink is given at once. */
  private static final int TOGETHER_MAX = 512;

  private static final long REST_MILLIS_MAX = 100;
  private static final long RETRY_MILLIS_MIN = 50;
  private static final long RETRY_MILLIS_MAX = 5_000;
  private static final System.Logger LOG = System.getLogger(Following.class.getName());

  private final Machine machine;
  private final PayloadStore store;
  private final SnapshotStore snapshots;
  private final Supplier<Kernel> freshKernel;
  private final Consumer<List<Execution>> sink;
  private final BlockingQueue<Execution> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waitingWeight = new AtomicLong();
  private final Thread thread;
  private volatile long position;
  private volatile boolean live;
  private volatile boolean closed;
  private volatile @Nullable String trouble;

  Following(
      Machine machine,
      PayloadStore store,
      SnapshotStore snapshots,
      long fromPosition,
      Supplier<Kernel> freshKernel,
      Consumer<List<Execution>> sink) {
    this.machine = machine;
    this.store = store;
    this.snapshots = snapshots;
    this.position = fromPosition;
    this.freshKernel = freshKernel;
    this.sink = sink;
    this.thread = Thread.ofPlatform().name("rahdari-following").start(this::run);
  }

  /** The last position that the sink has taken. */
  public long position() {
    return position;
  }

  /** Whether the past has been told. */
  public boolean live() {
    return live;
  }

  /** Why the sink does not get on; empty while it does. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  boolean closed() {
    return closed;
  }

  static boolean backlogged(Collection<Following> followings) {
    for (Following following : followings) {
      if (following.waitingWeight.get() > WAITING_MAX) return true;
    }
    return false;
  }

  /** Live entries that the sink has not yet taken. */
  int waiting() {
    return queue.size();
  }

  /** Called in order, by the thread that executes. */
  void offer(Execution execution) {
    waitingWeight.addAndGet(weight(execution));
    queue.add(execution);
  }

  private static long weight(Execution execution) {
    long weight = 1L + execution.changes().size();
    for (Batch batch : execution.batches()) weight += batch.items().size();
    return weight;
  }

  private void run() {
    try {
      tellPast();
      live = true;
      while (!closed) {
        Execution next = queue.poll(1, TimeUnit.SECONDS);
        if (next == null) continue;
        List<Execution> together = new ArrayList<>();
        together.add(next);
        queue.drainTo(together, TOGETHER_MAX - 1);
        long from = System.nanoTime();
        tell(together);
        for (Execution each : together) waitingWeight.addAndGet(-weight(each));
        giveWay(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from));
      }
    } catch (InterruptedException e) {
      if (!closed) trouble = "interrupted";
    } catch (IOException | RuntimeException e) {
      trouble = "The past cannot be told after position " + position + ": " + e.getMessage();
      LOG.log(System.Logger.Level.ERROR, trouble, e);
    }
  }

  /** While entries come faster than the sink takes them, it rests: more of them come together. */
  private void giveWay(long workedMillis) throws InterruptedException {
    if (queue.isEmpty() || waitingWeight.get() > WAITING_MAX / 2) return;
    Thread.sleep(Math.min(REST_MILLIS_MAX, 2 * workedMillis));
  }

  private void tellPast() throws IOException, InterruptedException {
    machine.tellAccounts();
    // The sink has it all: no second kernel is needed.
    if (machine.goLive(this, position)) return;
    Kernel kernel = freshKernel.get();
    Optional<SnapshotStore.Kept> snapshot = snapshots.newest(position);
    if (snapshot.isPresent()) snapshot.get().restore(kernel);
    while (!closed && !machine.goLive(this, kernel.position())) {
      long present = machine.standing().position();
      while (!closed && kernel.position() < present) {
        Execution execution = kernel.execute(store.read(kernel.position() + 1).entry());
        if (execution.position() > position) tell(List.of(execution));
      }
    }
  }

  private void tell(List<Execution> executions) throws InterruptedException {
    long last = executions.getLast().position();
    long pause = RETRY_MILLIS_MIN;
    while (true) {
      try {
        sink.accept(executions);
        position = last;
        trouble = null;
        return;
      } catch (RuntimeException e) {
        if (closed) throw new InterruptedException();
        if (trouble == null) {
          LOG.log(
              System.Logger.Level.ERROR, "position " + last + " is not taken and comes again", e);
        }
        trouble = "Position " + last + " is not taken: " + e;
        Thread.sleep(pause);
        pause = Math.min(2 * pause, RETRY_MILLIS_MAX);
      }
    }
  }

  /** Ends it; waits for what the sink is doing, after interrupting it. */
  @Override
  public void close() {
    closed = true;
    machine.leave(this);
    thread.interrupt();
    if (Thread.currentThread() == thread) return;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
