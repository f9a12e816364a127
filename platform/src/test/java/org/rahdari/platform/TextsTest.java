package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.util.ULocale;
import gg.jte.Content;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sentences: what is put into them, what is escaped, what is isolated. */
class TextsTest {

  @Test
  void whatIsPutInIsEscapedAndMarkupIsNot() {
    Texts text =
        texts(
            "en",
            Map.of(
                "seen",
                "Of {who} at <here>: {link}, {count, plural, one {# leaf} other {# leaves}}."));

    assertThat(text.of("seen", "who", "A & B", "link", "x", "count", 1_234))
        .isEqualTo("Of A & B at <here>: x, 1,234 leaves.");
    assertThat(
            html(text.rich("seen", "who", "<b>A & B</b>", "link", Texts.code("x<y"), "count", 1)))
        .isEqualTo(
            "Of &lt;b&gt;A &amp; B&lt;/b&gt; at &lt;here&gt;: <code dir=\"ltr\">x&lt;y</code>, 1 leaf.");
  }

  @Test
  void aLinkCannotLeaveItsAttribute() {
    Texts text = texts("en", Map.of("all", "All {link}", "word", "of <them>"));
    assertThat(html(text.rich("all", "link", text.link("/a?b=\"><script>", "word"))))
        .isEqualTo("All <a href=\"/a?b=&quot;>&lt;script>\">of &lt;them&gt;</a>");
  }

  @Test
  void wordsAreIsolatedWhereTheLanguageRunsFromRightToLeft() {
    Texts text =
        texts(
            "ur",
            Map.of(
                "by",
                "دستخط {who}، {count}",
                "state",
                "{of, select, DONE {ہوا {of}} other {نہیں}}"));
    assertThat(text.direction()).isEqualTo("rtl");
    assertThat(text.of("by", "who", "lahore-bank", "count", 12_345))
        .isEqualTo("دستخط \u2068lahore-bank\u2069، 12,345");
    assertThat(text.of("state", "of", "DONE"))
        .as("what chooses a form is not changed")
        .isEqualTo("ہوا DONE");
  }

  @Test
  void digitsAreLatinInEveryLanguage() {
    assertThat(texts("ar-EG", Map.of("n", "{n}")).of("n", "n", 74_150)).containsPattern("[0-9]{2}");
    assertThat(texts("fa", Map.of("n", "{n, plural, other {#}}")).of("n", "n", 74)).isEqualTo("74");
  }

  @Test
  void aKeyThatThereIsNotIsShownAsItIs() {
    assertThat(texts("en", Map.of()).of("no.such")).isEqualTo("no.such");
  }

  private static Texts texts(String tag, Map<String, String> patterns) {
    ULocale language = ULocale.forLanguageTag(tag);
    Map<String, Texts.Sentence> sentences = new HashMap<>();
    patterns.forEach((key, each) -> sentences.put(key, Texts.Sentence.of(each, language)));
    return new Texts(language, sentences);
  }

  private static String html(Content content) {
    StringOutput out = new StringOutput();
    content.writeTo(new OwaspHtmlTemplateOutput(out));
    return out.toString();
  }
}
