package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.kernel.Result;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** The ledger says who orders it and signs it, while it runs. */
class MembersChangeTest {
  @TempDir Path dir;

  private static Submitted.Committed commit(Replica replica, byte[] envelope) throws Exception {
    Submitted.Committed committed = (Submitted.Committed) Replicas.get(replica.submit(envelope));
    assertThat(committed.results())
        .allSatisfy(result -> assertThat(Result.decode(result).accepted()).isTrue());
    return committed;
  }

  /** As many as the policy before asks for: then it is adopted. */
  private static void adopt(Cluster cluster, ProposePolicy proposal, int... approving)
      throws Exception {
    Replica by = cluster.get(approving[0]);
    commit(by, cluster.proposing(approving[0], proposal));
    for (int each : approving) {
      commit(cluster.get(each), cluster.approving(each, approving[0], proposal));
    }
  }

  private static void signs(Replica replica, long leaf, String validator) throws Exception {
    Replicas.get(replica.awaitFinal(leaf));
    Replicas.eventually(
        () ->
            new String(replica.receipt(leaf, 0).orElseThrow(), StandardCharsets.UTF_8)
                .contains("— " + validator + "."));
  }

  /** One payment after another, until interrupted: it waits for none of them. */
  private static void pay(Cluster cluster, int member, List<CompletableFuture<Submitted>> paid) {
    try {
      for (int n = 1_000; !Thread.interrupted(); n++) {
        paid.add(cluster.get(member).submit(cluster.transfer(n)));
        Thread.sleep(2);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On a thread of its own: Ratis needs the common pool, which is small on a small machine. */
  private static CompletableFuture<Replica> joining(Cluster cluster, int member, int source) {
    CompletableFuture<Replica> joined = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                joined.complete(cluster.rejoin(member, source));
              } catch (Exception e) {
                joined.completeExceptionally(e);
              }
            });
    return joined;
  }

  @Test
  void oneJoinsByTheirApprovalAndAnotherLeaves() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4, 5)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      for (int n = 0; n < 60; n++) commit(cluster.get(n % 4), cluster.transfer(n));

      // It may start before it is approved: it follows, and waits.
      CompletableFuture<Replica> joining = joining(cluster, 4, 0);
      ProposePolicy five = cluster.proposal(2, List.of(0, 1, 2, 3, 4), 4);
      List<CompletableFuture<Submitted>> meanwhile = new ArrayList<>();
      int follower = cluster.leader() == 0 ? 1 : 0;
      Thread payments = Thread.ofVirtual().unstarted(() -> pay(cluster, follower, meanwhile));
      payments.start();
      adopt(cluster, five, 1, 2, 3);
      payments.interrupt();
      payments.join();
      assertThat(meanwhile).isNotEmpty();
      for (CompletableFuture<Submitted> each : meanwhile) {
        assertThat(Replicas.get(each)).isInstanceOf(Submitted.Committed.class);
      }
      Replica joined = Replicas.get(joining);
      Submitted.Committed through = commit(joined, cluster.transfer(60));
      for (int i = 0; i < 5; i++) signs(cluster.get(i), through.leaf(), "m4");

      // Who trusts the first policy alone can follow.
      PolicyHistory history = joined.policies();
      assertThat(history.newest().validators()).hasSize(5);
      byte[] receipt = joined.receipt(through.leaf(), 0).orElseThrow();
      assertThat(Verifier.verify(receipt, cluster.policy())).isInstanceOf(Refused.class);
      assertThat(Verifier.verify(receipt, PolicyHistory.parse(history.format())))
          .isInstanceOf(Verified.class);

      // Whoever leads is let go: it leads until the others order without it.
      int leader = cluster.leader();
      ProposePolicy four =
          cluster.proposal(3, IntStream.range(0, 5).filter(i -> i != leader).boxed().toList(), -1);
      adopt(cluster, four, IntStream.range(0, 5).filter(i -> i != leader).limit(4).toArray());
      Replica left = cluster.get(leader);
      Replicas.eventually(() -> left.stopped().isDone());
      assertThat(left.stopped().join()).contains("no member any more");
      cluster.stop(leader);
      int other = leader == 4 ? 0 : 4;
      Submitted.Committed last = commit(cluster.get(other), cluster.transfer(61));
      Replicas.get(cluster.get(other).awaitFinal(last.leaf()));
      TrustPolicy present = cluster.get(other).policies().newest();
      byte[] proof = cluster.get(other).receipt(last.leaf(), 0).orElseThrow();
      assertThat(Verifier.verify(proof, present)).isInstanceOf(Verified.class);

      // One of the four may fail: the one that left is not counted.
      int third =
          IntStream.range(0, 5).filter(i -> i != leader && i != other).findFirst().orElseThrow();
      cluster.stop(third);
      Submitted.Committed three = commit(cluster.get(other), cluster.transfer(62));
      Replicas.get(cluster.get(other).awaitFinal(three.leaf()));

      // Who trusts the first policy finds the others in the log.
      assertThat(
              Audit.of(
                  cluster.folder(third), cluster.policy(), cluster.kernel(third), (at, of) -> {}))
          .isInstanceOfSatisfying(
              Audit.Found.Agrees.class, agrees -> assertThat(agrees.signed()).isPresent());
    }
  }
}
