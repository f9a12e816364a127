package org.rahdari.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which language a page comes in, and how one is added. */
class LanguagesTest {

  @Test
  void aFileAddsALanguageAndWhatItLacksComesInEnglish(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("console_de.properties"),
        """
        language.name = Deutsch
        accounts.title = Konten
        overview.lag = {count, plural, =0 {aktuell} other {{count} zurück}}
        keys.lead = {malformed
        """,
        UTF_8);
    Files.writeString(folder.resolve("notes.properties"), "accounts.title = nothing");

    Languages languages = Languages.with(folder);

    assertThat(languages.all()).extracting(Texts::tag).containsExactly("en", "de", "ur");
    Texts german = languages.of("de").orElseThrow();
    assertThat(german.of("accounts.title")).isEqualTo("Konten");
    assertThat(german.of("overview.lag", "count", 1_234)).isEqualTo("1.234 zurück");
    assertThat(german.of("keys.title")).as("not in the file").isEqualTo("Keys");
    assertThat(german.of("keys.lead", "institution", "X")).startsWith("What X signs with.");
    assertThat(languages.of("en").orElseThrow().of("accounts.title")).isEqualTo("Accounts");
  }

  @Test
  void aSentenceOfTheNodesOwnFolderStandsBeforeThatOfTheSoftware(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("bank_en.properties"), "accounts.title = Ledger accounts");
    Languages languages = Languages.with(folder);
    assertThat(languages.of("en").orElseThrow().of("accounts.title")).isEqualTo("Ledger accounts");
    assertThat(languages.of("ur").orElseThrow().of("accounts.title")).isEqualTo("کھاتے");
  }

  @Test
  void whatThePersonChoseComesBeforeWhatTheBrowserAsksFor(@TempDir Path folder) {
    Languages languages = Languages.with(folder.resolve("missing"));
    assertThat(languages.of(null, null).tag()).isEqualTo("en");
    assertThat(languages.of(null, "fr, ur-PK;q=0.9, en;q=0.5").tag()).isEqualTo("ur");
    assertThat(languages.of("en", "ur").tag()).isEqualTo("en");
    assertThat(languages.of("xx", "ur").tag()).as("no such language").isEqualTo("ur");
    assertThat(languages.of(null, ";;;q=x").tag()).isEqualTo("en");
  }

  @Test
  void choosingALanguageLeadsToThisNodeAlone() {
    assertThat(LanguageEndpoint.own("/payments?state=settled&before=1"))
        .isEqualTo("/payments?state=settled&before=1");
    for (String elsewhere :
        new String[] {
          "//evil.example",
          "https://evil.example",
          "/\\evil.example",
          "\\\\evil",
          "evil",
          "",
          "/language?to=ur",
          "javascript:alert(1)",
          "/a b",
          "/%zz"
        }) {
      assertThat(LanguageEndpoint.own(elsewhere)).as(elsewhere).isEqualTo("/");
    }
  }
}
