package org.rahdari.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseTest {

  @Test
  void theMainCaseHasItsName() {
    assertThat(Case.MAIN.name()).isEqualTo("batch8190-accounts10k");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batch8190-accounts10k",
        "batch1-accounts10m-hot",
        "batch100-accounts1m-two-phase",
        "batch100-accounts1500k-hot-two-phase",
        "batch7-accounts250"
      })
  void aNameSaysAllOfACase(String name) {
    assertThat(Case.parse(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "batch1", "accounts10k", "batch1-accounts10g", "batch1-accounts1k-"})
  void otherTextIsNoCase(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Case.parse(name));
  }
}
