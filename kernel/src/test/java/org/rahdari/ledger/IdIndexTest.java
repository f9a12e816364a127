package org.rahdari.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;

class IdIndexTest {
  private final Records records = new Records(2, 10);
  private final IdIndex index = new IdIndex(records);

  private int record(Id id) {
    int record = records.add();
    long[] page = records.pageToWrite(record);
    page[records.at(record)] = id.high();
    page[records.at(record) + 1] = id.low();
    return record;
  }

  private int find(Id id) {
    return index.find(id.high(), id.low());
  }

  /** Grows, shrinks and grows again, and knows the same ids as a map. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void itFindsWhatAMapFinds(long seed) {
    Random random = new Random(seed);
    Map<Id, Integer> expected = new HashMap<>();
    List<Id> added = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      boolean growing = i / 40_000 % 2 == 0;
      if (added.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
        // Few different halves, so that many ids differ in one of them alone.
        Id id = new Id(random.nextInt(1_000), random.nextInt(1_000));
        if (expected.containsKey(id)) continue;
        int record = record(id);
        index.add(id.high(), id.low(), record);
        expected.put(id, record);
        added.add(id);
      } else {
        int last = added.size() - 1;
        int at = random.nextInt(added.size());
        Id id = added.set(at, added.get(last));
        added.remove(last);
        index.remove(id.high(), id.low(), Objects.requireNonNull(expected.remove(id)));
        assertThat(find(id)).isEqualTo(-1);
      }
    }
    assertThat(expected).hasSizeGreaterThan(10_000);
    for (long high = 0; high < 1_000; high++) {
      for (long low = 0; low < 1_000; low += 7) {
        Id id = new Id(high, low);
        assertThat(find(id)).isEqualTo(expected.getOrDefault(id, -1));
      }
    }
    expected.forEach((id, record) -> assertThat(find(id)).isEqualTo(record));
    index.clear(0);
    for (Id id : added) assertThat(find(id)).isEqualTo(-1);
  }

  @Test
  void theIdOfAllZeroesIsOneToo() {
    int record = record(Id.NONE);
    assertThat(find(Id.NONE)).isEqualTo(-1);

    index.add(0, 0, record);

    assertThat(find(Id.NONE)).isEqualTo(record);
  }

  @Test
  void whatIsNotThereIsNotRemoved() {
    int record = record(new Id(1, 1));

    assertThatIllegalStateException().isThrownBy(() -> index.remove(1, 1, record));
  }
}
