package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/** Four validators, one order: what each of them acknowledges, all of them have executed. */
class ClusterTest {
  @TempDir Path dir;

  private static Submitted.Committed commit(Replica replica, byte[] envelope) throws Exception {
    return (Submitted.Committed) Replicas.get(replica.submit(envelope));
  }

  @Test
  void whatOneTakesInAllExecuteAndAQuorumSigns() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      commit(cluster.get(cluster.follower()), cluster.accounts());
      for (int n = 0; n < 40; n++) commit(cluster.get(n % 4), cluster.transfer(n));
      Submitted.Committed last = commit(cluster.get(cluster.follower()), cluster.transfers(40, 60));
      for (int i = 0; i < 4; i++) {
        Replica replica = cluster.get(i);
        VerifiedCheckpoint verified = Replicas.get(replica.awaitFinal(last.leaf()));
        assertThat(verified.signedBy()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(Cluster.moved(replica)).isEqualTo(100);
        assertThat(Replicas.digest(replica)).isEqualTo(Replicas.digest(cluster.get(0)));
        byte[] receipt = replica.receipt(last.leaf(), 59).orElseThrow();
        assertThat(Verifier.verify(receipt, cluster.policy())).isInstanceOf(Verified.class);
        assertThat(receipt.length).isLessThan(4096);
        assertThat(replica.conflicts()).isEmpty();
      }
    }
  }

  @Test
  void nothingThatWasAcknowledgedIsLostWhenTheLeaderEnds() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      int leader = cluster.leader();
      int follower = cluster.follower();
      commit(cluster.get(follower), cluster.accounts());
      for (int n = 0; n < 10; n++) commit(cluster.get(follower), cluster.transfer(n));
      cluster.stop(leader);
      for (int n = 10; n < 20; n++) commit(cluster.get(follower), cluster.transfer(n));
      Replica again = cluster.start(leader);
      Replicas.eventually(() -> Cluster.moved(again) == 20);
      Submitted.Committed last = commit(again, cluster.transfer(20));
      Replicas.get(again.awaitFinal(last.leaf()));
      for (int i = 0; i < 4; i++) {
        Replica each = cluster.get(i);
        Replicas.eventually(() -> Cluster.moved(each) == 21);
        assertThat(Replicas.digest(each)).isEqualTo(Replicas.digest(again));
      }
    }
  }

  /** Before Ratis has forgotten anything, and past several snapshots, when it has. */
  @ParameterizedTest
  @ValueSource(ints = {3, 160})
  void aMemberThatLostItsDiskComesBackAndSignsAgain(int before) throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      for (int n = 0; n < before; n++) commit(cluster.get(0), cluster.transfer(n));
      int lost = cluster.follower();
      int other = (lost + 1) % 4;
      cluster.stop(lost);
      for (int n = before; n < before + 10; n++) {
        commit(cluster.get(other), cluster.transfer(n));
      }
      Replicas.delete(cluster.folder(lost));
      Replica again = cluster.rejoin(lost, other);
      Submitted.Committed last = commit(again, cluster.transfer(before + 10));
      Replicas.eventually(() -> signs(again, last.leaf(), "m" + lost + "." + Cluster.ORIGIN));
      assertThat(Cluster.moved(again)).isEqualTo(before + 11);
      cluster.stop(lost);
      Replica after = cluster.start(lost);
      Replicas.eventually(() -> Cluster.moved(after) == before + 11);
      assertThat(Replicas.digest(after)).isEqualTo(Replicas.digest(cluster.get(other)));
    }
  }

  private static boolean signs(Replica replica, long leaf, String validator) throws Exception {
    return Replicas.get(replica.awaitFinal(leaf)).signedBy().contains(validator);
  }

  @Test
  void anEnvelopeThatComesToTwoMembersHasEffectOnce() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      byte[] envelope = cluster.transfer(1);
      List<Submitted> answers =
          List.of(
              Replicas.get(cluster.get(1).submit(envelope)),
              Replicas.get(cluster.get(2).submit(envelope)));
      assertThat(answers).filteredOn(Submitted.Committed.class::isInstance).isNotEmpty();
      for (int i = 0; i < 4; i++) {
        Replica each = cluster.get(i);
        Replicas.eventually(() -> Cluster.moved(each) == 1);
      }
    }
  }

  @Test
  void nothingIsFinalWithoutAQuorumAndEverythingIsWithOne() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      cluster.deafen(2);
      cluster.deafen(3);
      Submitted.Committed last = commit(cluster.get(0), cluster.transfer(1));
      Thread.sleep(300); // long enough for what must not come
      assertThat(cluster.get(0).awaitFinal(last.leaf()).isDone()).isFalse();
      assertThat(cluster.get(0).receipt(last.leaf(), 0)).isEmpty();
      cluster.hear(2);
      Replicas.get(cluster.get(0).awaitFinal(last.leaf()));
      cluster.ask(2, 0);
      Replicas.get(cluster.get(2).awaitFinal(last.leaf()));
      assertThat(cluster.get(3).awaitFinal(last.leaf()).isDone()).isFalse();
      cluster.hear(3);
      Replicas.get(cluster.get(3).awaitFinal(commit(cluster.get(1), cluster.transfer(2)).leaf()));
    }
  }

  @Test
  void oneThatLiesIsNamedAndTheOthersGoOn() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.startAll();
      Submitted.Committed first = commit(cluster.get(0), cluster.accounts());
      Replicas.get(cluster.get(0).awaitFinal(first.leaf()));
      byte[] lie =
          new CheckpointSigner(cluster.policy(), Cluster.signer(3))
              .sign(1, Hash.of(new byte[32]))
              .format();
      assertThat(cluster.get(0).meet(lie)).isEmpty();
      assertThat(cluster.get(0).conflicts())
          .extracting(Conflict::validator)
          .containsExactly("m3." + Cluster.ORIGIN);
      assertThat(cluster.get(0).silent()).isEmpty();
      Submitted.Committed later = commit(cluster.get(0), cluster.transfer(1));
      VerifiedCheckpoint verified = Replicas.get(cluster.get(0).awaitFinal(later.leaf()));
      assertThat(verified.signedBy()).doesNotContain("m3." + Cluster.ORIGIN);

      // The evidence outlives the process, and a second liar ends the signing.
      cluster.stop(0);
      Replica again = cluster.start(0);
      assertThat(again.conflicts()).hasSize(1);
      byte[] second =
          new CheckpointSigner(cluster.policy(), Cluster.signer(2))
              .sign(1, Hash.of(new byte[32]))
              .format();
      again.meet(second);
      assertThat(again.silent()).hasValueSatisfying(s -> assertThat(s).contains("2 of 4"));
      assertThat(Cluster.moved(again)).isEqualTo(1);
    }
  }

  @Test
  void whoseClockIsFarOffSignsNothing() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      cluster.clock(3, () -> System.currentTimeMillis() - 60_000);
      cluster.startAll();
      if (cluster.leader() == 3) standDown(cluster);
      Submitted.Committed last = commit(cluster.get(0), cluster.accounts());
      VerifiedCheckpoint verified = Replicas.get(cluster.get(0).awaitFinal(last.leaf()));
      assertThat(verified.signedBy()).doesNotContain("m3." + Cluster.ORIGIN);
      // What is final without it may not have come to it yet.
      Replicas.eventually(() -> cluster.get(3).silent().isPresent());
      assertThat(cluster.get(3).silent()).hasValueSatisfying(s -> assertThat(s).contains("clock"));
    }
  }

  @Test
  void aLeaderWhoseClockIsAheadMakesNothingFinal() throws Exception {
    try (Cluster cluster = new Cluster(dir, 4)) {
      java.util.concurrent.atomic.AtomicLong ahead = new java.util.concurrent.atomic.AtomicLong();
      for (int i = 0; i < 4; i++) {
        int member = i;
        cluster.clock(i, () -> System.currentTimeMillis() + (ahead.get() == member ? 60_000 : 0));
      }
      ahead.set(-1);
      cluster.startAll();
      Submitted.Committed first = commit(cluster.get(0), cluster.accounts());
      Replicas.get(cluster.get(0).awaitFinal(first.leaf()));
      int leader = cluster.leader();
      ahead.set(leader);
      Submitted.Committed early = commit(cluster.get(leader), cluster.transfer(1));
      // Nor does an honest stamp after it help: ledger time has run ahead.
      ahead.set(-1);
      int honest = (leader + 1) % 4;
      Replicas.eventually(() -> cluster.get(honest).silent().isPresent());
      assertThat(cluster.get(honest).silent().orElseThrow())
          .contains("ahead of this member's clock");
      assertThat(cluster.get(honest).awaitFinal(early.leaf()).isDone()).isFalse();
    }
  }

  /** Longer than a client of Ratis looks for a leader: it gives up, once and for all. */
  @Test
  void aFollowerSendsAgainAfterTheOthersWereAwayForLong() throws Exception {
    try (Cluster cluster = new Cluster(dir, 3)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      int alone = cluster.follower();
      List<Integer> others = List.of((alone + 1) % 3, (alone + 2) % 3);
      for (int other : others) cluster.stop(other);
      assertThatThrownBy(() -> Replicas.get(cluster.get(alone).submit(cluster.transfer(1))))
          .hasRootCauseInstanceOf(StoppedException.class)
          .hasMessageContaining("not ordered");
      cluster.startTogether(others.getFirst(), others.getLast());
      int leader = cluster.leader();
      if (leader == alone) {
        cluster.get(alone).handOver("");
        Replicas.eventually(() -> others.stream().anyMatch(i -> cluster.get(i).leads()));
      }
      assertThat(cluster.get(alone).leads()).isFalse();
      commit(cluster.get(alone), cluster.transfer(2));
    }
  }

  /** It gives the lead away when it ends. */
  private static void standDown(Cluster cluster) throws Exception {
    cluster.stop(3);
    cluster.leader();
    cluster.start(3);
    assertThat(cluster.leader()).isNotEqualTo(3);
  }
}
