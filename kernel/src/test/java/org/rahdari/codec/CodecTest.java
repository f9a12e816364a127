package org.rahdari.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

  private enum Colour implements Numbered {
    RED(7),
    GREEN(255);

    private final int number;

    Colour(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  private record Inner(int number, boolean yes) {}

  private record Everything(
      long big,
      int small,
      boolean yes,
      @Max(6) String text,
      String usualText,
      @Max(4) Bytes bytes,
      Colour colour,
      Inner inner,
      Id id,
      Hash32 hash,
      @Max(3) List<Long> longs,
      @Max(2) List<Inner> inners,
      @Max(2) List<String> texts) {}

  private record Empty() {}

  private record Empties(@Max(5) List<Empty> empties) {}

  private record Picky(int number) {
    Picky {
      if (number == 13) throw new IllegalArgumentException("unlucky");
      if (number == 14) throw new ArithmeticException("unlucky too");
    }
  }

  private record Tidy(String text) {
    Tidy {
      text = text.strip();
    }
  }

  private record Text(@Max(6) String text) {}

  private record UsualText(String text) {}

  private record Octets(@Max(4) Bytes bytes) {}

  private record Longs(@Max(3) List<Long> longs) {}

  private record Coloured(Colour colour) {}

  private static final Everything FULL =
      new Everything(
          Long.MIN_VALUE,
          -1,
          true,
          "€é1",
          "x".repeat(Codec.MAX),
          new Bytes(new byte[] {0, -1, 2, 3}),
          Colour.GREEN,
          new Inner(5, false),
          new Id(-1, 2),
          Hash32.sha256(new byte[0]),
          List.of(1L, -1L, Long.MAX_VALUE),
          List.of(new Inner(1, true), new Inner(2, false)),
          List.of("", "é"));

  private static final Everything BARE =
      new Everything(
          0,
          0,
          false,
          "",
          "",
          new Bytes(new byte[0]),
          Colour.RED,
          new Inner(0, false),
          Id.NONE,
          Hash32.ZERO,
          List.of(),
          List.of(),
          List.of());

  @Test
  void everyComponentTypeComesBackAsItWas() {
    Codec<Everything> codec = Codec.of(Everything.class);

    assertThat(codec.decode(codec.encode(FULL))).isEqualTo(FULL);
    assertThat(codec.decode(codec.encode(BARE))).isEqualTo(BARE);
  }

  @Test
  void keysHaveAFormOfTheirOwn() {
    assertThat(hex(Codec.of(Long.class).encode(-2L))).isEqualTo("fffffffffffffffe");
    assertThat(hex(Codec.of(Integer.class).encode(258))).isEqualTo("00000102");
    assertThat(hex(Codec.of(String.class).encode("é"))).isEqualTo("00000002c3a9");
    assertThat(hex(Codec.of(Id.class).encode(new Id(1, 2))))
        .isEqualTo("00000000000000010000000000000002");
    assertThat(Codec.of(Hash32.class).encode(FULL.hash())).isEqualTo(FULL.hash().bytes());
  }

  @Test
  void theFormIsTheDeclaredOne() {
    assertThat(hex(Codec.of(Inner.class).encode(new Inner(3, true)))).isEqualTo("0000000301");
    assertThat(hex(Codec.of(Coloured.class).encode(new Coloured(Colour.GREEN)))).isEqualTo("ff");
    assertThat(hex(Codec.of(Longs.class).encode(new Longs(List.of(1L)))))
        .isEqualTo("000000010000000000000001");
  }

  @Test
  void theSizeIsThatOfTheBytes() {
    Codec<Everything> codec = Codec.of(Everything.class);

    assertThat(codec.size(FULL)).isEqualTo(codec.encode(FULL).length);
    assertThat(codec.size(BARE)).isEqualTo(codec.encode(BARE).length);
  }

  @Test
  void aTextMeetsItsLimitInBytesOfUtf8() {
    meetsLimit(Codec.of(Text.class), new Text("€€"), new Text("€€1"));
    meetsLimit(
        Codec.of(UsualText.class), new UsualText("x".repeat(255)), new UsualText("x".repeat(256)));
    meetsLimit(Codec.of(String.class), "x".repeat(255), "x".repeat(256));
  }

  @Test
  void aByteStringMeetsItsLimit() {
    meetsLimit(
        Codec.of(Octets.class),
        new Octets(new Bytes(new byte[4])),
        new Octets(new Bytes(new byte[5])));
  }

  @Test
  void aListMeetsItsLimit() {
    meetsLimit(
        Codec.of(Longs.class),
        new Longs(Collections.nCopies(3, 9L)),
        new Longs(Collections.nCopies(4, 9L)));
    meetsLimit(
        Codec.of(Empties.class),
        new Empties(Collections.nCopies(5, new Empty())),
        new Empties(Collections.nCopies(6, new Empty())));
  }

  private static <T> void meetsLimit(Codec<T> codec, T longest, T tooLong) {
    assertThat(codec.decode(codec.encode(longest))).isEqualTo(longest);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> codec.encode(tooLong));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> codec.size(tooLong));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000007" + "61616161616161", // a byte above the limit
        "ffffffff", // below zero
        "7fffffff", // far above
        "00000003" + "6161", // ends too early
        "000000", // ends in the length
        "00000001" + "61" + "00", // a byte too many
        "00000002" + "c080", // overlong
        "00000003" + "eda080", // a surrogate
        "00000004" + "f4908080", // beyond Unicode
        "00000002" + "e282", // cut off
        "00000001" + "ff",
      })
  void aTextInAnotherFormIsRefused(String hex) {
    refused(Codec.of(Text.class), hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000002", "00000000ff", "00000000", "000000000100"})
  void aBooleanInAnotherFormIsRefused(String hex) {
    refused(Codec.of(Inner.class), hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "06", "fe", ""})
  void aNumberThatIsNoConstantIsRefused(String hex) {
    refused(Codec.of(Coloured.class), hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000004" + "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffff",
        "00000002" + "0000000000000000",
      })
  void aListInAnotherFormIsRefused(String hex) {
    refused(Codec.of(Longs.class), hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000000d", "0000000e"})
  void whatTheRecordRefusesIsMalformed(String hex) {
    refused(Codec.of(Picky.class), hex);
  }

  @Test
  void aRecordThatTidiesUpHasOneFormAllTheSame() {
    Codec<Tidy> codec = Codec.of(Tidy.class);

    assertThat(codec.decode(HexFormat.of().parseHex("0000000161"))).isEqualTo(new Tidy("a"));
    refused(codec, "000000026120");
  }

  private static void refused(Codec<?> codec, String hex) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> codec.decode(HexFormat.of().parseHex(hex)));
  }

  @Test
  void aTextThatIsNotUnicodeIsNotWritten() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Codec.of(String.class).encode("\ud800"));
  }

  private record WithDouble(double value) {}

  private record WithBoxes(List<List<Object>> value) {}

  private enum Plain {
    ONE
  }

  private record WithPlainEnum(Plain value) {}

  private enum SameNumbers implements Numbered {
    ONE,
    OTHER;

    @Override
    public int number() {
      return 1;
    }
  }

  private record WithSameNumbers(SameNumbers value) {}

  private enum LargeNumber implements Numbered {
    ONE;

    @Override
    public int number() {
      return 256;
    }
  }

  private record WithLargeNumber(LargeNumber value) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        WithDouble.class,
        WithBoxes.class,
        WithPlainEnum.class,
        WithSameNumbers.class,
        WithLargeNumber.class,
        Object.class
      })
  void aTypeWithoutAFormIsRefusedAtOnce(Class<?> type) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Codec.of(type));
  }

  @Test
  void oneValueIsReadAndTheRestIsLeft() {
    ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex("000000010199"));

    assertThat(Codec.of(Inner.class).decode(in)).isEqualTo(new Inner(1, true));
    assertThat(in.remaining()).isEqualTo(1);
  }

  record Word(String text) {}

  /** It is Unicode, and no database keeps it. */
  @Test
  void aTextHasNotTheCharacterZero() {
    Codec<Word> codec = Codec.of(Word.class);
    assertThatThrownBy(() -> codec.encode(new Word("a\0b")))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] bytes = codec.encode(new Word("a b"));
    bytes[5] = 0;
    assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(MalformedException.class);
  }

  /** Whatever the bytes are: refused, or the one form of what they hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void fuzz(long seed) {
    Random random = new Random(seed);
    Codec<Everything> codec = Codec.of(Everything.class);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = bytes(random, codec);
      Everything value;
      try {
        value = codec.decode(bytes);
      } catch (MalformedException e) {
        refused++;
        continue;
      }
      read++;
      assertThat(codec.encode(value)).isEqualTo(bytes);
    }
    assertThat(read).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  private static byte[] bytes(Random random, Codec<Everything> codec) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] bytes = codec.encode(value(random));
    if (random.nextInt(4) == 0) return Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
    for (int i = random.nextInt(3); i > 0; i--)
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private static Everything value(Random random) {
    byte[] octets = new byte[random.nextInt(5)];
    random.nextBytes(octets);
    List<Long> longs = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) longs.add(random.nextLong());
    return new Everything(
        random.nextLong(),
        random.nextInt(),
        random.nextBoolean(),
        List.of("", "a", "€é1", "𐍈").get(random.nextInt(4)),
        new String(octets, StandardCharsets.ISO_8859_1).replace('\0', ' '),
        new Bytes(octets),
        random.nextBoolean() ? Colour.RED : Colour.GREEN,
        new Inner(random.nextInt(), random.nextBoolean()),
        new Id(random.nextLong(), random.nextLong()),
        Hash32.sha256(octets),
        longs,
        Collections.nCopies(random.nextInt(3), new Inner(1, true)),
        Collections.nCopies(random.nextInt(3), "é"));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
