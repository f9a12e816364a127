package org.rahdari.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rahdari.kernel.Kernel;
import org.rahdari.replication.Replica;

/**
 * A ledger with as many accounts as it should bear, alone in its process: what it takes in memory,
 * what it allocates, and how long it pauses for a snapshot.
 */
final class FullLedger {
  /** The thread that executes entries; Ratis names it. */
  private static final String EXECUTING = "StateMachineUpdater";

  private static final int TRANSFERS_PER_BATCH = Kernel.ITEMS_PER_ENVELOPE_MAX;
  private static final int WARM_UP_BATCHES = 60;
  private static final int ALLOCATION_BATCHES = 60;

  /** Small ones, so that answers come often enough to see a pause between them. */
  private static final int TRANSFERS_PER_PROBE = 100;

  private static final int ENTRIES_WITHOUT_SNAPSHOT = 1_000;
  private static final int ENTRIES_BEFORE_SURE = 16;
  private static final long AFTER_SNAPSHOT_NANOS = 500_000_000;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int KIB_PER_MIB = 1_024;

  private final Path directory;
  private final Chart chart;
  private final int snapshotEveryEntries;

  FullLedger(Path directory, Chart chart) {
    this.directory = directory;
    this.chart = chart;
    // One snapshot after the accounts are there, and no other one in the log that follows.
    int founding = 2 * (chart.accounts() / TRANSFERS_PER_BATCH + 2);
    this.snapshotEveryEntries =
        founding + WARM_UP_BATCHES + ALLOCATION_BATCHES + ENTRIES_WITHOUT_SNAPSHOT;
  }

  /**
   * Fills it and measures; leaves a snapshot and as many transfers of log as there are accounts.
   */
  void fill() throws Exception {
    EmbeddedLedger ledger = new EmbeddedLedger(directory, snapshotEveryEntries);
    ledger.found(chart);
    sayMemory("after the accounts were opened");
    run(ledger, WARM_UP_BATCHES);
    sayAllocation(ledger, "while the window of ids fills");
    sayPause(ledger);
    run(ledger, chart.accounts() / TRANSFERS_PER_BATCH);
    sayAllocation(ledger, "at the end");
    sayMemory("after a snapshot and as many transfers");
    Child.say("done");
    Thread.sleep(Long.MAX_VALUE);
  }

  /** Starts on what {@link #fill} has left, and says when a write is accepted. */
  void restart() throws Exception {
    try (EmbeddedLedger ledger = new EmbeddedLedger(directory, snapshotEveryEntries)) {
      Round round = ledger.run(probes(), List.of(ledger.form(workload(probes()).next())));
      if (round.entered() == 0) throw new IllegalStateException("the first write was refused");
      Child.say("accepted");
    }
  }

  private Case batches() {
    return new Case(TRANSFERS_PER_BATCH, chart.accounts(), Case.Mix.UNIFORM, Case.Phases.ONE);
  }

  private Case probes() {
    return new Case(TRANSFERS_PER_PROBE, chart.accounts(), Case.Mix.UNIFORM, Case.Phases.ONE);
  }

  private static Workload workload(Case its) {
    return new Workload(its, System.nanoTime(), System::currentTimeMillis);
  }

  private void run(EmbeddedLedger ledger, int batches) throws InterruptedException {
    Workload workload = workload(batches());
    Flow flow = new Flow(ledger.replica(), Window.LARGE_BATCHES);
    for (int i = 0; i < batches; i++) {
      flow.submit(ledger.form(workload.next()), (committed, nanos) -> {});
    }
    flow.drain();
  }

  // Memory

  private static void sayMemory(String when) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) return;
    try (Stream<String> lines = Files.lines(status)) {
      lines
          .filter(line -> line.startsWith("VmRSS:") || line.startsWith("VmHWM:"))
          .forEach(
              line -> {
                String[] words = line.split("\\s+", -1);
                String what = words[0].equals("VmRSS:") ? "memory" : "most memory";
                say(what + ", " + when, Double.parseDouble(words[1]) / KIB_PER_MIB, "MiB");
              });
    }
  }

  // Allocation

  private void sayAllocation(EmbeddedLedger ledger, String when) throws InterruptedException {
    Workload workload = workload(batches());
    List<byte[]> envelopes = new ArrayList<>();
    for (int i = 0; i < ALLOCATION_BATCHES; i++) envelopes.add(ledger.form(workload.next()));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<String, Long> before = allocated(threads);
    long allBefore = threads.getTotalThreadAllocatedBytes();
    ledger.run(batches(), envelopes);
    long all = threads.getTotalThreadAllocatedBytes() - allBefore;
    Map<String, Long> after = allocated(threads);
    double transfers = (double) ALLOCATION_BATCHES * TRANSFERS_PER_BATCH;
    long executing = 0;
    for (Map.Entry<String, Long> thread : after.entrySet()) {
      if (!thread.getKey().contains(EXECUTING)) continue;
      executing += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
    }
    say("allocation, executing thread, " + when, executing / transfers, "bytes/transfer");
    say("allocation, all threads, " + when, all / transfers, "bytes/transfer");
  }

  private static Map<String, Long> allocated(ThreadMXBean threads) {
    Map<String, Long> byName = new TreeMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread == null) continue;
      byName.merge(
          thread.getThreadName(), threads.getThreadAllocatedBytes(thread.getThreadId()), Long::sum);
    }
    return byName;
  }

  // Pause

  /** When an answer came, and of which entry. */
  private record Answered(long atNanos, long position) {}

  private void sayPause(EmbeddedLedger ledger) throws InterruptedException {
    Replica replica = ledger.replica();
    Workload workload = workload(probes());
    List<Answered> answers = new ArrayList<>();
    Flow flow = new Flow(replica, Window.LARGE_BATCHES);
    long snapshotNanos = Long.MAX_VALUE;
    while (System.nanoTime() - AFTER_SNAPSHOT_NANOS < snapshotNanos) {
      flow.submit(
          ledger.form(workload.next()),
          (committed, nanos) -> answers.add(new Answered(System.nanoTime(), committed.position())));
      if (snapshotNanos == Long.MAX_VALUE && replica.figures().snapshotPosition() > 0) {
        snapshotNanos = System.nanoTime();
      }
    }
    flow.drain();
    long begins = snapshotEveryEntries - ENTRIES_BEFORE_SURE;
    say("longest gap without a snapshot", longestGapMillis(answers, 0, begins), "ms");
    say("longest gap while one is taken", longestGapMillis(answers, begins, Long.MAX_VALUE), "ms");
  }

  /** Between answers that follow each other, of entries from a position to before another. */
  private static double longestGapMillis(List<Answered> answers, long from, long to) {
    long longest = 0;
    for (int i = 1; i < answers.size(); i++) {
      long position = answers.get(i).position();
      if (position < from || position >= to) continue;
      longest = Math.max(longest, answers.get(i).atNanos() - answers.get(i - 1).atNanos());
    }
    return longest / NANOS_PER_MILLI;
  }

  private static void say(String what, double value, String unit) {
    Child.say(what + ";" + value + ";" + unit);
  }
}
