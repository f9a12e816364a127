package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** What a start makes of a folder in which something is not as it was left. */
class DamageTest {
  private static final int TRANSFERS = 60;
  private static final int POSITIONS = TRANSFERS + 1;

  /** As a crash left it: snapshots at about 20 and 40, entries up to 61. */
  @TempDir static Path sound;

  @TempDir Path temporary;
  private Path dir = Path.of("");

  @BeforeAll
  static void fill(@TempDir Path running) throws Exception {
    try (Replica replica = Replicas.start(running, 20)) {
      Replicas.openAccounts(replica);
      Replicas.transferOneByOne(replica, 1, 45);
      Replicas.eventually(() -> replica.figures().snapshotPosition() >= 40);
      Replicas.transferOneByOne(replica, 46, 55);
      Replicas.transferOneByOne(replica, 56, TRANSFERS);
      Replicas.get(replica.awaitFinal(TRANSFERS));
      Replicas.copy(running, sound);
    }
  }

  private void copy() throws IOException {
    dir = temporary.resolve("copy-" + System.nanoTime());
    Replicas.copy(sound, dir);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Replicas.start(dir, 1_000).close())
        .isInstanceOfAny(DamagedException.class, RefusedException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  private void assertStarts(long position) throws Exception {
    try (Replica replica = Replicas.start(dir, 1_000)) {
      assertThat(replica.figures().position()).isEqualTo(position);
      assertThat(replica.read(Network::moved)).isEqualTo(position - 1);
      for (int leaf = 0; leaf < position; leaf += 7) {
        Replicas.get(replica.awaitFinal(leaf));
        assertThat(Verifier.verify(replica.receipt(leaf, 0).orElseThrow(), Network.policy()))
            .isInstanceOf(Verified.class);
      }
    }
  }

  private Path log() throws IOException {
    return Replicas.files(dir.resolve("log"), "log-.*").getLast();
  }

  private Path raftLog() throws IOException {
    return Replicas.files(dir.resolve("raft"), "log_inprogress_.*").getLast();
  }

  @Test
  void theSoundCopyStarts() throws Exception {
    copy();
    assertStarts(POSITIONS);
  }

  @Test
  void aFlippedBitInTheLogIsRefused() throws Exception {
    long size = Files.size(sound.resolve("log").resolve("log-0000000000000000001"));
    for (long offset = 3; offset < size; offset += size / 9) {
      copy();
      Replicas.flip(log(), offset);
      assertRefused(log().toString(), "at byte", "position", "restore this file");
    }
  }

  @Test
  void theLastAcknowledgedPayloadTornOffIsRefused() throws Exception {
    copy();
    try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    assertRefused(log().toString(), "position " + POSITIONS);
  }

  @Test
  void aPayloadThatRatisNeverKnewIsCut() throws Exception {
    copy();
    byte[] bytes = Files.readAllBytes(log());
    byte[] more = java.util.Arrays.copyOf(bytes, bytes.length + 50);
    PayloadHeader next =
        new PayloadHeader(POSITIONS + 1, 9, 9_999, POSITIONS, 100, org.rahdari.codec.Hash32.ZERO);
    System.arraycopy(next.encode().array(), 0, more, bytes.length, 50);
    Files.write(log(), more);
    assertStarts(POSITIONS);
    copy();
    Files.write(log(), java.util.Arrays.copyOf(bytes, bytes.length + 7));
    assertStarts(POSITIONS);
  }

  @Test
  void aTornEndOfRatisLogIsCut() throws Exception {
    copy();
    int end = endOf(Files.readAllBytes(raftLog()));
    byte[] torn = {60, 1, 2, 3, 4}; // a length, and not so many bytes
    try (RandomAccessFile file = new RandomAccessFile(raftLog().toFile(), "rw")) {
      file.seek(end);
      file.write(torn);
    }
    assertStarts(POSITIONS);
  }

  private static int endOf(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) end--;
    return end;
  }

  @Test
  void damageInRatisLogIsRefused() throws Exception {
    int end = endOf(Files.readAllBytes(Replicas.files(sound, "log_inprogress_.*").getLast()));
    for (int offset = 2; offset < end; offset += end / 9) {
      copy();
      Replicas.flip(raftLog(), offset);
      assertRefused(raftLog().toString(), "at byte", "of Ratis' log", "restore the folder raft");
    }
  }

  @Test
  void theLastAcknowledgedEntryOfRatisLogIsNotTakenForATornTail() throws Exception {
    copy();
    int end = endOf(Files.readAllBytes(raftLog()));
    Replicas.flip(raftLog(), end - 1);
    assertRefused(raftLog().toString(), "the checksum is wrong");
    copy();
    try (RandomAccessFile file = new RandomAccessFile(raftLog().toFile(), "rw")) {
      file.setLength(end - 1);
    }
    assertRefused(raftLog().toString(), "the record ends early");
  }

  @Test
  void ratisLogWithoutItsEndIsRefused() throws Exception {
    copy();
    Files.delete(raftLog());
    assertRefused("Ratis' log ends at index", "restore the folder raft");
    copy();
    Replicas.delete(dir.resolve("raft"));
    assertRefused("is missing or empty");
  }

  @Test
  void aMissingLogIsRefused() throws Exception {
    copy();
    Files.delete(log());
    assertRefused("the log ends at position 0", "was acknowledged");
  }

  @Test
  void aFlippedBitInASnapshotIsRefusedAndTheOlderOneServes() throws Exception {
    copy();
    Path newest = Replicas.files(dir.resolve("snapshots"), "snapshot-.*").getLast();
    Replicas.flip(newest, Files.size(newest) / 2);
    assertRefused(newest.toString(), "the snapshot is damaged", "remove the file");
    Files.delete(newest);
    assertStarts(POSITIONS);
  }

  @Test
  void aFlippedBitInTheTreeIsRefusedAndTheTreeCanBeMadeAgain() throws Exception {
    for (int leaf = 0; leaf < 40; leaf += 13) {
      copy();
      Replicas.flip(dir.resolve("tiles").resolve("level-0"), leaf * 32L + 9);
      assertRefused("The tree of the first", "remove the folders snapshots, tiles and leaves");
    }
    for (String folder : new String[] {"snapshots", "tiles", "leaves"}) {
      Replicas.delete(dir.resolve(folder));
    }
    assertStarts(POSITIONS);
  }

  @Test
  void aTreeThatIsTooShortIsRefused() throws Exception {
    copy();
    try (RandomAccessFile file =
        new RandomAccessFile(dir.resolve("tiles").resolve("level-0").toFile(), "rw")) {
      file.setLength(10 * 32);
    }
    assertRefused("level-0", "remove the folders snapshots, tiles and leaves");
  }

  @Test
  void aFlippedBitInALeafIsNeverServed() throws Exception {
    copy();
    Path leaves = dir.resolve("leaves").resolve("leaves.data");
    Replicas.flip(leaves, Files.size(leaves) / 10);
    try (Replica replica = Replicas.start(dir, 1_000)) {
      Replicas.get(replica.awaitFinal(TRANSFERS));
      int damaged = 0;
      for (int leaf = 0; leaf <= TRANSFERS; leaf++) {
        try {
          byte[] receipt = replica.receipt(leaf, 0).orElseThrow();
          assertThat(Verifier.verify(receipt, Network.policy())).isInstanceOf(Verified.class);
        } catch (DamagedException e) {
          damaged++;
          assertThat(e)
              .hasMessageContaining(leaves.toString())
              .hasMessageContaining("leaf " + leaf);
        }
      }
      assertThat(damaged).isEqualTo(1);
    }
  }

  @Test
  void aSignedCheckpointThatTheLogContradictsIsRefused() throws Exception {
    copy();
    Signed signed = Signed.read(dir.resolve("signed")).orElseThrow();
    byte[] other = new byte[32];
    contradict(signed, signed.checkpoint().size(), Hash.of(other));
    assertRefused("another tree of " + signed.checkpoint().size() + " leaves");
    contradict(signed, 30, Hash.of(other)); // before the snapshot
    assertRefused("another tree of 30 leaves");
    contradict(signed, signed.checkpoint().size() + 5, Hash.of(other));
    assertRefused("this validator has signed a tree of more");
  }

  private void contradict(Signed signed, long size, Hash root) throws IOException {
    Note note = new CheckpointSigner(Network.policy(), Network.signer()).sign(size, root);
    new Signed(
            signed.position(),
            signed.index(),
            new org.rahdari.transparency.Checkpoint(Network.ORIGIN, size, root, 1),
            note.format())
        .write(dir.resolve("signed"));
  }

  @Test
  void aFlippedBitInWhatWasSignedIsRefused() throws Exception {
    copy();
    Replicas.flip(dir.resolve("signed"), 50);
    assertRefused(dir.resolve("signed").toString(), "it has not the hash");
  }
}
