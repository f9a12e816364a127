package org.rahdari.platform;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.springframework.util.FileSystemUtils;

/**
 * How many single transfers a second a desk takes from callers that each wait for the answer before
 * they hand in the next, durable and signed. Run by hand:
 *
 * <pre>
 * java -cp … org.rahdari.platform.SinglesLoad FOLDER [threads|futures] [SECONDS] [CALLERS…]
 * </pre>
 */
final class SinglesLoad {
  private static final int ACCOUNTS = 1_000;
  private static final int WARM_UP_SECONDS = 5;
  private static final int LATENCIES_MAX = 20_000_000;

  private final Bank bank;
  private final TransferDesk desk;
  private final Id[] accounts;
  private final AtomicInteger measured = new AtomicInteger();
  private final int[] micros = new int[LATENCIES_MAX];
  private final LongAdder notAccepted = new LongAdder();
  private volatile boolean measuring;
  private volatile boolean ending;

  private SinglesLoad(Bank bank, TransferDesk desk) throws Exception {
    this.bank = bank;
    this.desk = desk;
    this.accounts = new Id[ACCOUNTS];
    for (int i = 0; i < ACCOUNTS; i++) accounts[i] = bank.issuing();
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "singles");
    boolean threads = arguments.length < 2 || arguments[1].equals("threads");
    int seconds = arguments.length < 3 ? 10 : Integer.parseInt(arguments[2]);
    int[] callers =
        arguments.length < 4
            ? new int[] {64, 256, 1_000, 2_000}
            : Arrays.stream(arguments).skip(3).mapToInt(Integer::parseInt).toArray();
    try (Bank bank = Bank.open(folder);
        TransferDesk desk = new TransferDesk(bank.gateway)) {
      System.out.println(
          "callers  transfers/s  p50 ms  p99 ms  max ms  µs CPU each  a leaf  not accepted");
      SinglesLoad load = new SinglesLoad(bank, desk);
      load.run(256, WARM_UP_SECONDS, threads);
      for (int each : callers) System.out.println(load.run(each, seconds, threads));
    } finally {
      FileSystemUtils.deleteRecursively(folder);
    }
  }

  private String run(int callers, int seconds, boolean threads) throws InterruptedException {
    ending = false;
    measured.set(0);
    notAccepted.reset();
    CountDownLatch ended = new CountDownLatch(callers);
    for (int i = 0; i < callers; i++) {
      if (threads) Thread.ofVirtual().start(() -> callInTurn(ended));
      else callAgain(ended);
    }
    Thread.sleep(1_000);
    long leaves = bank.replica.figures().treeSize();
    long cpuNanos = cpuNanos();
    long from = System.nanoTime();
    measuring = true;
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    measuring = false;
    long nanos = System.nanoTime() - from;
    cpuNanos = cpuNanos() - cpuNanos;
    leaves = bank.replica.figures().treeSize() - leaves;
    ending = true;
    ended.await();
    int n = measured.get();
    int[] sorted = Arrays.copyOf(micros, n);
    Arrays.sort(sorted);
    return String.format(
        "%7d  %11d  %6.1f  %6.1f  %6.1f  %11.1f  %6d  %d",
        callers,
        n * TimeUnit.SECONDS.toNanos(1) / nanos,
        sorted[n / 2] / 1e3,
        sorted[(int) (n * 0.99)] / 1e3,
        sorted[n - 1] / 1e3,
        cpuNanos / 1e3 / n,
        n / Math.max(1, leaves),
        notAccepted.sum());
  }

  private void callInTurn(CountDownLatch ended) {
    try {
      while (!ending) {
        long from = System.nanoTime();
        record(from, desk.transfer(next()).get());
      }
    } catch (Exception e) {
      notAccepted.increment();
    } finally {
      ended.countDown();
    }
  }

  private void callAgain(CountDownLatch ended) {
    if (ending) {
      ended.countDown();
      return;
    }
    long from = System.nanoTime();
    var _ =
        desk.transfer(next())
            .thenAccept(
                became -> {
                  record(from, became);
                  callAgain(ended);
                });
  }

  private void record(long from, Transferred became) {
    boolean accepted =
        became instanceof Transferred.Executed executed && executed.results().getFirst().accepted();
    if (!accepted) notAccepted.increment();
    if (!measuring) return;
    micros[measured.getAndIncrement()] =
        (int) TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - from);
  }

  private Transfer next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int debit = random.nextInt(ACCOUNTS);
    int credit = (debit + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return Transfer.posted(id(random), accounts[debit], accounts[credit], 1);
  }

  /** A UUIDv7, from a generator that costs nothing: it is the caller's work and not the desk's. */
  private static Id id(ThreadLocalRandom random) {
    return new Id(
        System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000),
        random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
