package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.charter.Charter;
import org.rahdari.charter.Instructions.Activate;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.program.Program;
import org.rahdari.table.RowChange;

/** Members take new software one by one, and then decide together from where on it counts. */
class UpgradeTest {
  private static final int MEMBERS = 4;
  private static final int LAGGING = 3;

  private static final Program NEXT =
      new Program(Charter.NUMBER, "charter", 2, Charter.PROGRAM.rules());
  private static final List<Program> UPDATED = List.of(Charter.PROGRAM, NEXT);

  @TempDir Path dir;

  private static Submitted.Committed commit(Replica replica, byte[] envelope) throws Exception {
    Submitted.Committed committed = (Submitted.Committed) Replicas.get(replica.submit(envelope));
    assertThat(committed.results())
        .allSatisfy(result -> assertThat(Result.decode(result).accepted()).isTrue());
    return committed;
  }

  /** In a network of one the next version comes in force, and a snapshot is made after it. */
  private Path snapshotAfterActivation(Cluster cluster) throws Exception {
    commit(cluster.get(0), cluster.accounts());
    commit(cluster.get(0), cluster.instruct(0, new Activate(Charter.NUMBER, 2)));
    assertThat(cluster.get(0).version(Charter.NUMBER)).isEqualTo(2);
    for (int n = 0; cluster.get(0).figures().snapshotPosition() == 0; n++)
      commit(cluster.get(0), cluster.transfer(n));
    return Replicas.files(cluster.folder(0), "snapshot-\\d+").getFirst();
  }

  @Test
  void aSnapshotHasWhatWasActivatedBefore() throws Exception {
    try (Cluster cluster = new Cluster(dir, 1)) {
      cluster.software(0, UPDATED);
      cluster.startAll();
      Path file = snapshotAfterActivation(cluster);
      Hash32 digest = Replicas.digest(cluster.get(0));
      long moved = Cluster.moved(cluster.get(0));
      cluster.stop(0);
      Kernel restored = cluster.kernel(0);
      newest(file).restore(restored);
      assertThat(restored.version(Charter.NUMBER)).isEqualTo(2);

      Replica again = cluster.start(0);
      assertThat(again.version(Charter.NUMBER)).isEqualTo(2);
      assertThat(Replicas.digest(again)).isEqualTo(digest);
      assertThat(Cluster.moved(again)).isEqualTo(moved);
      commit(again, cluster.transfer(1_000));
      assertThat(Cluster.moved(again)).isEqualTo(moved + 1);
    }
  }

  /** One hears of it live, one in the past, one in a kernel that begins with a snapshot. */
  @Test
  void whoFollowsIsToldTheSameAcrossAnActivation() throws Exception {
    try (Cluster cluster = new Cluster(dir, 1)) {
      cluster.software(0, UPDATED);
      cluster.startAll();
      Replica replica = cluster.get(0);
      List<Execution> live = Collections.synchronizedList(new ArrayList<>());
      List<Execution> past = Collections.synchronizedList(new ArrayList<>());
      List<Execution> later = Collections.synchronizedList(new ArrayList<>());
      try (Following present = replica.follow(0, () -> cluster.kernel(0), live::addAll)) {
        Replicas.eventually(present::live);
        snapshotAfterActivation(cluster);
        long between = replica.figures().snapshotPosition();
        commit(replica, cluster.transfer(1_000));
        long end = replica.figures().position();
        assertThat(between).isGreaterThan(2).isLessThan(end);
        try (Following all = replica.follow(0, () -> cluster.kernel(0), past::addAll);
            Following since = replica.follow(between, () -> cluster.kernel(0), later::addAll)) {
          for (Following each : List.of(present, all, since))
            Replicas.eventually(() -> each.position() == end);
        }
        assertThat(live).hasSize((int) end);
        assertThat(live.get(1).changes()).extracting(RowChange::table).contains("core.activation");
        assertThat(past).usingRecursiveFieldByFieldElementComparator().isEqualTo(live);
        assertThat(later)
            .usingRecursiveFieldByFieldElementComparator()
            .isEqualTo(live.subList((int) between, (int) end));
        assertThat(live.getLast().digest()).isEqualTo(Replicas.digest(replica));
      }
    }
  }

  private static SnapshotStore.Kept newest(Path file) throws IOException {
    return new SnapshotStore(Objects.requireNonNull(file.getParent()))
        .newest(Long.MAX_VALUE)
        .orElseThrow();
  }

  /** Of what is damaged, nobody knows what it was: it is no reason to update. */
  @Test
  void aDamagedSnapshotDoesNotAskForNewSoftware() throws Exception {
    try (Cluster cluster = new Cluster(dir, 1)) {
      cluster.software(0, UPDATED);
      cluster.startAll();
      Path file = snapshotAfterActivation(cluster);
      cluster.stop(0);
      cluster.software(0, List.of(Charter.PROGRAM));
      assertThatThrownBy(() -> newest(file).restore(cluster.kernel(0)))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("the ledger runs version 2 of charter");
      byte[] whole = Files.readAllBytes(file);
      for (int at = Snapshot.BYTES; at < whole.length; at++) {
        Replicas.flip(file, at);
        assertThatThrownBy(() -> newest(file).restore(cluster.kernel(0)))
            .as("byte %s", at)
            .isInstanceOf(DamagedException.class);
        Files.write(file, whole);
      }
    }
  }

  /** It is not the source that is at fault. */
  @Test
  void whoLostItsDiskAndHasOldSoftwareIsToldToUpdate() throws Exception {
    try (Cluster cluster = new Cluster(dir, MEMBERS)) {
      for (int member = 0; member < LAGGING; member++) cluster.software(member, UPDATED);
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      cluster.stop(LAGGING);
      for (int member = 0; member < LAGGING; member++)
        commit(cluster.get(member), cluster.instruct(member, new Activate(Charter.NUMBER, 2)));
      commit(cluster.get(0), cluster.transfer(1));
      Replicas.delete(cluster.folder(LAGGING));
      assertThatThrownBy(() -> cluster.rejoin(LAGGING, 0))
          .isInstanceOf(RefusedException.class)
          .hasMessageMatching("From position \\d+ on, the ledger runs version 2 of charter, .*");
    }
  }

  @Test
  void oneByOneThenTogetherAndWhoMissedItStopsUntilItFollows() throws Exception {
    try (Cluster cluster = new Cluster(dir, MEMBERS)) {
      cluster.startAll();
      commit(cluster.get(0), cluster.accounts());
      long paid = 0;
      for (int member = 0; member < LAGGING; member++) {
        // What is on its way when a member ends is done, or said not to be: never lost.
        List<CompletableFuture<Submitted>> underWay = new ArrayList<>();
        for (int n = 0; n < 20; n++)
          underWay.add(cluster.get(LAGGING).submit(cluster.transfer(paid++)));
        cluster.stop(member);
        for (CompletableFuture<Submitted> each : underWay)
          assertThat(Replicas.get(each)).isInstanceOf(Submitted.Committed.class);
        cluster.software(member, UPDATED);
        cluster.start(member);
        commit(cluster.get(member), cluster.transfer(paid++));
      }
      for (int member = 0; member < LAGGING; member++) {
        assertThat(cluster.get(member).version(Charter.NUMBER)).isEqualTo(1);
        commit(cluster.get(member), cluster.instruct(member, new Activate(Charter.NUMBER, 2)));
      }
      Replica lagging = cluster.get(LAGGING);
      Replicas.eventually(() -> lagging.stopped().isDone());
      assertThat(lagging.stopped().join())
          .matches("From position \\d+ on, the ledger runs version 2 of charter, which .*");
      assertThatThrownBy(() -> Replicas.get(lagging.submit(cluster.transfer(1_000))))
          .hasCauseInstanceOf(StoppedException.class);
      cluster.stop(LAGGING);

      // The others go on, and the old software does not start on what they have decided.
      Submitted.Committed last = commit(cluster.get(0), cluster.transfer(paid++));
      Replicas.get(cluster.get(0).awaitFinal(last.leaf()));
      assertThatThrownBy(() -> cluster.start(LAGGING))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("the ledger runs version 2 of charter");

      cluster.software(LAGGING, UPDATED);
      Replica followed = cluster.start(LAGGING);
      long all = paid;
      Replicas.eventually(() -> Cluster.moved(followed) == all);
      Submitted.Committed through = commit(followed, cluster.transfer(paid++));
      Replicas.get(followed.awaitFinal(through.leaf()));
      for (int member = 0; member < MEMBERS; member++) {
        Replica each = cluster.get(member);
        long expected = paid;
        Replicas.eventually(() -> Cluster.moved(each) == expected);
        assertThat(Replicas.digest(each)).isEqualTo(Replicas.digest(followed));
        assertThat(each.version(Charter.NUMBER)).isEqualTo(2);
      }
    }
  }
}
