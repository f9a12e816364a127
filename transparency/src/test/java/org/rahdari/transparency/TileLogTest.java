package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileLogTest {
  /** The example of C2SP tlog-tiles: three levels. */
  private static final int LEAVES = 70_000;

  private static final List<Hash> ALL = Reference.leaves(LEAVES, 11);
  private static final Reference REFERENCE = new Reference(ALL);

  @TempDir Path dir;

  @Test
  void rootsAndProofsAreTheReferences() throws IOException {
    Random random = new Random(12);
    try (TileLog log = filled(dir, LEAVES)) {
      assertThat(log.size()).isEqualTo(LEAVES);
      assertThat(log.rootAt(0)).isEqualTo(Hashes.EMPTY_ROOT);
      int[] edges = {1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, LEAVES};
      for (int round = 0; round < 600; round++) {
        int size2 = round < edges.length ? edges[round] : 1 + random.nextInt(LEAVES);
        int size1 = 1 + random.nextInt(size2);
        int index = random.nextInt(size2);
        Hash root = log.rootAt(size2);
        assertThat(root).isEqualTo(REFERENCE.root(size2));
        assertThat(log.leafHash(index)).isEqualTo(ALL.get(index));
        List<Hash> inclusion = log.inclusionProof(index, size2);
        assertThat(inclusion).isEqualTo(REFERENCE.path(index, size2));
        assertThat(Merkle.verifyInclusion(ALL.get(index), index, size2, inclusion, root)).isTrue();
        assertThat(log.consistencyProof(size1, size2)).isEqualTo(REFERENCE.proof(size1, size2));
      }
      log.check();
    }
  }

  @Test
  void anotherToolRecomputesTheRootFromTiles() throws IOException {
    try (TileLog log = filled(dir, LEAVES)) {
      // Widths as the specification's example states them for 70,000 leaves.
      assertThat(log.hasTile(0, 272, 256)).isTrue();
      assertThat(log.hasTile(0, 273, 112)).isTrue();
      assertThat(log.hasTile(0, 273, 113)).isFalse();
      assertThat(log.hasTile(1, 0, 256)).isTrue();
      assertThat(log.hasTile(1, 1, 17)).isTrue();
      assertThat(log.hasTile(1, 1, 18)).isFalse();
      assertThat(log.hasTile(2, 0, 1)).isTrue();
      assertThat(log.hasTile(2, 0, 2)).isFalse();
      assertThat(log.hasTile(3, 0, 1)).isFalse();
      assertThat(log.hasTile(63, 0, 1)).isFalse();
      assertThat(log.hasTile(0, Long.MAX_VALUE, 1)).isFalse();
      assertThat(log.hasTile(0, 0, 0)).isFalse();
      assertThat(log.hasTile(0, 0, 257)).isFalse();
      assertThatThrownBy(() -> log.tile(0, 273, 113)).isInstanceOf(IndexOutOfBoundsException.class);

      // Right edge from fine to coarse: level 0's partial tile, then level 1's, then level 2's.
      Hash root = naive(log.tile(0, 273, 112));
      root =
          Hashes.node(naive(log.tile(1, 1, 16)), Hashes.node(naive(log.tile(1, 1, 17), 16), root));
      root = Hashes.node(naive(log.tile(2, 0, 1)), root);
      assertThat(root).isEqualTo(REFERENCE.root(LEAVES));

      for (long n = 0; n < 256; n++) {
        Hash parent = Hash.of(log.tile(1, 0, 256), (int) n * Hash.BYTES);
        assertThat(naive(log.tile(0, n, 256))).isEqualTo(parent);
      }
      assertThat(naive(log.tile(1, 0, 256))).isEqualTo(Hash.of(log.tile(2, 0, 1)));
    }
  }

  @Test
  void aReopenedLogGoesOnAsIfNothingHadHappened() throws IOException {
    for (int from = 0; from < 1400; from += 173) {
      try (TileLog log = TileLog.open(dir)) {
        assertThat(log.size()).isEqualTo(from);
        append(log, from, from + 173);
        log.force();
        assertThat(log.rootAt(from + 173)).isEqualTo(REFERENCE.root(from + 173));
      }
    }
  }

  @Test
  void aTruncatedLogReappendedEqualsAFreshOne() throws IOException {
    Random random = new Random(13);
    filled(dir, LEAVES).close();
    for (int round = 0; round < 12; round++) {
      int keep = round == 0 ? 0 : round == 1 ? 65_536 : random.nextInt(LEAVES);
      int half = keep + (LEAVES - keep) / 2;
      try (TileLog log = TileLog.open(dir)) {
        log.truncate(keep);
        assertThat(log.size()).isEqualTo(keep);
        assertThat(log.rootAt(keep)).isEqualTo(REFERENCE.root(keep));
        assertThat(Files.size(dir.resolve("level-0"))).isEqualTo(keep * 32L);
        assertThat(Files.size(dir.resolve("level-1"))).isEqualTo(keep / 256 * 32L);
        // A different history first, so that a hash left over from it would show.
        for (Hash other : Reference.leaves(700, round)) log.append(other);
        log.truncate(keep);
        append(log, keep, half);
      }
      try (TileLog log = TileLog.open(dir)) {
        append(log, half, LEAVES);
        assertThat(log.rootAt(LEAVES)).isEqualTo(REFERENCE.root(LEAVES));
        log.check();
      }
    }
    Path fresh = Files.createDirectory(dir.resolve("fresh"));
    filled(fresh, LEAVES).close();
    for (int level = 0; level < TileLog.LEVELS; level++) {
      String file = "level-" + level;
      assertThat(dir.resolve(file)).hasSameBinaryContentAs(fresh.resolve(file));
    }
  }

  @Test
  void aTornTailIsDroppedAtAnyByte() throws IOException {
    filled(dir, 1000).close();
    for (int torn = 1; torn < 40; torn++) {
      long length = Files.size(dir.resolve("level-0")) - torn;
      setLength(0, length);
      try (TileLog log = TileLog.open(dir)) {
        int left = (int) (length / 32);
        assertThat(log.size()).isEqualTo(left);
        assertThat(log.rootAt(left)).isEqualTo(REFERENCE.root(left));
        append(log, left, 1000);
        assertThat(log.rootAt(1000)).isEqualTo(REFERENCE.root(1000));
        log.check();
      }
    }
  }

  @Test
  void higherLevelsAheadOrBehindAreRepairedFromLevelZero() throws IOException {
    filled(dir, LEAVES).close();
    setLength(1, 100 * 32 + 5);
    setLength(2, 0);
    assertIntact(LEAVES);
    Files.delete(dir.resolve("level-1"));
    Files.delete(dir.resolve("level-2"));
    assertIntact(LEAVES);
    // Level 0 fell behind: levels 1 and 2 know of leaves that are gone.
    setLength(0, 600 * 32);
    assertIntact(600);
    try (TileLog log = TileLog.open(dir)) {
      append(log, 600, LEAVES);
    }
    assertIntact(LEAVES);
  }

  @Test
  void aDamagedFileIsNamedWithTheOffset() throws IOException {
    filled(dir, 1000).close();
    flip(1, 70);
    try (TileLog log = TileLog.open(dir)) {
      assertThatThrownBy(log::check)
          .isInstanceOfSatisfying(
              DamagedLogException.class,
              e -> {
                assertThat(e.file()).isEqualTo(dir.resolve("level-1"));
                assertThat(e.offset()).isEqualTo(64);
              })
          .hasMessageContaining("level-1 at byte 64");
      // Truncation checks the edge that the next leaves will build on.
      assertThatThrownBy(() -> log.truncate(800)).isInstanceOf(DamagedLogException.class);
    }
    flip(1, 70);
    try (TileLog log = TileLog.open(dir)) {
      append(log, 800, 1000);
      assertThatThrownBy(() -> log.truncate(1001))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("level-0");
      setLength(0, 900 * 32);
      assertThatThrownBy(() -> log.rootAt(1000))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("level-0 at byte 28800");
    }
  }

  @Test
  void whatTheLogDoesNotHaveIsRefused() throws IOException {
    try (TileLog log = filled(dir, 10)) {
      assertThatThrownBy(() -> log.rootAt(11)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.rootAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.leafHash(10)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.leafHash(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.inclusionProof(10, 10))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.consistencyProof(1, 11))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> log.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readersProveWhileTheWriterAppendsEvenWhenInterrupted() throws Exception {
    try (TileLog log = TileLog.open(dir);
        ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      log.append(ALL.getFirst());
      List<Future<Integer>> proofs =
          LongStream.range(0, 8)
              .mapToObj(seed -> readers.submit(() -> proveUntilFull(log, seed)))
              .toList();
      append(log, 1, 20_000);
      for (Future<Integer> count : proofs) assertThat(count.get()).isPositive();
      assertThat(log.rootAt(20_000)).isEqualTo(REFERENCE.root(20_000));
    }
  }

  private static int proveUntilFull(TileLog log, long seed) throws IOException {
    Random random = new Random(seed);
    int proofs = 0;
    for (int size = 0; size < 20_000; proofs++) {
      size = (int) log.size();
      int index = random.nextInt(size);
      Thread.currentThread().interrupt();
      List<Hash> proof = log.inclusionProof(index, size);
      assertThat(Merkle.verifyInclusion(ALL.get(index), index, size, proof, log.rootAt(size)))
          .isTrue();
    }
    return proofs;
  }

  private void assertIntact(int size) throws IOException {
    try (TileLog log = TileLog.open(dir)) {
      assertThat(log.size()).isEqualTo(size);
      assertThat(log.rootAt(size)).isEqualTo(REFERENCE.root(size));
      log.check();
      assertThat(Files.size(dir.resolve("level-1"))).isEqualTo(size / 256 * 32L);
    }
  }

  private static TileLog filled(Path dir, int leaves) throws IOException {
    TileLog log = TileLog.open(dir);
    append(log, 0, leaves);
    return log;
  }

  private static void append(TileLog log, int from, int to) throws IOException {
    for (int i = from; i < to; i++) assertThat(log.append(ALL.get(i))).isEqualTo(i);
  }

  private void setLength(int level, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path(level), "rw")) {
      file.setLength(bytes);
    }
  }

  private void flip(int level, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path(level), "rw")) {
      file.seek(offset);
      int old = file.read();
      file.seek(offset);
      file.write(old ^ 1);
    }
  }

  private String path(int level) {
    return dir.resolve("level-" + level).toString();
  }

  private static Hash naive(byte[] hashes) {
    return naive(hashes, 0);
  }

  /** The root over the hashes from the given one on. */
  private static Hash naive(byte[] hashes, int from) {
    byte[] part = Arrays.copyOfRange(hashes, from * Hash.BYTES, hashes.length);
    int count = part.length / Hash.BYTES;
    List<Hash> leaves =
        IntStream.range(0, count).mapToObj(i -> Hash.of(part, i * Hash.BYTES)).toList();
    return new Reference(leaves).root(count);
  }
}
