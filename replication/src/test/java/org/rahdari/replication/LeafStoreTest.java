package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Effect;
import org.rahdari.ledger.Entered;

class LeafStoreTest {
  @TempDir Path dir;

  private static LeafStore.Stored leaf(long index) {
    List<byte[]> results = new ArrayList<>();
    for (int i = 0; i <= index % 5; i++)
      results.add(("result " + i % 3).getBytes(StandardCharsets.UTF_8));
    boolean timers = index % 4 == 3;
    List<byte[]> items = new ArrayList<>();
    if (timers)
      for (int i = 0; i < results.size(); i++)
        items.add(("timer " + i).getBytes(StandardCharsets.UTF_8));
    return new LeafStore.Stored(
        index,
        index / 3 + 1,
        timers ? -1 : 0,
        ("leaf " + index).getBytes(StandardCharsets.UTF_8),
        results,
        items,
        effects(index));
  }

  private static List<Effect> effects(long index) {
    List<Effect> effects = new ArrayList<>();
    for (int item = 0; item < index % 3; item++) {
      effects.add(new Effect.Repeated(item));
      effects.add(new Effect.Made(item, entered(index)));
    }
    return effects;
  }

  private static Entered entered(long index) {
    Id id = new Id(index, 1);
    Id debit = new Id(index, 2);
    Id credit = new Id(index, 3);
    return new Entered(
        id, debit, credit, Id.NONE, Id.NONE, 4, 5, 6, 0, 7, 0, 8, 9, Entered.State.PENDING);
  }

  private void fill(LeafStore store, int leaves) throws IOException {
    while (store.size() < leaves) {
      long next = store.size();
      store.append(List.of(leaf(next), leaf(next + 1)));
    }
    store.force();
  }

  private static void assertHolds(LeafStore store, int leaves) throws IOException {
    assertThat(store.size()).isEqualTo(leaves);
    for (int i = 0; i < leaves; i++) {
      assertThat(store.read(i)).usingRecursiveComparison().isEqualTo(leaf(i));
    }
  }

  @Test
  void keepsLeavesAndForgetsThoseAfterTheSnapshot() throws IOException {
    try (LeafStore store = LeafStore.open(dir)) {
      store.truncate(0);
      fill(store, 20);
      assertHolds(store, 20);
    }
    try (LeafStore store = LeafStore.open(dir)) {
      store.truncate(13);
      assertHolds(store, 13);
      store.append(List.of(leaf(13)));
      assertHolds(store, 14);
      assertThatThrownBy(() -> store.read(14)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void refusesToHaveFewerThanTheSnapshotSays() throws IOException {
    try (LeafStore store = LeafStore.open(dir)) {
      store.truncate(0);
      fill(store, 10);
      assertThatThrownBy(() -> store.truncate(11)).isInstanceOf(DamagedException.class);
    }
  }

  @Test
  void aFlippedBitIsNeverServed() throws IOException {
    try (LeafStore store = LeafStore.open(dir)) {
      store.truncate(0);
      fill(store, 10);
    }
    Path data = dir.resolve("leaves.data");
    Path offsets = dir.resolve("leaves.offsets");
    byte[] wholeData = Files.readAllBytes(data);
    byte[] wholeOffsets = Files.readAllBytes(offsets);
    for (Path file : List.of(data, offsets)) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i += 3) {
        byte[] flipped = whole.clone();
        flipped[i] ^= 16;
        Files.write(file, flipped);
        assertThatThrownBy(
                () -> {
                  try (LeafStore store = LeafStore.open(dir)) {
                    store.truncate(10);
                    assertHolds(store, 10);
                  }
                })
            .as("byte %s of %s", i, file)
            .isInstanceOf(DamagedException.class)
            .hasMessageContaining("leaves.");
        Files.write(data, wholeData);
        Files.write(offsets, wholeOffsets);
      }
    }
  }
}
