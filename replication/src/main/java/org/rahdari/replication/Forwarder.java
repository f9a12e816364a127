package org.rahdari.replication;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.RaftRetryFailureException;
import org.jspecify.annotations.Nullable;

/**
 * Sends to whoever leads. When the members change there is a new one: the old one ends once all
 * that it has sent is answered.
 */
final class Forwarder {
  private static final System.Logger LOG = System.getLogger(Forwarder.class.getName());

  private final RaftClient client;
  private final int triesMax;
  private final long betweenTriesMillis;
  private int underWay;
  private boolean letGo;
  private volatile boolean closed;

  /**
   * @param client which tries again by itself where nobody leads, or another
   * @param triesMax while a leader hands the lead over, which the client takes for an answer
   */
  Forwarder(RaftClient client, int triesMax, long betweenTriesMillis) {
    this.client = client;
    this.triesMax = triesMax;
    this.betweenTriesMillis = betweenTriesMillis;
  }

  /**
   * Sends it until it is answered, or was tried too often.
   *
   * @throws RejectedExecutionException if it was let go of: there is a newer one
   */
  CompletableFuture<RaftClientReply> send(Message message) {
    synchronized (this) {
      if (letGo) throw new RejectedExecutionException();
      underWay++;
    }
    return send(message, triesMax).whenComplete((reply, failure) -> answered());
  }

  private CompletableFuture<RaftClientReply> send(Message message, int triesLeft) {
    return once(message)
        .exceptionallyCompose(
            failure ->
                steppingDown(failure) && triesLeft > 1
                    ? CompletableFuture.supplyAsync(() -> message, later())
                        .thenCompose(again -> send(again, triesLeft - 1))
                    : CompletableFuture.failedFuture(failure));
  }

  /**
   * What the client throws at once is a failure like another: it was sent, and is not under way.
   */
  private CompletableFuture<RaftClientReply> once(Message message) {
    try {
      return client.async().send(message);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Whether the lead is just being handed over: nothing was done with the request. */
  static boolean steppingDown(@Nullable Throwable failure) {
    return cause(failure) instanceof LeaderSteppingDownException;
  }

  /** Whether the client that failed so takes nothing any more: it gives up once and for all. */
  static boolean spent(@Nullable Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof AlreadyClosedException || cause instanceof RaftRetryFailureException;
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private Executor later() {
    return CompletableFuture.delayedExecutor(betweenTriesMillis, TimeUnit.MILLISECONDS);
  }

  private synchronized void answered() {
    underWay--;
    if (letGo && underWay == 0) closeBeside();
  }

  /** Takes nothing more. */
  synchronized void letGo() {
    letGo = true;
    if (underWay == 0) closeBeside();
  }

  /** Not on a thread of Ratis, which would wait for itself. */
  private void closeBeside() {
    Thread.ofVirtual().start(this::close);
  }

  /** Whether nothing is left of it to be closed. */
  boolean closed() {
    return closed;
  }

  /** At once: what is under way fails. */
  void close() {
    closed = true;
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "A client of Ratis does not close: {0}", e.getMessage());
    }
  }
}
