package org.rahdari.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Sealed;

/**
 * The order that others have found: fetched from one of them, executed here, and compared with what
 * a quorum has signed. A source that says something else than the quorum is found out at the next
 * checkpoint; from then on nothing more is fetched from it.
 */
final class MirrorOrder implements Order {
  private static final long AGAIN_MILLIS = 250;
  private static final long AGAIN_MILLIS_MAX = 10_000;
  private static final System.Logger LOG = System.getLogger(MirrorOrder.class.getName());

  private final OrderSource.Parts parts;
  private final LogSource source;
  private final Thread thread = Thread.ofPlatform().name("rahdari-mirror").unstarted(this::run);
  private OrderSource.Place last;
  private volatile @Nullable String trouble;
  private volatile boolean closing;

  private MirrorOrder(
      OrderSource.Parts parts, LogSource source, OrderSource.@Nullable Place executed) {
    this.parts = parts;
    this.source = source;
    this.last = executed == null ? new OrderSource.Place(0, -1) : executed;
  }

  /** Everything that is in the store was fetched whole, and is executed again from there. */
  static OrderSource source(LogSource source) {
    return (home, store, snapshot, signed) -> {
      store.settle(store.lastIndex(), snapshot == null ? 0 : snapshot.position(), 0);
      return new OrderSource.Settled() {
        @Override
        public boolean handsOver(PayloadHeader entry) {
          return false;
        }

        @Override
        public Order open(OrderSource.Parts parts, OrderSource.@Nullable Place executed) {
          return new MirrorOrder(parts, source, executed);
        }
      };
    };
  }

  @Override
  public void begin() {
    thread.start();
  }

  private void run() {
    long again = AGAIN_MILLIS;
    try {
      while (!closing && !parts.machine().stopped().isDone()) {
        Optional<String> astray = parts.checkpoints().silent();
        if (astray.isPresent()) {
          trouble = astray.get();
          return;
        }
        try {
          boolean more = fetch();
          trouble = null;
          again = AGAIN_MILLIS;
          if (more) continue;
        } catch (IOException e) {
          if (trouble == null)
            LOG.log(System.Logger.Level.WARNING, "The source: " + e.getMessage());
          trouble = String.valueOf(e.getMessage());
          again = Math.min(2 * again, AGAIN_MILLIS_MAX);
        }
        Thread.sleep(again);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      parts.machine().stop("The source cannot be followed: " + e);
    }
  }

  /** Whether there may be more at once. */
  private boolean fetch() throws IOException, InterruptedException {
    PayloadStore store = parts.store();
    Optional<byte[]> checkpoint = source.checkpoint();
    ByteBuffer records = ByteBuffer.wrap(source.records(store.lastPosition() + 1));
    boolean any = records.hasRemaining();
    while (records.hasRemaining()) keep(records);
    if (any) store.force();
    execute();
    parts.machine().awaitRecorded();
    if (checkpoint.isPresent()) {
      Optional<String> refused = parts.checkpoints().meet(checkpoint.get());
      if (refused.isPresent()) {
        throw new IOException("its checkpoint is refused: " + refused.get());
      }
    }
    parts.snapshots().takeIfDue(last);
    return any;
  }

  private void keep(ByteBuffer records) throws IOException {
    PayloadStore store = parts.store();
    byte[] head = new byte[PayloadHeader.BYTES];
    if (records.remaining() < head.length) throw cutOff();
    records.get(head);
    PayloadHeader header = PayloadHeader.decode(head, 0);
    if (header == null) throw new IOException("a record has no valid header");
    if (header.position() != store.lastPosition() + 1) {
      throw new IOException(
          "position "
              + header.position()
              + " comes where "
              + (store.lastPosition() + 1)
              + " is asked for");
    }
    if (header.index() <= store.lastIndex()) throw new IOException("the Raft index runs back");
    if (records.remaining() < header.length()) throw cutOff();
    byte[] body = new byte[header.length()];
    records.get(body);
    if (Body.decode(body, header.hash()) == null) {
      throw new IOException("the entry at position " + header.position() + " has another hash");
    }
    store.append(
        header.term(),
        header.index(),
        parts.machine().executedPosition(),
        header.hash(),
        List.of(ByteBuffer.wrap(body)));
  }

  private static IOException cutOff() {
    return new IOException("the answer ends within a record");
  }

  private void execute() throws IOException {
    Machine machine = parts.machine();
    PayloadStore store = parts.store();
    while (machine.executedPosition() < store.lastPosition()) {
      Payload payload = store.read(machine.executedPosition() + 1);
      PayloadHeader header = payload.header();
      machine.execute(payload.entry(), payload.body().cut(), header.term(), header.index());
      last = new OrderSource.Place(header.term(), header.index());
    }
  }

  @Override
  public boolean leads() {
    return false;
  }

  @Override
  public CompletableFuture<?> order(List<Sealed> envelopes) {
    return CompletableFuture.failedFuture(new StoppedException("A mirror takes no envelopes."));
  }

  @Override
  public long snapshotPosition() {
    return parts.snapshots().position();
  }

  @Override
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public void closing() {
    closing = true;
    parts.snapshots().closing();
  }

  @Override
  public void leave() {
    closing = true;
    thread.interrupt();
    try {
      if (thread != Thread.currentThread()) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    parts.snapshots().close();
  }
}
