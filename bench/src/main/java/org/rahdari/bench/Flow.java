package org.rahdari.bench;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;

/** Submits envelopes to a replica, so many under way at once; one thread hands them over. */
final class Flow {
  private final Replica replica;
  private final int width;
  private final Semaphore free;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Flow(Replica replica, int width) {
    this.replica = replica;
    this.width = width;
    this.free = new Semaphore(width);
  }

  /** Hears of an envelope that was executed, and how long it took. */
  interface Answer {
    void committed(Submitted.Committed committed, long latencyNanos);
  }

  /** Hands an envelope over, as soon as one may be under way. */
  void submit(byte[] envelope, Answer answer) throws InterruptedException {
    free.acquire();
    check();
    long at = System.nanoTime();
    var _ =
        replica
            .submit(envelope)
            .whenComplete(
                (submitted, failed) -> {
                  try {
                    if (submitted instanceof Submitted.Committed committed) {
                      answer.committed(committed, System.nanoTime() - at);
                    } else {
                      failure.compareAndSet(
                          null,
                          failed != null ? failed : new IllegalStateException("" + submitted));
                    }
                  } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                  } finally {
                    free.release();
                  }
                });
  }

  /** Waits for all answers. */
  void drain() throws InterruptedException {
    free.acquire(width);
    free.release(width);
    check();
  }

  private void check() {
    Throwable failed = failure.get();
    if (failed != null) throw new IllegalStateException("an envelope was not committed", failed);
  }
}
