package org.rahdari.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Callers that each wait for an answer before they ask for the next. */
final class Callers {
  private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(2);
  private static final int DIGITS = 3;
  private static final long SETTLE_MILLIS = 1_000;

  private final Call call;
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<@Nullable Exception> gaveUp = new AtomicReference<>();
  private volatile boolean measuring;
  private volatile boolean ending;

  /** One transfer. */
  interface Call {
    /** Whether it was accepted. */
    boolean accepted() throws Exception;
  }

  /**
   * What a run gave.
   *
   * @param seconds from the first answer that counts to the last one
   * @param micros of each that was accepted
   * @param failed how many were not
   */
  record Run(double seconds, Histogram micros, long failed) {
    double perSecond() {
      return micros.getTotalCount() / seconds;
    }
  }

  Callers(Call call) {
    this.call = call;
  }

  /** So many at once, for so long after they have settled. */
  Run run(int callers, double seconds) throws InterruptedException {
    Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    CountDownLatch ended = new CountDownLatch(callers);
    ending = false;
    failed.reset();
    for (int i = 0; i < callers; i++) {
      Thread.ofVirtual().start(() -> callInTurn(micros, ended));
    }
    Thread.sleep(SETTLE_MILLIS);
    long from = System.nanoTime();
    measuring = true;
    Thread.sleep((long) (seconds * TimeUnit.SECONDS.toMillis(1)));
    measuring = false;
    double took = (System.nanoTime() - from) / 1e9;
    ending = true;
    ended.await();
    Exception why = gaveUp.get();
    if (why != null) throw new IllegalStateException("a caller gave up", why);
    return new Run(took, micros, failed.sum());
  }

  private void callInTurn(Histogram micros, CountDownLatch ended) {
    try {
      while (!ending) {
        long from = System.nanoTime();
        boolean accepted = call.accepted();
        if (!measuring) continue;
        if (accepted) micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from));
        else failed.increment();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      gaveUp.compareAndSet(null, e);
    } finally {
      ended.countDown();
    }
  }
}
