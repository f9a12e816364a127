package org.rahdari.platform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.replication.Submitted;

/**
 * Takes transfers from many callers of one institution and puts those that come together into one
 * envelope: a signature, and an entry of the log, cost the same for one transfer as for thousands.
 *
 * <p>Nothing waits on purpose. A transfer that finds nothing under way leaves at once; while {@link
 * #ENVELOPES_IN_FLIGHT_MAX} envelopes are under way, what comes is gathered for the next one. The
 * order in which transfers are handed in is the order in which the ledger enters them.
 *
 * <p>Every caller hears what became of its own transfers, whatever becomes of the envelope.
 */
public final class TransferDesk implements AutoCloseable {

  /** Transfers that wait for an envelope at most; {@link Transferred.Reason#BUSY} beyond. */
  public static final int TRANSFERS_WAITING_MAX = 8 * Kernel.ITEMS_PER_ENVELOPE_MAX;

  /** Envelopes that are signed and not yet answered, at most. */
  static final int ENVELOPES_IN_FLIGHT_MAX = 4;

  private static final long DRAIN_MILLIS_MAX = 5_000;

  /** One for each envelope: a caller that does much with its answer holds up nobody else's. */
  private static final Executor ANSWERING = answer -> Thread.ofVirtual().start(answer);

  private final Function<List<Transfer>, CompletableFuture<Submitted>> door;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private int transfersWaiting;
  private int envelopesInFlight;
  private boolean closing;
  private boolean abandoning;

  /** Transfers that stay together, and who waits for them. */
  private record Waiting(List<Transfer> transfers, CompletableFuture<Transferred> answer) {}

  /** The desk before a gateway. */
  public TransferDesk(Gateway gateway) {
    this(gateway::transfer);
  }

  /**
   * @param door signs transfers in one envelope and sends it
   */
  TransferDesk(Function<List<Transfer>, CompletableFuture<Submitted>> door) {
    this.door = door;
    Thread.ofVirtual().name("rahdari-transfers").start(this::run);
  }

  /** Enters a transfer. */
  public CompletableFuture<Transferred> transfer(Transfer transfer) {
    return transfer(List.of(transfer));
  }

  /**
   * Enters transfers one after the other, with none of another caller's between them; those that
   * say that they are linked happen together or not at all.
   *
   * @param transfers 1 to {@link Kernel#ITEMS_PER_ENVELOPE_MAX}
   * @throws IllegalArgumentException if they are more or none, or the last one is linked: it would
   *     drag a stranger's transfer into its chain
   */
  public CompletableFuture<Transferred> transfer(List<Transfer> transfers) {
    if (transfers.isEmpty() || transfers.size() > Kernel.ITEMS_PER_ENVELOPE_MAX) {
      throw new IllegalArgumentException("an envelope cannot hold " + transfers.size());
    }
    if (transfers.getLast().has(TransferFlag.LINKED)) {
      throw new IllegalArgumentException("the last transfer is linked to none");
    }
    Waiting waiting = new Waiting(List.copyOf(transfers), new CompletableFuture<>());
    synchronized (this) {
      if (closing) return deferred(Transferred.Reason.CLOSED);
      if (transfersWaiting + transfers.size() > TRANSFERS_WAITING_MAX) {
        return deferred(Transferred.Reason.BUSY);
      }
      transfersWaiting += transfers.size();
      queue.addLast(waiting);
      if (queue.size() == 1) notifyAll();
    }
    return waiting.answer();
  }

  private static CompletableFuture<Transferred> deferred(Transferred.Reason why) {
    return CompletableFuture.completedFuture(new Transferred.Deferred(why));
  }

  // The way out

  private void run() {
    try {
      for (List<Waiting> group = next(); group != null; group = next()) send(group);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  /** What goes into the next envelope; null at the end. */
  private synchronized @Nullable List<Waiting> next() throws InterruptedException {
    while (queue.isEmpty() || envelopesInFlight >= ENVELOPES_IN_FLIGHT_MAX) {
      if (abandoning || (closing && queue.isEmpty())) return null;
      wait();
    }
    List<Waiting> group = new ArrayList<>();
    int transfers = 0;
    while (!queue.isEmpty()) {
      int more = queue.getFirst().transfers().size();
      if (transfers + more > Kernel.ITEMS_PER_ENVELOPE_MAX) break;
      transfers += more;
      group.add(queue.removeFirst());
    }
    transfersWaiting -= transfers;
    envelopesInFlight++;
    return group;
  }

  private void send(List<Waiting> group) {
    List<Transfer> transfers = new ArrayList<>(group.size());
    for (Waiting each : group) transfers.addAll(each.transfers());
    CompletableFuture<Submitted> submitted;
    try {
      submitted = door.apply(transfers);
    } catch (RuntimeException | Error e) {
      submitted = CompletableFuture.failedFuture(e);
    }
    var _ =
        submitted.whenCompleteAsync((became, failure) -> landed(group, became, failure), ANSWERING);
  }

  private void landed(
      List<Waiting> group, @Nullable Submitted became, @Nullable Throwable failure) {
    synchronized (this) {
      envelopesInFlight--;
      notifyAll();
    }
    try {
      answer(group, became, failure);
    } catch (RuntimeException e) {
      answer(group, new Transferred.Unknown(sentence(e)));
    }
  }

  private static void answer(
      List<Waiting> group, @Nullable Submitted became, @Nullable Throwable failure) {
    switch (became) {
      case Submitted.Committed committed -> answer(group, committed);
      case Submitted.Skipped skipped -> answer(group, new Transferred.Rejected(skipped.why()));
      case Submitted.Rejected rejected -> answer(group, new Transferred.Rejected(rejected.why()));
      case Submitted.Deferred deferred ->
          answer(group, new Transferred.Deferred(reason(deferred.why())));
      case null -> answer(group, new Transferred.Unknown(sentence(failure)));
    }
  }

  private static Transferred.Reason reason(Submitted.Reason why) {
    return switch (why) {
      case BUSY -> Transferred.Reason.BUSY;
      case KEY_UNAVAILABLE -> Transferred.Reason.KEY_UNAVAILABLE;
    };
  }

  private static void answer(List<Waiting> group, Transferred same) {
    for (Waiting each : group) each.answer().complete(same);
  }

  private static void answer(List<Waiting> group, Submitted.Committed committed) {
    Results results = new Results(committed.results());
    int item = 0;
    for (Waiting each : group) {
      int next = item + each.transfers().size();
      each.answer()
          .complete(
              new Transferred.Executed(
                  committed.position(),
                  committed.timeMillis(),
                  committed.leaf(),
                  item,
                  results.range(item, next)));
      item = next;
    }
  }

  /** Reads results; neighbours that came to the same share one array, and it is read once. */
  private static final class Results {
    private final List<byte[]> encoded;
    private byte[] last = {};
    private @Nullable Result read;

    Results(List<byte[]> encoded) {
      this.encoded = encoded;
    }

    List<Result> range(int from, int to) {
      if (to == from + 1) return List.of(get(from));
      List<Result> range = new ArrayList<>(to - from);
      for (int i = from; i < to; i++) range.add(get(i));
      return List.copyOf(range);
    }

    private Result get(int index) {
      byte[] bytes = encoded.get(index);
      Result result = read;
      if (result == null || bytes != last) {
        result = Result.decode(bytes);
        last = bytes;
        read = result;
      }
      return result;
    }
  }

  private static String sentence(@Nullable Throwable failure) {
    return failure == null || failure.getMessage() == null
        ? String.valueOf(failure)
        : failure.getMessage();
  }

  // The end

  /** How many transfers wait for an envelope. */
  public synchronized int waiting() {
    return transfersWaiting;
  }

  /** Takes nothing more; what waits is still sent. */
  synchronized void stopTaking() {
    closing = true;
    notifyAll();
  }

  /** Takes nothing more, and sends what waits: a few seconds at most. */
  @Override
  public void close() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS_MAX);
    synchronized (this) {
      closing = true;
      notifyAll();
      try {
        while ((!queue.isEmpty() || envelopesInFlight > 0) && until - System.nanoTime() > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      abandoning = true;
      notifyAll();
    }
    abandon();
  }

  /** Tells those whose transfers were not sent. */
  private void abandon() {
    List<Waiting> left;
    synchronized (this) {
      closing = true;
      left = new ArrayList<>(queue);
      queue.clear();
      transfersWaiting = 0;
    }
    answer(left, new Transferred.Deferred(Transferred.Reason.CLOSED));
  }
}
