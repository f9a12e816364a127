package org.rahdari.replication;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.KernelImage;

/** Takes an image of the kernel when enough has happened, and writes it beside execution. */
final class SnapshotWriter {
  /**
   * Items after which a snapshot is taken, however few entries carried them: what a start executes
   * again stays bounded.
   */
  private static final long SNAPSHOT_EVERY_ITEMS = 20_000_000;

  private static final long LAST_SECONDS_MAX = 10;
  private static final System.Logger LOG = System.getLogger(SnapshotWriter.class.getName());

  private final Machine machine;
  private final SnapshotStore store;
  private final Runnable forceBefore;
  private final int everyEntries;
  private final ExecutorService background;
  private volatile long position;
  private volatile OrderSource.@Nullable Place durable;
  private volatile boolean writing;
  private volatile boolean closing;
  private long triedPosition;
  private long triedItems;

  /**
   * @param last the last durable one; null for none
   * @param forceBefore makes leaves and tree durable
   */
  SnapshotWriter(
      Machine machine,
      SnapshotStore store,
      @Nullable Snapshot last,
      Runnable forceBefore,
      int everyEntries,
      Pace pace) {
    this.machine = machine;
    this.store = store;
    this.position = last == null ? 0 : last.position();
    this.forceBefore = forceBefore;
    this.everyEntries = everyEntries;
    this.background = pace.executor("rahdari-snapshot");
  }

  /** The position of the last durable one; 0 before the first. */
  long position() {
    return position;
  }

  /** The last entry of the last one that was written by this process; null before. */
  OrderSource.@Nullable Place durable() {
    return durable;
  }

  /**
   * Takes an image if one is due. For the thread that executes.
   *
   * @param applied the last entry of Raft that has been executed
   */
  void takeIfDue(OrderSource.Place applied) {
    long executed = machine.executedPosition();
    long last = Math.max(position, triedPosition);
    boolean due =
        executed - last >= everyEntries
            || machine.executedItems() - triedItems >= SNAPSHOT_EVERY_ITEMS;
    if (!due || writing || closing || machine.stopped().isDone()) return;
    KernelImage image = machine.image();
    writing = true;
    triedPosition = executed;
    triedItems = machine.executedItems();
    background.execute(() -> write(image, applied));
  }

  private void write(KernelImage image, OrderSource.Place applied) {
    try {
      Snapshot snapshot = machine.snapshot(image, applied.term(), applied.index());
      forceBefore.run();
      store.write(snapshot, image::save);
      position = snapshot.position();
      durable = applied;
    } catch (IOException | RuntimeException e) {
      // Nothing is lost: the log has it all, and another snapshot is tried later.
      LOG.log(
          System.Logger.Level.ERROR,
          "The snapshot of position " + image.position() + " cannot be written",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      image.release();
      writing = false;
    }
  }

  /** Takes no further one. */
  void closing() {
    closing = true;
  }

  /** Waits for the one that is being written. */
  void close() {
    closing = true;
    background.shutdown();
    try {
      if (!background.awaitTermination(LAST_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.log(System.Logger.Level.WARNING, "a snapshot is left unfinished");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
