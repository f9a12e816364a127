package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Result;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verification;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

class ReplicaTest {
  @TempDir Path dir;

  private static long now() {
    return System.currentTimeMillis();
  }

  @Test
  void ordersExecutesAnswersSignsAndProves() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      List<Submitted> answers = Replicas.transferTogether(replica, 1, 300);
      long leaf = 1;
      long position = 0;
      for (Submitted answer : answers) {
        Submitted.Committed committed = (Submitted.Committed) answer;
        assertThat(committed.leaf()).isEqualTo(leaf++); // in the order of submission
        assertThat(committed.position()).isGreaterThanOrEqualTo(position);
        position = committed.position();
        assertThat(committed.results()).hasSize(1);
        assertThat(Result.decode(committed.results().getFirst()).accepted()).isTrue();
      }
      assertThat(position).isLessThan(300); // envelopes that wait share an entry
      assertThat(replica.read(Network::moved)).isEqualTo(300);

      VerifiedCheckpoint last = Replicas.get(replica.awaitFinal(300));
      assertThat(last.finality()).isEqualTo("final by 1 of 1");
      assertThat(last.checkpoint().size()).isEqualTo(301);
      assertThat(Verifier.verifyCheckpoint(replica.checkpoint().orElseThrow(), Network.policy()))
          .isInstanceOf(VerifiedCheckpoint.class);
      assertThat(dir.resolve("checkpoint")).hasBinaryContent(replica.checkpoint().orElseThrow());
      assertThat(replica.figures().finalSize()).isEqualTo(301);
    }
  }

  @Test
  void aReceiptOfEachItemVerifies() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Submitted.Committed committed = Replicas.commit(replica, Network.transfers(1, 21, now()));
      Replicas.get(replica.awaitFinal(committed.leaf()));
      for (int item = 0; item < 21; item++) {
        byte[] receipt = replica.receipt(committed.leaf(), item).orElseThrow();
        Verified verified = (Verified) Verifier.verify(receipt, Network.policy());
        assertThat(verified.innerIndex()).isEqualTo(item);
        assertThat(verified.index()).isEqualTo(committed.leaf());
        assertThat(verified.result()).isEqualTo(committed.results().get(item));
        LeafContext context = LeafContext.decode(verified.leaf().context());
        assertThat(context.position()).isEqualTo(committed.position());
        assertThat(context.timeMillis()).isEqualTo(committed.timeMillis());
        assertThat(context.digest()).isEqualTo(Replicas.digest(replica));
        receipt[receipt.length / 3] ^= 1;
        Verification changed = Verifier.verify(receipt, Network.policy());
        assertThat(changed).isInstanceOf(Refused.class);
      }
      assertThatThrownBy(() -> replica.receipt(committed.leaf(), 21))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(replica.receipt(committed.leaf() + 1, 0)).isEmpty();
    }
  }

  @Test
  void saysWhyAnEnvelopeHasNoEffect() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      byte[] transfer = Network.transfer(1, now());
      Submitted.Committed once = Replicas.commit(replica, transfer);
      Submitted again = Replicas.get(replica.submit(transfer));
      assertThat(again)
          .isInstanceOfSatisfying(
              Submitted.Skipped.class,
              skipped -> {
                assertThat(skipped.why()).isEqualTo(Rejection.REPEATED);
                assertThat(skipped.position()).isGreaterThan(once.position());
              });
      byte[] forged = Network.transfer(2, now());
      forged[60] ^= 1;
      assertThat(Replicas.get(replica.submit(forged))).isInstanceOf(Submitted.Rejected.class);
      assertThat(Replicas.get(replica.submit(new byte[3])))
          .isEqualTo(new Submitted.Rejected(Rejection.MALFORMED));
      assertThat(replica.read(Network::moved)).isEqualTo(1);
    }
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    Hash32 digest;
    byte[] checkpoint;
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 20);
      digest = Replicas.digest(replica);
      checkpoint = Replicas.get(replica.awaitFinal(20)).checkpoint().root().toBytes();
    }
    try (Replica replica = Replicas.start(dir)) {
      assertThat(Replicas.digest(replica)).isEqualTo(digest);
      assertThat(replica.figures().position()).isEqualTo(21);
      assertThat(Replicas.get(replica.awaitFinal(20)).checkpoint().root().toBytes())
          .isEqualTo(checkpoint);
      assertThat(Replicas.commit(replica, Network.transfer(21, now())).position()).isEqualTo(22);
      // A receipt from before the restart.
      assertThat(Verifier.verify(replica.receipt(7, 0).orElseThrow(), Network.policy()))
          .isInstanceOf(Verified.class);
      assertThat(replica.entries(1).map(Entry::position)).hasSize(22).isSorted();
      assertThat(replica.entries(20).map(Entry::position)).containsExactly(20L, 21L, 22L);
    }
  }

  @Test
  void aSnapshotAndTheRestGiveWhatTheWholeLogGives() throws Exception {
    Hash32 digest;
    Hash32 root;
    try (Replica replica = Replicas.start(dir, 10)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 40);
      Replicas.eventually(() -> replica.figures().snapshotPosition() >= 30);
      Replicas.transferOneByOne(replica, 41, 44);
      digest = Replicas.digest(replica);
      root = Hash32.of(Replicas.get(replica.awaitFinal(44)).checkpoint().root().toBytes());
    }
    assertThat(Replicas.files(dir.resolve("snapshots"), "snapshot-.*")).hasSize(2);
    try (Replica replica = Replicas.start(dir, 10)) {
      assertThat(replica.figures().snapshotPosition()).isGreaterThanOrEqualTo(30);
      assertStands(replica, digest, root);
    }
    // The newest is lost: the older one and more of the log.
    Files.delete(Replicas.files(dir.resolve("snapshots"), "snapshot-.*").getLast());
    try (Replica replica = Replicas.start(dir, 10)) {
      assertStands(replica, digest, root);
    }
    // All that the log can give again is lost.
    for (String folder : List.of("snapshots", "tiles", "leaves")) {
      Replicas.delete(dir.resolve(folder));
    }
    try (Replica replica = Replicas.start(dir, 10)) {
      assertStands(replica, digest, root);
      Replicas.transferOneByOne(replica, 45, 60);
      Replicas.eventually(() -> replica.figures().snapshotPosition() > 0);
    }
  }

  private static void assertStands(Replica replica, Hash32 digest, Hash32 root) throws Exception {
    assertThat(Replicas.digest(replica)).isEqualTo(digest);
    assertThat(Replicas.get(replica.awaitFinal(44)).checkpoint().root().toBytes())
        .isEqualTo(root.bytes());
    for (int leaf = 0; leaf <= 44; leaf++) {
      assertThat(Verifier.verify(replica.receipt(leaf, 0).orElseThrow(), Network.policy()))
          .isInstanceOf(Verified.class);
    }
  }

  @Test
  void aLogThatRatisHasPurgedIsStillExecutedFromTheStart() throws Exception {
    Hash32 digest;
    try (Replica replica = Replicas.start(dir, 50)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 100);
    }
    // A new term closes a file of Ratis' log, and only closed ones are purged.
    try (Replica replica = Replicas.start(dir, 50)) {
      Replicas.transferOneByOne(replica, 101, 220);
      Replicas.eventually(() -> replica.figures().snapshotPosition() >= 150);
      Replicas.transferOneByOne(replica, 221, 221);
      digest = Replicas.digest(replica);
      Replicas.eventually(() -> firstRaftIndex() > 0);
    }
    Replicas.delete(dir.resolve("snapshots"));
    try (Replica replica = Replicas.start(dir, 50)) {
      assertThat(Replicas.digest(replica)).isEqualTo(digest);
      assertThat(replica.read(Network::moved)).isEqualTo(221);
      Replicas.transferOneByOne(replica, 222, 222);
    }
  }

  private long firstRaftIndex() throws IOException {
    return Replicas.files(dir.resolve("raft"), "log_\\d+-\\d+|log_inprogress_\\d+").stream()
        .mapToLong(
            path ->
                Long.parseLong(
                    path.getFileName().toString().replaceAll("\\D+", " ").strip().split(" ")[0]))
        .min()
        .orElseThrow();
  }

  @Test
  void firesTimersWithoutEnvelopesAndProvesThem() throws Exception {
    AtomicLong clock = new AtomicLong(now());
    ReplicaConfig config =
        new ReplicaConfig(
            dir,
            Network.policy(),
            Network.signer(),
            Membership.alone(Network.signer(), 0),
            1_000,
            clock::get);
    try (Replica replica = Replica.start(config, Network.kernel())) {
      Replicas.commit(replica, Network.accounts(clock.get()));
      Replicas.commit(replica, Network.pending(1, 60, clock.get()));
      long position = replica.figures().position();
      assertThat(replica.read(Network::awaited)).isEqualTo(1);
      Thread.sleep(100);
      assertThat(replica.figures().position()).isEqualTo(position); // nothing is due
      clock.addAndGet(60_000);
      Replicas.eventually(() -> replica.figures().position() > position);
      assertThat(replica.read(Network::awaited)).isZero();
      Replicas.get(replica.awaitFinal(2));
      Verified timer =
          (Verified) Verifier.verify(replica.receipt(2, 0).orElseThrow(), Network.policy());
      assertThat(timer.leaf().kind()).isEqualTo(Leaf.Kind.TIMER);
      Thread.sleep(100);
      assertThat(replica.figures().position()).isEqualTo(position + 1); // one tick, not more
    }
    try (Replica replica = Replica.start(config, Network.kernel())) {
      assertThat(Verifier.verify(replica.receipt(2, 0).orElseThrow(), Network.policy()))
          .isInstanceOf(Verified.class);
    }
  }

  @Test
  void refusesAtOnceWhatItCannotHold() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      List<CompletableFuture<Submitted>> all = new ArrayList<>();
      byte[] envelope = Network.transfers(1, Kernel.ITEMS_PER_ENVELOPE_MAX, now());
      boolean busy = false;
      CompletableFuture<Void> hold = new CompletableFuture<>();
      Thread reader =
          Thread.ofPlatform().start(() -> replica.read(kernel -> hold.join())); // execution waits
      Replicas.eventually(() -> reader.getState() == Thread.State.WAITING);
      long taken = 0;
      while (!busy) {
        CompletableFuture<Submitted> answer = replica.submit(envelope);
        busy =
            answer.isDone()
                && Replicas.get(answer).equals(new Submitted.Deferred(Submitted.Reason.BUSY));
        if (!busy) all.add(answer);
        taken++;
      }
      assertThat(taken * envelope.length)
          .isGreaterThan(Intake.BYTES_QUEUED_MAX)
          .isLessThan(
              Intake.BYTES_QUEUED_MAX
                  + (Intake.ENTRIES_IN_FLIGHT_MAX + 1L) * Intake.ENTRY_BYTES_MAX
                  + envelope.length);
      hold.complete(null);
      int committed = 0;
      for (CompletableFuture<Submitted> each : all) {
        if (Replicas.get(each) instanceof Submitted.Committed) committed++;
      }
      assertThat(committed).isEqualTo(1);
      assertThat(replica.read(Network::moved)).isEqualTo(Kernel.ITEMS_PER_ENVELOPE_MAX);
    }
  }

  @Test
  void closingFinishesWhatIsQueued() throws Exception {
    Replica replica = Replicas.start(dir);
    Replicas.openAccounts(replica);
    List<CompletableFuture<Submitted>> all = new ArrayList<>();
    for (int n = 1; n <= 700; n++) all.add(replica.submit(Network.transfer(n, now())));
    replica.close();
    for (CompletableFuture<Submitted> each : all) {
      assertThat(each.get(0, TimeUnit.SECONDS)).isInstanceOf(Submitted.Committed.class);
    }
    assertThatThrownBy(() -> Replicas.get(replica.submit(Network.transfer(1, now()))))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoppedException.class);
    try (Replica next = Replicas.start(dir)) {
      assertThat(next.read(Network::moved)).isEqualTo(700);
    }
  }

  @Test
  void aDefectStopsItAtThatPositionAndNothingIsAcknowledged() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 3);
      CompletableFuture<Submitted> breaking = replica.submit(Network.breaking(now()));
      assertThatThrownBy(() -> Replicas.get(breaking)).hasCauseInstanceOf(StoppedException.class);
      assertThat(Replicas.get(replica.stopped()))
          .isEqualTo(
              "The entry at position 5 cannot be executed: java.lang.AssertionError: a defect");
      assertThatThrownBy(() -> Replicas.get(replica.submit(Network.transfer(4, now()))))
          .hasCauseInstanceOf(StoppedException.class);
      assertThatThrownBy(() -> replica.read(Kernel::position))
          .isInstanceOf(StoppedException.class)
          .hasMessageContaining("position 5");
      assertThat(replica.figures().position()).isEqualTo(4);
    }
    assertThatThrownBy(() -> Replicas.start(dir))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("position 5");
  }

  @Test
  void oneFolderIsForOneReplicaOfOneNetwork() throws Exception {
    try (Replica replica = Replicas.start(dir)) {
      Replicas.openAccounts(replica);
      assertThatThrownBy(() -> Replicas.start(dir))
          .isInstanceOf(RefusedException.class)
          .hasMessage("The folder " + dir + " is in use by another replica.");
    }
    assertThatThrownBy(() -> Replica.start(Network.config(dir), Network.kernelOfAnotherNetwork()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("belongs to another network");
    Path format = dir.resolve("FORMAT");
    Files.writeString(format, Files.readString(format).replace("replica 4", "replica 3"));
    assertThatThrownBy(() -> Replicas.start(dir))
        .isInstanceOf(RefusedException.class)
        .hasMessage("The folder " + dir + " is not of format version 4.");
  }

  @Test
  void refusesASignerThatThePolicyDoesNotName() {
    NoteSigner stranger = new NoteSigner("stranger.example", new byte[32]);
    assertThatThrownBy(
            () ->
                Replica.start(ReplicaConfig.of(dir, Network.policy(), stranger), Network.kernel()))
        .hasMessage("The policy does not name the validator stranger.example.");
    TrustPolicy other = new TrustPolicy("other/log", 1, List.of(Network.signer().verifierKey()));
    assertThatThrownBy(
            () -> Replica.start(ReplicaConfig.of(dir, other, Network.signer()), Network.kernel()))
        .hasMessageContaining("The network's origin is " + Network.ORIGIN);
  }
}
