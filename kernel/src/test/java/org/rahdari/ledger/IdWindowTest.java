package org.rahdari.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;

/** The oldest second goes first, and as a whole. */
class IdWindowTest {
  private static final int CAPACITY = 10;

  private final IdWindow window = new IdWindow(CAPACITY);
  private final TransferView view = new TransferView();

  private static Id id(long second, long low) {
    return new Id((second * 1_000 + low % 1_000) << 16, low);
  }

  private int add(Id id) {
    view.at(Transfer.posted(id, new Id(7, 7), new Id(7, 8), 9).encode(), 0);
    return window.add(view, 0, 1, 9, 2, 3, IdWindow.POSTED);
  }

  private boolean knows(Id id) {
    return window.find(id.high(), id.low()) >= 0;
  }

  private static byte[] bytes(IdWindow of) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    IdWindow.Image image = of.image();
    image.save(new DataOutputStream(out));
    image.records().release();
    return out.toByteArray();
  }

  @Test
  void theOldestSecondGoesFirstWhateverCameFirst() {
    add(id(30, 1));
    add(id(10, 2));
    for (int i = 0; i < 6; i++) add(id(20, 10 + i));
    add(id(10, 3));
    add(id(30, 4));

    window.makeRoom(1);

    assertThat(window.floorMillis()).isEqualTo(11_000);
    assertThat(knows(id(10, 2))).isFalse();
    assertThat(knows(id(10, 3))).isFalse();
    assertThat(window.used()).isEqualTo(9);
    window.makeRoom(2);
    assertThat(window.floorMillis()).isEqualTo(11_000);
    assertThat(window.used()).isEqualTo(8);
    assertThat(knows(id(20, 10))).isTrue();

    window.makeRoom(3);

    assertThat(window.floorMillis()).isEqualTo(21_000);
    assertThat(window.used()).isEqualTo(7);
    for (int i = 0; i < 6; i++) assertThat(knows(id(20, 10 + i))).isFalse();
    assertThat(knows(id(30, 1))).isTrue();
    assertThat(knows(id(30, 4))).isTrue();
  }

  @Test
  void anIdIsExpiredBelowTheFloorAndNotAtIt() {
    for (int i = 0; i < CAPACITY; i++) add(id(10, i));
    assertThat(window.expired(0)).isFalse();

    window.makeRoom(1);

    assertThat(window.expired(10_999L << 16)).isTrue();
    assertThat(window.expired(11_000L << 16)).isFalse();
    assertThat(window.expired(-1)).isFalse();
  }

  @Test
  void allOfItIsRoomEnough() {
    for (int i = 0; i < CAPACITY; i++) add(id(i, i));

    window.makeRoom(CAPACITY);

    assertThat(window.used()).isZero();
    for (int i = 0; i < CAPACITY; i++) add(id(CAPACITY + i, i));
    assertThat(window.used()).isEqualTo(CAPACITY);
    assertThatIllegalStateException().isThrownBy(() -> add(id(30, 1)));
  }

  @Test
  void aRefusalIsKeptByItsNameAndWasNotEntered() {
    view.at(Transfer.posted(id(1, 1), new Id(7, 7), new Id(7, 8), 9).encode(), 0);
    for (LedgerRefusal refusal : LedgerRefusal.values()) {
      if (!refusal.remembered()) continue;
      int number = window.add(view, -1, -1, 0, 2, 0, IdWindow.outcomeOf(refusal));

      assertThat(window.refusal(number)).isEqualTo(refusal);
      assertThat(window.entered(number)).isFalse();
      window.takeBackAdded(number, true);
    }
    assertThat(window.used()).isZero();
  }

  /** Beside a map of ids in order, with ids taken back, and saved and restored in between. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void itForgetsAsAMapDoes(long seed) throws Exception {
    Random random = new Random(seed);
    IdWindow of = new IdWindow(200);
    TreeMap<Id, Long> kept = new TreeMap<>();
    long floor = 0;
    int leaving = 0;
    for (long low = 1; low < 20_000; low++) {
      int room = 1 + random.nextInt(random.nextInt(20) == 0 ? 60 : 3);
      while (200 - kept.size() - leaving < room) {
        if (leaving > 0) {
          leaving--;
          continue;
        }
        long oldest = kept.firstEntry().getValue();
        floor = oldest + 1;
        leaving = (int) kept.values().stream().filter(second -> second == oldest).count();
        kept.values().removeIf(second -> second == oldest);
      }
      of.makeRoom(room);
      long second = Math.max(floor, low / 100 + random.nextInt(8));
      Id id = id(second, low);
      view.at(Transfer.posted(id, new Id(7, 7), new Id(7, 8), 9).encode(), 0);
      boolean fresh = of.addsFresh();
      int number = of.add(view, 0, 1, 9, 2, 3, IdWindow.POSTED);
      if (random.nextInt(5) == 0) of.takeBackAdded(number, fresh);
      else kept.put(id, second);

      assertThat(of.floorMillis()).isEqualTo(floor * 1_000);
      assertThat(of.used()).isEqualTo(kept.size() + leaving);
      if (low % 200 != 0) continue;
      for (Id each : kept.keySet()) assertThat(of.find(each.high(), each.low())).isNotNegative();
      byte[] saved = bytes(of);
      of = new IdWindow(200);
      of.restore(new DataInputStream(new ByteArrayInputStream(saved)), Beside.NOBODY);
      assertThat(bytes(of)).isEqualTo(saved);
    }
    assertThat(floor).isGreaterThan(100);
  }

  /** Some seconds, one of them half gone, and free records. */
  private byte[] halfFull() throws IOException {
    for (int i = 0; i < 9; i++) add(id(10 + i / 4, i));
    window.takeBackAdded(add(id(15, 9)), true);
    window.makeRoom(3);
    return bytes(window);
  }

  /** Damage is an IOException or leaves what is saved as the same bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damageIsRefusedOrSavedAgain(long seed) throws Exception {
    byte[] saved = halfFull();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = saved.clone();
      // Mostly a small number in the place of a small number, as a link or a count is.
      damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(12) - 1);
      IdWindow restored = new IdWindow(CAPACITY);
      try {
        restored.restore(new DataInputStream(new ByteArrayInputStream(damaged)), Beside.NOBODY);
      } catch (IOException e) {
        refused++;
        continue;
      }
      assertThat(bytes(restored)).isEqualTo(damaged);
    }
    assertThat(refused).isGreaterThan(1_000);
  }
}
