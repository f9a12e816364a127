package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;

class SnapshotStoreTest {
  @TempDir Path dir;

  private static Snapshot snapshot(long position) {
    Hash32 root = Hash32.sha256(("root " + position).getBytes(StandardCharsets.UTF_8));
    return new Snapshot(Network.HASH, position, 3, 2 * position, position, root);
  }

  /** With the state of a fresh kernel. */
  private static void write(SnapshotStore store, long position) throws IOException {
    store.write(snapshot(position), Network.kernel()::save);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.sorted().toList();
    }
  }

  @Test
  void keepsTheLastTwo() throws IOException {
    SnapshotStore store = new SnapshotStore(dir);
    assertThat(store.newest(Long.MAX_VALUE)).isEmpty();
    for (long p : new long[] {10, 20, 30}) write(store, p);
    assertThat(files()).hasSize(2);
    assertThat(store.newest(Long.MAX_VALUE).orElseThrow().snapshot()).isEqualTo(snapshot(30));
    assertThat(store.newest(29).orElseThrow().snapshot().position()).isEqualTo(20);
    assertThat(store.newest(19)).isEmpty();
  }

  @Test
  void anyFlippedBitIsSaid() throws IOException {
    SnapshotStore store = new SnapshotStore(dir);
    write(store, 10);
    Path file = files().getFirst();
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      boolean version = i >= 8 && i < 12;
      assertThatThrownBy(() -> store.newest(Long.MAX_VALUE).orElseThrow().restore(Network.kernel()))
          .as("byte %s", i)
          .isInstanceOf(version ? RefusedException.class : DamagedException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void anotherVersionIsRefusedInASentence() throws IOException {
    SnapshotStore store = new SnapshotStore(dir);
    write(store, 10);
    Path file = files().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, 3);
    Files.write(file, bytes);
    assertThatThrownBy(() -> store.newest(Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "The snapshot " + file + " is of format version 3, and this software reads version 2.");
  }
}
