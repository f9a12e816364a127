package org.rahdari.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;

/** What is pending expires by time, and in the order of reservation where the time is the same. */
class PendingsTest {
  private static final int CAPACITY = 5_000;

  private final Pendings pendings = new Pendings(CAPACITY);
  private long lastId;

  private record Held(Id id, long order, long expiresAtMillis) {}

  private int add(long expiresAtMillis) {
    long id = ++lastId;
    return pendings.add(id, -id, 1, 2, id, expiresAtMillis, 3, 4, 5, 6);
  }

  private Held held(int number, long expiresAtMillis) {
    return new Held(pendings.id(number), lastId, expiresAtMillis);
  }

  private List<Id> expireAll(Pendings from) {
    List<Id> expired = new ArrayList<>();
    while (from.expiryDue(Long.MAX_VALUE)) {
      expired.add(from.id(from.firstToExpire()));
      from.remove(from.firstToExpire());
    }
    return expired;
  }

  private static List<Id> inOrder(List<Held> held) {
    return held.stream()
        .filter(h -> h.expiresAtMillis != 0)
        .sorted(Comparator.comparingLong(Held::expiresAtMillis).thenComparingLong(Held::order))
        .map(Held::id)
        .toList();
  }

  private static byte[] bytes(Pendings.Image image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    image.save(new DataOutputStream(out));
    image.records().release();
    return out.toByteArray();
  }

  @Test
  void noneExpiresWhereNoneIsPendingOrNoneHasATime() {
    assertThat(pendings.nextExpiryMillis()).isEqualTo(Long.MAX_VALUE);
    add(0);

    assertThat(pendings.nextExpiryMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(pendings.expiryDue(Long.MAX_VALUE)).isFalse();
    assertThat(pendings.firstToExpire()).isEqualTo(-1);
    assertThat(pendings.count()).isEqualTo(1);
  }

  @Test
  void oneIsDueAtItsMillisecond() {
    add(500);

    assertThat(pendings.nextExpiryMillis()).isEqualTo(500);
    assertThat(pendings.expiryDue(499)).isFalse();
    assertThat(pendings.expiryDue(500)).isTrue();
  }

  /** Adds, ends, takes both back, saves and restores: the order is that of a sorted list. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theyExpireByTimeAndThenInTheOrderOfReservation(long seed) throws Exception {
    Random random = new Random(seed);
    List<Held> held = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          long expiresAtMillis = random.nextInt(20);
          held.add(held(add(expiresAtMillis), expiresAtMillis));
        }
        case 4, 5 -> {
          if (held.isEmpty()) continue;
          Id id = held.remove(random.nextInt(held.size())).id;
          pendings.remove(pendings.find(id.high(), id.low()));
        }
        case 6 -> {
          boolean fresh = pendings.addsFresh();
          pendings.takeBackAdded(add(random.nextInt(20)), fresh);
        }
        default -> {
          if (held.isEmpty()) continue;
          removeTwoAndTakeBack(held, random);
        }
      }
      assertThat(pendings.count()).isEqualTo(held.size());
    }

    byte[] saved = bytes(pendings.image());
    Pendings restored = new Pendings(CAPACITY);
    restored.restore(new DataInputStream(new ByteArrayInputStream(saved)), Beside.NOBODY);
    assertThat(bytes(restored.image())).isEqualTo(saved);
    assertThat(expireAll(restored)).isEqualTo(inOrder(held));
    assertThat(expireAll(pendings)).isEqualTo(inOrder(held));
  }

  private void removeTwoAndTakeBack(List<Held> held, Random random) {
    long[] copies = new long[2 * Pendings.LONGS];
    Id first = held.get(random.nextInt(held.size())).id;
    Id second = held.get(random.nextInt(held.size())).id;
    int one = pendings.find(first.high(), first.low());
    pendings.copy(one, copies, 0);
    pendings.remove(one);
    int other = pendings.find(second.high(), second.low());
    if (other >= 0) {
      pendings.copy(other, copies, Pendings.LONGS);
      pendings.remove(other);
      boolean fresh = pendings.addsFresh();
      pendings.takeBackAdded(add(random.nextInt(20)), fresh);
      pendings.takeBackRemoved(other, copies, Pendings.LONGS);
    }
    pendings.takeBackRemoved(one, copies, 0);
  }

  @Test
  void whatWasPutInIsReadAgain() {
    int number = pendings.add(1, 2, 3, 4, Long.MAX_VALUE, 6, Integer.MAX_VALUE, -8, 0xFFFF, 0xFF);

    assertThat(pendings.id(number)).isEqualTo(new Id(1, 2));
    assertThat(pendings.debit(number)).isEqualTo(3);
    assertThat(pendings.credit(number)).isEqualTo(4);
    assertThat(pendings.amountMinor(number)).isEqualTo(Long.MAX_VALUE);
    assertThat(pendings.expiresAtMillis(number)).isEqualTo(6);
    assertThat(pendings.code(number)).isEqualTo(-8);
    assertThat(pendings.program(number)).isEqualTo(0xFFFF);
    assertThat(pendings.flags(number)).isEqualTo(0xFF);
  }

  /** Some that expire together, some that never do, and free records. */
  private byte[] some() throws IOException {
    for (int i = 0; i < 9; i++) add(i % 3);
    pendings.remove(4);
    pendings.remove(5);
    return bytes(pendings.image());
  }

  /** Damage is an IOException or leaves what is saved as the same bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damageIsRefusedOrSavedAgain(long seed) throws Exception {
    byte[] saved = some();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = saved.clone();
      // Mostly a small number in the place of a small number, as a link or a count is.
      damaged[random.nextInt(damaged.length)] = (byte) (random.nextInt(12) - 1);
      Pendings restored = new Pendings(CAPACITY);
      try {
        restored.restore(new DataInputStream(new ByteArrayInputStream(damaged)), Beside.NOBODY);
      } catch (IOException e) {
        refused++;
        continue;
      }
      assertThat(bytes(restored.image())).isEqualTo(damaged);
    }
    assertThat(refused).isGreaterThan(1_000);
  }
}
