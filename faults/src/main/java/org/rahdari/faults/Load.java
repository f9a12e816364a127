package org.rahdari.faults;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.platform.Ids;
import org.rahdari.platform.PlainFailure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Institutions' systems that pay without a pause, as well-behaved ones do: each payment has an id
 * of its own and is sent again under it, to the next node, until some node says what became of it.
 * All that was acknowledged is remembered.
 */
final class Load implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final long PAUSE_MILLIS = 10;
  private static final long BEFORE_NEXT_NODE_MILLIS = 20;
  private static final int SERVER_ERRORS = 500;

  /** Who does not answer for so long is given up, and another node is asked. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  /**
   * A payment that some node has said is done.
   *
   * @param sentNanos when the request that was answered had been sent
   */
  record Acknowledged(Id id, long amountMinor, long sentNanos, long answeredNanos) {}

  private final List<NodeClient> nodes;
  private final Id from;
  private final Id to;
  private final Ids ids = new Ids(InstantSource.system());
  private final AtomicLong amounts = new AtomicLong();
  private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean ending;

  /** Begins to pay from one account to another. */
  Load(List<Member> members, Id from, Id to) {
    this.nodes = members.stream().map(each -> each.client(ANSWER_MAX)).toList();
    this.from = from;
    this.to = to;
    for (int i = 0; i < CLIENTS; i++) {
      int first = i;
      clients.add(Thread.ofVirtual().start(() -> pay(first)));
    }
  }

  private void pay(int first) {
    int node = first;
    try {
      while (!ending) {
        Id id = ids.next();
        long amountMinor = amounts.incrementAndGet();
        while (!paid(nodes.get(node % nodes.size()), id, amountMinor)) {
          node++;
          Thread.sleep(BEFORE_NEXT_NODE_MILLIS);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether an answer has come. */
  private boolean paid(NodeClient node, Id id, long amountMinor) {
    Map<String, String> order =
        Map.of(
            "id",
            id.toString(),
            "debit",
            from.toString(),
            "credit",
            to.toString(),
            "amountMinor",
            Long.toString(amountMinor));
    long sent = System.nanoTime();
    NodeClient.Response response;
    JsonNode became;
    try {
      response = node.post("/v1/transfers", order);
      if (response.status() >= SERVER_ERRORS) return false;
      became = response.json().path("transfers").path(0);
    } catch (PlainFailure | JacksonException e) {
      return false;
    }
    if (became.path("accepted").asBoolean(false)) {
      acknowledged.add(new Acknowledged(id, amountMinor, sent, System.nanoTime()));
    } else {
      // No payment here deserves one.
      refusals.add(response.status() + " " + response.text());
    }
    return true;
  }

  /** When the first payment was acknowledged that had been sent after a moment; null for none. */
  @Nullable Long firstSentAfter(long nanos) {
    return acknowledged.stream()
        .filter(each -> each.sentNanos() - nanos > 0)
        .map(Acknowledged::answeredNanos)
        .min(Long::compare)
        .orElse(null);
  }

  /** The longest time in which nothing was acknowledged. */
  long longestGapNanos() {
    long[] answered =
        acknowledged.stream().mapToLong(Acknowledged::answeredNanos).sorted().toArray();
    long longest = 0;
    for (int i = 1; i < answered.length; i++) {
      longest = Math.max(longest, answered[i] - answered[i - 1]);
    }
    return longest;
  }

  Collection<Acknowledged> acknowledged() {
    return acknowledged;
  }

  /** Refusals of what should not be refused. */
  Collection<String> refusals() {
    return refusals;
  }

  /** Begins nothing more, and returns when all that was begun has been answered. */
  @Override
  public void close() throws InterruptedException {
    ending = true;
    for (Thread each : clients) each.join();
  }
}
