package org.rahdari.replication;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who turns the wheels of a replica: threads of its own, or, where the same has to happen in the
 * same order each time, whoever calls its steps. What a wheel does at each turn is the same.
 *
 * @param threads whether the parts have threads of their own
 * @param nanos a clock that nobody puts back
 */
record Pace(boolean threads, LongSupplier nanos) {
  static final Pace THREADS = new Pace(true, System::nanoTime);

  /** Nothing happens but at a step, on the thread that calls it. */
  static Pace steps(LongSupplier nanos) {
    return new Pace(false, nanos);
  }

  /** One thread of that name, or the caller's. */
  ExecutorService executor(String name) {
    return threads
        ? Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory())
        : new AtOnce();
  }

  /** Runs everything where it is handed over. */
  private static final class AtOnce extends AbstractExecutorService {
    private volatile boolean down;

    @Override
    public void execute(Runnable command) {
      command.run();
    }

    @Override
    public void shutdown() {
      down = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      down = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return down;
    }

    @Override
    public boolean isTerminated() {
      return down;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return down;
    }
  }
}
