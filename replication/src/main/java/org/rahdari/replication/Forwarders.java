package org.rahdari.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Forwarder} that sends now, and those before it that still wait for answers. There is
 * another one when the members change, and when the one before has tried in vain for too long: a
 * client of Ratis that has done so sends nothing any more.
 */
final class Forwarders {
  private final Supplier<Forwarder> fresh;
  private final List<Forwarder> former = new ArrayList<>();
  private volatile Forwarder present;
  private boolean closed;

  /**
   * @param fresh gives one for the members as they are then
   */
  Forwarders(Supplier<Forwarder> fresh) {
    this.fresh = fresh;
    this.present = fresh.get();
  }

  CompletableFuture<RaftClientReply> send(Message message) {
    while (true) {
      try {
        Forwarder by = present;
        return by.send(message).whenComplete((reply, failure) -> renewIfSpent(by, failure));
      } catch (RejectedExecutionException e) {
        Thread.onSpinWait(); // the members have changed: there is a newer one
      }
    }
  }

  private synchronized void renewIfSpent(Forwarder by, @Nullable Throwable failure) {
    if (Forwarder.spent(failure) && present == by) renew();
  }

  /** The members have changed; what the one before has sent is still answered. */
  synchronized void renew() {
    if (closed) return;
    Forwarder before = present;
    present = fresh.get();
    former.removeIf(Forwarder::closed);
    former.add(before);
    before.letGo();
  }

  /** At once: what is under way fails. */
  void close() {
    List<Forwarder> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(former);
      all.add(present);
    }
    // Without the lock, which a thread of Ratis may wait for that closing waits for.
    all.forEach(Forwarder::close);
  }
}
