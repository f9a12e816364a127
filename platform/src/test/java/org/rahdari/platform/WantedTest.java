package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rahdari.ledger.Asset;

/** How what is typed into the search is read. */
class WantedTest {
  private static final Asset PKR = new Asset(1, "PKR", 2, 1, "rupees");

  @Test
  void theBeginningOfAnIdStandsForAllThatBeginSo() {
    Wanted.Ids ids = Objects.requireNonNull(Wanted.of(" 01A2-26 ".replace(" ", "")).ids());
    assertThat(ids.first()).isEqualTo(UUID.fromString("01a22600-0000-0000-0000-000000000000"));
    assertThat(ids.last()).isEqualTo(UUID.fromString("01a226ff-ffff-ffff-ffff-ffffffffffff"));
    assertThat(Wanted.of("01a").ids()).as("too short").isNull();
    assertThat(Wanted.of("settled").ids()).isNull();
    assertThat(Wanted.of("01a226' OR 1=1").ids()).isNull();
    assertThat(Wanted.of("01a226%").ids()).isNull();
    assertThat(Wanted.of("a".repeat(33)).ids()).as("too long").isNull();
  }

  @Test
  void theShortenedFormOfThePagesIsAnIdToo() {
    assertThat(Objects.requireNonNull(Wanted.of("01a226ea…ec3fd3").ids()).end())
        .isEqualTo("ec3fd3");
    assertThat(Objects.requireNonNull(Wanted.of("01a226ea...ec3fd3").ids()).end())
        .isEqualTo("ec3fd3");
  }

  @Test
  void aWholeIdIsOne() {
    String id = "01a226ed-3516-7ae9-984a-1ec7d78be29c";
    assertThat(Wanted.of(id).id().orElseThrow()).hasToString(id);
    assertThat(Wanted.of(id.substring(1)).id()).isEmpty();
  }

  @Test
  void amountsAreReadAsPeopleWriteThem() {
    for (String same :
        new String[] {
          "74,150.00",
          "74150",
          "74,150",
          "PKR 74150",
          "pkr 74,150.0",
          "74150.00 PKR",
          "PKR74150",
          "۷۴٬۱۵۰".replace("٬", ","),
          "  74150  "
        }) {
      assertThat(Wanted.of(same).minor(PKR)).as(same).contains(7_415_000L);
    }
    for (String none :
        new String[] {
          "USD 74150", "74,15", "74.150,00", "74150.001", "-5", "", "PKR", "1e9", "9".repeat(30)
        }) {
      assertThat(Wanted.of(none).minor(PKR)).as(none).isEmpty();
    }
  }

  @Test
  void numbersAndNamesAreRead() {
    assertThat(Wanted.of("1,234").number()).contains(1_234L);
    assertThat(Wanted.of("۱۲").number()).contains(12L);
    assertThat(Wanted.of("12a").number()).isEmpty();
    assertThat(Wanted.of("LAHORE").isIn("lahore-bank", "Bank")).isTrue();
    assertThat(Wanted.of("").isIn("lahore-bank")).isFalse();
    assertThat(Wanted.of("x".repeat(500)).text()).hasSize(Wanted.CHARACTERS_MAX);
  }
}
