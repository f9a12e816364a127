package org.rahdari.replication;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;

/**
 * Sends to whoever leads. When the members change there is a new one: the old one ends once all
 * that it has sent is answered.
 */
final class Forwarder {
  private static final System.Logger LOG = System.getLogger(Forwarder.class.getName());

  private final RaftClient client;
  private int underWay;
  private boolean letGo;

  Forwarder(RaftClient client) {
    this.client = client;
  }

  /**
   * Sends it again and again, until it is answered or ten seconds are over.
   *
   * @throws RejectedExecutionException if it was let go of: there is a newer one
   */
  CompletableFuture<RaftClientReply> send(Message message) {
    synchronized (this) {
      if (letGo) throw new RejectedExecutionException();
      underWay++;
    }
    return client.async().send(message).whenComplete((reply, failure) -> answered());
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

  /** At once: what is under way fails. */
  void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "A client of Ratis does not close: {0}", e.getMessage());
    }
  }
}
