package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.kernel.Sealed;

class PayloadStoreTest {
  private static final int FILE_BYTES = 1_000;
  private static final int BODY_BYTES = 100;

  /** Stamp, count and the length of the one envelope. */
  private static final int BODY_PREFIX_BYTES = 17;

  /** Every second Raft index carries a payload. */
  private static final long INDEX_STEP = 2;

  private static final Logger LOG = Logger.getLogger(PayloadStore.class.getName());

  @TempDir Path dir;

  @BeforeAll
  static void cutsAreExpectedHere() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void andNowhereElse() {
    LOG.setLevel(null);
  }

  private PayloadStore open() throws IOException {
    return PayloadStore.open(dir, FILE_BYTES);
  }

  /** An entry of one envelope of noise, so many bytes in all. */
  private static Body body(long position) {
    byte[] noise = new byte[BODY_BYTES - BODY_PREFIX_BYTES];
    new Random(position).nextBytes(noise);
    return new Body(position, false, List.of(Sealed.of(noise)));
  }

  private static void append(PayloadStore store, long position, long acknowledged)
      throws IOException {
    Body body = body(position);
    ByteBuffer bytes = body.bytes().asReadOnlyByteBuffer();
    assertThat(
            store.append(
                1,
                position * INDEX_STEP,
                acknowledged,
                body.hash(),
                List.of(bytes.slice(0, 10), bytes.slice(10, BODY_BYTES - 10))))
        .isEqualTo(position);
  }

  /** Each record knows that all before it were executed. */
  private void fill(int records) throws IOException {
    try (PayloadStore store = open()) {
      for (int p = 1; p <= records; p++) append(store, p, p - 1);
      store.force();
    }
  }

  private static void assertHolds(PayloadStore store, long records) throws IOException {
    assertThat(store.lastPosition()).isEqualTo(records);
    for (long p = 1; p <= records; p++) {
      assertThat(store.read(p).body().hash()).isEqualTo(body(p).hash());
      assertThat(store.read(p).header().index()).isEqualTo(p * INDEX_STEP);
      assertThat(store.positionOf(p * INDEX_STEP)).isEqualTo(p);
      assertThat(store.positionOf(p * INDEX_STEP + 1)).isZero();
    }
    store.check();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.sorted().toList();
    }
  }

  private static void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.seek(offset);
      int b = f.read();
      f.seek(offset);
      f.write(b ^ 4);
    }
  }

  @Test
  void keepsWhatWasAppendedOverManyFiles() throws IOException {
    fill(100);
    assertThat(files()).hasSizeGreaterThan(15); // more than are held in memory
    try (PayloadStore store = open()) {
      store.settle(100 * INDEX_STEP, 0, 0);
      assertHolds(store, 100);
      append(store, 101, 100);
      assertHolds(store, 101);
    }
  }

  @Test
  void anOverwrittenRaftEntryTakesItsPayloadAndAllLaterOnes() throws IOException {
    fill(30);
    for (long kept = 29; kept >= 0; kept -= 7) {
      try (PayloadStore store = open()) {
        store.truncate(kept * INDEX_STEP + 1);
        assertHolds(store, kept);
        append(store, kept + 1, 0);
        assertHolds(store, kept + 1);
      }
    }
    try (PayloadStore store = open()) {
      assertThat(store.lastPosition()).isEqualTo(2);
      Body other = body(2);
      // Raft index 4 comes again, with another leader's payload.
      store.append(2, 4, 1, other.hash(), List.of(other.bytes().asReadOnlyByteBuffer()));
      assertThat(store.lastPosition()).isEqualTo(2);
      assertThat(store.header(2).term()).isEqualTo(2);
    }
  }

  @Test
  void aTornTailIsCutWhereverItIsTorn() throws IOException {
    fill(9);
    Path last = files().getLast();
    byte[] whole = Files.readAllBytes(last);
    int record = PayloadHeader.BYTES + BODY_BYTES;
    for (int torn = 1; torn < record; torn++) {
      Files.write(last, java.util.Arrays.copyOf(whole, whole.length - torn));
      try (PayloadStore store = open()) {
        // Ratis' log does not know the last one: its payload was never whole.
        store.settle(8 * INDEX_STEP, 0, 0);
        assertHolds(store, 8);
        append(store, 9, 8);
      }
      assertThat(Files.readAllBytes(last)).isEqualTo(whole);
    }
  }

  @Test
  void aFileThatWasOnlyBegunIsRemoved() throws IOException {
    fill(6);
    long next = 7;
    Files.write(PayloadFile.name(dir, next), new byte[] {1, 2, 3});
    try (PayloadStore store = open()) {
      store.settle(6 * INDEX_STEP, 0, 0);
      assertHolds(store, 6);
      append(store, 7, 6);
      assertHolds(store, 7);
    }
  }

  @Test
  void whatRatisDoesNotKnowAndNobodyAcknowledgedIsCut() throws IOException {
    try (PayloadStore store = open()) {
      for (int p = 1; p <= 20; p++) append(store, p, Math.min(p - 1, 11));
    }
    try (PayloadStore store = open()) {
      store.settle(12 * INDEX_STEP + 1, 0, 0);
      assertHolds(store, 12);
    }
  }

  @Test
  void aRaftLogThatLostItsEndTakesNothingWithIt() throws IOException {
    fill(20);
    try (PayloadStore store = open()) {
      assertThatThrownBy(() -> store.settle(12 * INDEX_STEP, 0, 0))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("Ratis' log ends at index 24, before position 13")
          .hasMessageContaining("position 19 was acknowledged");
      assertHolds(store, 20);
    }
  }

  @Test
  void aLogThatLostItsEndIsRefused() throws IOException {
    fill(20);
    try (PayloadStore store = open()) {
      assertThatThrownBy(() -> store.settle(25 * INDEX_STEP, 0, 0))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("the log ends at position 20");
      assertThatThrownBy(() -> store.settle(20 * INDEX_STEP, 0, 21))
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining("position 21");
    }
  }

  @Test
  void anyFlippedBitInWhatWasAcknowledgedIsRefusedWithItsPlace() throws IOException {
    fill(12); // six records a file
    for (Path file : files()) {
      byte[] whole = Files.readAllBytes(file);
      for (int offset = 0; offset < whole.length; offset += 3) {
        flip(file, offset);
        assertThatThrownBy(
                () -> {
                  try (PayloadStore store = open()) {
                    store.settle(12 * INDEX_STEP, 0, 0);
                    store.check();
                  }
                })
            .as("byte %s of %s", offset, file)
            .isInstanceOfSatisfying(
                DamagedException.class,
                e -> {
                  assertThat(e.file()).isEqualTo(file);
                  assertThat(e).hasMessageContaining("position").hasMessageContaining("restore");
                });
        Files.write(file, whole);
      }
    }
  }

  @Test
  void damageInTheLastFileIsNotTakenForATornTail() throws IOException {
    fill(12);
    Path last = files().getLast();
    byte[] whole = Files.readAllBytes(last);
    long first = PayloadFile.firstPosition(last);
    flip(last, PayloadFile.TITLE_BYTES + PayloadHeader.BYTES + 5); // in its body
    byte[] flipped = Files.readAllBytes(last);
    // Even if Ratis' log had lost its end as well: what follows proves that it was executed.
    assertThatThrownBy(
            () -> {
              try (PayloadStore store = open()) {
                store.settle((first - 1) * INDEX_STEP, 0, 0);
              }
            })
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining("position " + first);
    assertThat(Files.readAllBytes(last)).isEqualTo(flipped).isNotEqualTo(whole);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    fill(30);
    for (int i : new int[] {0, 2}) {
      Path missing = files().get(i);
      byte[] bytes = Files.readAllBytes(missing);
      Files.delete(missing);
      assertThatThrownBy(this::open)
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining(missing.getFileName().toString())
          .hasMessageContaining("is missing");
      Files.write(missing, bytes);
    }
  }

  @Test
  void refusesAPositionThatItDoesNotHave() throws IOException {
    fill(3);
    try (PayloadStore store = open()) {
      assertThatThrownBy(() -> store.read(0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> store.read(4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
