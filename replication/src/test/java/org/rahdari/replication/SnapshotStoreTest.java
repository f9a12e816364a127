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
      if (i >= 8 && i < 12) {
        assertThat(store.newest(Long.MAX_VALUE)).as("byte %s, of the format", i).isEmpty();
        continue;
      }
      assertThatThrownBy(() -> store.newest(Long.MAX_VALUE).orElseThrow().restore(Network.kernel()))
          .as("byte %s", i)
          .isInstanceOf(DamagedException.class)
          .hasMessageContaining(file.toString());
    }
  }

  /** Other software made it: the one before serves, or the log from its start. */
  @Test
  void anotherFormatIsPassedOver() throws IOException {
    SnapshotStore store = new SnapshotStore(dir);
    write(store, 10);
    write(store, 20);
    ofAnotherFormat(files().getLast());
    assertThat(store.newest(Long.MAX_VALUE).orElseThrow().snapshot().position()).isEqualTo(10);
    ofAnotherFormat(files().getFirst());
    assertThat(store.newest(Long.MAX_VALUE)).isEmpty();
  }

  private static void ofAnotherFormat(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, Snapshot.VERSION + 1);
    Files.write(file, bytes);
  }
}
