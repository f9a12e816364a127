package org.rahdari.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTest {

  @Test
  void itIsReadAsItIsWritten() {
    Id id = new Id(0x0123456789abcdefL, -2);

    assertThat(id).hasToString("01234567-89ab-cdef-ffff-fffffffffffe");
    assertThat(Id.parse(id.toString())).isEqualTo(id);
    assertThat(Id.parse("01234567-89AB-CDEF-FFFF-FFFFFFFFFFFE")).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-2-3-4-5",
        "0123456789abcdeffffffffffffffffe",
        "01234567-89ab-cdef-ffff-ffffffffffffe",
        "1234567-089ab-cdef-ffff-fffffffffffe"
      })
  void anotherSpellingIsNone(String text) {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Id.parse(text));
  }

  @Test
  void itIsOrderedAsAnUnsignedNumber() {
    assertThat(new Id(-1, 0)).isGreaterThan(new Id(1, -1));
    assertThat(new Id(1, -1)).isGreaterThan(new Id(1, 1));
    assertThat(new Id(1, 1)).isEqualByComparingTo(new Id(1, 1));
  }

  @Test
  void aDerivedOneFollowsFromItsPurposeAndItsOrigin() {
    Id from = new Id(1, 2);

    assertThat(Id.derived("a", from)).isEqualTo(Id.derived("a", from));
    assertThat(Id.derived("a", from)).isNotEqualTo(Id.derived("b", from));
    assertThat(Id.derived("a", from)).isNotEqualTo(Id.derived("a", new Id(1, 3)));
  }
}
