package org.rahdari.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image stays what it was, whatever is written after it. */
class RecordsTest {
  private static final int LONGS = 2;
  private static final int PAGE = 1_024;

  private final Records records = new Records(LONGS, 10);

  private void add(int count) {
    for (int i = 0; i < count; i++) write(records.add(), records.size());
  }

  private void write(int record, long value) {
    long[] page = records.pageToWrite(record);
    int at = records.at(record);
    page[at] = value;
    page[at + 1] = -value;
  }

  private List<Long> values() {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      long value = records.page(i)[records.at(i)];
      assertThat(records.page(i)[records.at(i) + 1]).isEqualTo(-value);
      values.add(value);
    }
    return values;
  }

  private static byte[] bytes(Records.Image image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    image.save(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static List<Long> values(byte[] saved) {
    ByteBuffer in = ByteBuffer.wrap(saved);
    List<Long> values = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) {
      long value = in.getLong();
      assertThat(in.getLong()).isEqualTo(-value);
      values.add(value);
    }
    assertThat(in.hasRemaining()).isFalse();
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 7})
  void whatIsWrittenAfterAnImageIsNotInIt(int count) throws Exception {
    add(count);
    List<Long> before = values();

    Records.Image image = records.image();
    for (int i = 0; i < count; i += 100) write(i, 1_000_000 + i);
    add(2 * PAGE);
    if (count > 0) write(count - 1, 7);
    List<Long> after = values();

    assertThat(values(bytes(image))).isEqualTo(before);
    image.release();
    assertThat(values()).isEqualTo(after);
    assertThat(values(bytes(records.image()))).isEqualTo(after);
  }

  @Test
  void whatIsTakenBackAfterAnImageIsStillInIt() throws Exception {
    add(PAGE + 3);
    List<Long> before = values();

    Records.Image image = records.image();
    for (int i = 0; i < 5; i++) records.removeLast();
    add(2);

    assertThat(values(bytes(image))).isEqualTo(before);
    assertThat(records.size()).isEqualTo(PAGE);
  }

  @Test
  void aRecordThatIsAddedAnewIsEmpty() {
    add(1);
    records.removeLast();

    int record = records.add();

    assertThat(record).isZero();
    assertThat(records.page(record)[records.at(record)]).isZero();
    assertThat(records.page(record)[records.at(record) + 1]).isZero();
  }

  /** Where a record is: another place means that its page was copied. */
  private record Place(int slab, int at) {}

  private Place place(int record) {
    return new Place(System.identityHashCode(records.page(record)), records.at(record));
  }

  /** The image holds its pages, and a page is copied once. */
  @Test
  void onlyAPageThatAnImageSharesIsCopiedAndOnlyOnce() {
    add(2 * PAGE);
    Place first = place(0);
    Place second = place(PAGE);

    Records.Image image = records.image();
    write(0, 5);
    Place copy = place(0);
    write(1, 6);

    assertThat(copy).isNotEqualTo(first);
    assertThat(place(0)).isEqualTo(copy);
    assertThat(place(PAGE)).isEqualTo(second);
    image.release();
    write(PAGE, 7);
    assertThat(place(PAGE)).isEqualTo(second);
  }

  @Test
  void aPageThatAnImageHasPassedIsNotCopied() throws Exception {
    add(2 * PAGE);
    Place first = place(0);

    Records.Image image = records.image();
    bytes(image);
    write(0, 5);

    assertThat(place(0)).isEqualTo(first);
  }

  @Test
  void whatAnImageNoLongerNeedsIsUsedForTheNextPage() throws Exception {
    add(PAGE);
    Place first = place(0);

    Records.Image image = records.image();
    write(0, 5);
    bytes(image);
    add(1);

    assertThat(place(PAGE)).isEqualTo(first);
    assertThat(records.page(PAGE)[records.at(PAGE) + 2]).isZero();
  }

  @Test
  void thereIsOneImageAtATime() {
    records.image();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(records::image);
  }

  /** One image after the other, each while the writer goes on, as in a running node. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void imagesThatAnotherThreadWritesAreEachOfOneMoment(long seed) throws Exception {
    Random random = new Random(seed);
    add(5 * PAGE);
    for (int round = 0; round < 30; round++) {
      List<Long> before = values();
      Records.Image image = records.image();
      List<byte[]> saved = new ArrayList<>();
      List<Exception> failures = new ArrayList<>();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      saved.add(bytes(image));
                    } catch (IOException e) {
                      failures.add(e);
                    }
                  });
      while (writer.isAlive()) {
        write(random.nextInt(records.size()), random.nextInt(1_000));
        if (random.nextInt(9) == 0) add(1);
        if (random.nextInt(9) == 0) records.removeLast();
      }
      writer.join();
      image.release();
      assertThat(failures).isEmpty();
      assertThat(values(saved.getFirst())).isEqualTo(before);
    }
  }

  @Test
  void whatIsRestoredIsWhatWasSaved() throws Exception {
    add(2 * PAGE + 1);
    List<Long> values = values();
    byte[] saved = bytes(records.image());
    add(10);

    records.restore(
        new DataInputStream(new ByteArrayInputStream(saved)), 2 * PAGE + 1, Beside.NOBODY);

    assertThat(values()).isEqualTo(values);
    assertThat(bytes(records.image())).isEqualTo(saved);
    add(1);
    assertThat(records.size()).isEqualTo(2 * PAGE + 2);
  }

  @Test
  void moreThanThereMayBeAreRefused() throws Exception {
    add(3);
    byte[] saved = bytes(records.image());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                records.restore(
                    new DataInputStream(new ByteArrayInputStream(saved)), 2, Beside.NOBODY));
  }

  @Test
  void whatIsRestoredIsWhatWasSavedOverManySlabs() throws Exception {
    add(40 * PAGE + 3);
    byte[] saved = bytes(records.image());
    Records restored = new Records(LONGS, 10);

    restored.restore(reader(saved), records.size(), Beside.NOBODY);

    assertThat(bytes(restored.image())).isEqualTo(saved);
  }

  /** An image may be cut short, or lie. */
  @Test
  void restoringTakesNoMoreMemoryThanInProportionToWhatIsThere() throws Exception {
    add(64 * PAGE);
    byte[] saved = bytes(records.image());
    ByteBuffer.wrap(saved).putInt(Integer.MAX_VALUE);
    Records restored = new Records(LONGS, 10);

    long before = allocated();
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> restored.restore(reader(saved), Integer.MAX_VALUE, Beside.NOBODY));

    assertThat(allocated() - before).isLessThan(8L * saved.length);
  }

  private static DataInputStream reader(byte[] saved) {
    return new DataInputStream(new ByteArrayInputStream(saved));
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
