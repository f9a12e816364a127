package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Execution;

class FollowingTest {
  @TempDir Path dir;

  private static List<Long> positions(List<Execution> executions) {
    synchronized (executions) {
      return executions.stream().map(Execution::position).toList();
    }
  }

  private static List<Long> upTo(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static Consumer<List<Execution>> each(Consumer<Execution> sink) {
    return executions -> executions.forEach(sink);
  }

  private static List<Execution> list() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  @Test
  void tellsThePastAndThePresentWithoutAGap() throws Exception {
    List<Execution> all = list();
    List<Execution> some = list();
    try (Replica replica = Replicas.start(dir, 20)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 50);
      try (Following fromStart = replica.follow(0, Network::kernel, all::addAll);
          Following fromMiddle = replica.follow(47, Network::kernel, some::addAll)) {
        Replicas.transferOneByOne(replica, 51, 150); // while the past is told
        Replicas.eventually(() -> fromStart.position() == 151 && fromMiddle.position() == 151);
        assertThat(fromStart.live()).isTrue();
      }
      Replicas.transferOneByOne(replica, 151, 151); // nobody follows any more
      assertThat(positions(all)).isEqualTo(upTo(1, 151));
      assertThat(positions(some)).isEqualTo(upTo(48, 151));
      assertThat(all.subList(47, 151))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(some);
      assertThatThrownBy(() -> replica.follow(153, Network::kernel, e -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the consumer is at position 153, and the log ends at 152");
    }
  }

  @Test
  void whatTheSinkThrowsAtComesAgain() throws Exception {
    List<Long> taken = Collections.synchronizedList(new ArrayList<>());
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 3);
      CountDownLatch failures = new CountDownLatch(3);
      try (Following following =
          replica.follow(
              0,
              Network::kernel,
              each(
                  execution -> {
                    if (execution.position() == 3 && failures.getCount() > 0) {
                      failures.countDown();
                      throw new IllegalStateException("the database is away");
                    }
                    taken.add(execution.position());
                  }))) {
        Replicas.eventually(() -> following.trouble().orElse("").contains("the database is away"));
        Replicas.eventually(() -> following.position() == 4);
        assertThat(following.trouble()).isEmpty();
        assertThat(taken).containsExactly(1L, 2L, 3L, 4L);
      }
    }
  }

  private static boolean standsStill(Replica replica) throws InterruptedException {
    long position = replica.figures().position();
    Thread.sleep(200);
    return replica.figures().entriesInFlight() == 0 && replica.figures().position() == position;
  }

  @Test
  void aSlowSinkHoldsSubmittersBackAndMissesNothing() throws Exception {
    CompletableFuture<Void> open = new CompletableFuture<>();
    List<Long> taken = Collections.synchronizedList(new ArrayList<>());
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      try (Following following =
          replica.follow(
              0,
              Network::kernel,
              each(
                  execution -> {
                    if (execution.position() > 1) open.join();
                    taken.add(execution.position());
                  }))) {
        try (AutoCloseable _ = () -> open.complete(null)) {
          Replicas.eventually(following::live);
          List<CompletableFuture<Submitted>> answers = new ArrayList<>();
          int n = 0;
          boolean busy = false;
          long time = System.currentTimeMillis();
          while (!busy) {
            CompletableFuture<Submitted> answer =
                replica.submit(Network.transfers(++n, 4_000, time));
            busy =
                answer.isDone()
                    && Replicas.get(answer).equals(new Submitted.Deferred(Submitted.Reason.BUSY));
            if (!busy) answers.add(answer);
          }
          // It comes to stand still: what is under way is executed, and no more.
          Replicas.eventually(() -> standsStill(replica));
          long position = replica.figures().position();
          assertThat(replica.figures().queuedEnvelopes()).isPositive();
          Thread.sleep(200);
          assertThat(replica.figures().position()).isEqualTo(position);
          open.complete(null);
          for (CompletableFuture<Submitted> answer : answers) {
            assertThat(Replicas.get(answer)).isInstanceOf(Submitted.Committed.class);
          }
          long end = replica.figures().position();
          Replicas.eventually(() -> following.position() == end);
          assertThat(taken).isEqualTo(upTo(1, end));
        }
      }
    }
  }

  @Test
  void anotherKernelComesToTheSameState() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Replicas.transferTogether(replica, 1, 500);
      List<Hash32> digests = Collections.synchronizedList(new ArrayList<>());
      try (Following following =
          replica.follow(0, Network::kernel, each(execution -> digests.add(execution.digest())))) {
        long end = replica.figures().position();
        Replicas.eventually(() -> following.position() == end);
      }
      assertThat(digests.getLast()).isEqualTo(Replicas.digest(replica));
    }
  }
}
