package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The parts that pages of systems have in theirs. */
class PartsTest {
  private static final Languages LANGUAGES = Languages.ofSoftware();

  @Test
  void whatIsLongSaysHowFarItHasCome() {
    String html =
        rendered("progress.jte", new Progress("Reading <the> log", 2_500, 10_000, "/"), "en");
    assertThat(html)
        .contains("<label for=\"progress\">Reading &lt;the&gt; log</label>")
        .contains("max=\"10000\" value=\"2500\"")
        .contains("25 %")
        .contains("<noscript><a href=\"/\">Load the page again</a></noscript>");
    assertThat(rendered("progress.jte", new Progress("x", 9_999, 10_000, "/"), "ur"))
        .contains("99 فیصد");
  }

  @Test
  void percentStayBetweenNothingAndAll() {
    assertThat(new Progress("x", 0, 0, "/").percent()).isEqualTo(100);
    assertThat(new Progress("x", -1, 10, "/").percent()).isZero();
    assertThat(new Progress("x", 11, 10, "/").percent()).isEqualTo(100);
  }

  @Test
  void aCaseIsToldStepByStep() {
    Timeline timeline =
        new Timeline(
            List.of(
                new Timeline.Step(
                    Timeline.State.DONE, "Applied", "bank", Shown.Moment.of(0), "", "/receipt"),
                new Timeline.Step(Timeline.State.NOW, "Examined", "regulator", null, "", null),
                new Timeline.Step(Timeline.State.DUE, "Decided", "", null, "<soon>", null)));
    assertThat(rendered("timeline.jte", timeline, "en"))
        .containsSubsequence(
            "class=\"DONE\"",
            "Applied",
            "done",
            "bank",
            "1970-01-01",
            "href=\"/receipt\" download",
            "class=\"NOW\" aria-current=\"step\"",
            "Examined",
            "now",
            "regulator",
            "class=\"DUE\"",
            "Decided",
            "due",
            "&lt;soon&gt;");
  }

  private static String rendered(String template, Object model, String language) {
    StringOutput out = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render(
            template, Map.of("model", model, "text", LANGUAGES.of(language).orElseThrow()), out);
    return out.toString();
  }
}
