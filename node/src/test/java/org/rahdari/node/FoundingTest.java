package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rahdari.platform.PlainFailure;

/** What is wrong with a network's description is said in one sentence, and nothing is founded. */
final class FoundingTest {
  @TempDir Path scratch = Path.of("unset");

  private static String sample() {
    return new String(DemoCommand.sample(), StandardCharsets.UTF_8);
  }

  private void assertRefused(String description, String sentence) {
    Path data = scratch.resolve("data");
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> DataFolder.open(data, description.getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining(sentence);
    assertThat(Files.exists(data.resolve("version"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"code\": \"lahore-bank\" | \"code\": \"../../lahore\" | letters, digits and hyphens",
        "\"code\": \"lahore-bank\" | \"code\": null | code of a party is missing",
        "\"scale\": 2 | \"scale\": 99 | scale outside 0 to 18",
        "\"origin\": | \"origins\": | origin",
      })
  void aFieldThatIsWrongIsNamed(String right, String wrong, String sentence) {
    assertThat(sample()).contains(right);
    assertRefused(sample().replaceFirst(right, wrong), sentence);
  }

  @Test
  void whatIsNoDescriptionIsRefused() {
    assertRefused("null", "is empty");
    assertRefused("[]", "cannot be read");
    assertRefused("{", "cannot be read");
    assertRefused("{}", "origin is missing");
  }

  /** The first two take ten characters to write and a gigabyte to write out. */
  @ParameterizedTest
  @CsvSource({"1E+1000000000", "1E-1000000000", "1.005", "0", "-1"})
  void anAmountThatNobodyCanHoldIsRefused(String amount) {
    String description =
        sample().replaceFirst("\"amount\": *\"?[0-9.]+\"?", "\"amount\": " + amount);
    assertThat(description).isNotEqualTo(sample());
    assertRefused(description, "the amount of ");
  }
}
