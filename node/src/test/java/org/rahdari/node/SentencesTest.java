package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessagePattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the console says is in its files of sentences, in every language that it ships with. */
class SentencesTest {
  private static final Path ROOT = Path.of("..");
  private static final List<Path> ROOMS =
      List.of(ROOT.resolve("platform"), ROOT.resolve("systems"));

  /**
   * Calls that take a key: {@code text.of("…")}, {@code text.rich("…")}, {@code text.link(…, "…")},
   * sections.
   */
  private static final Pattern KEY =
      Pattern.compile(
          "(?:[Tt]ext(?:\\([^()]*\\))?\\s*\\.\\s*(?:of|rich)\\(\\s*|\\.link\\([^;\\n]*?,\\s*|Section\\(\\s*\"[^\"]*\",\\s*)"
              + "\"([A-Za-z][\\w.-]*)\"");

  /**
   * A key that is chosen at run time: these are looked up where there are such, or are in a list.
   */
  private static final Pattern DYNAMIC =
      Pattern.compile("\"((?:problem|error|verify)\\.[\\w.-]*)\"");

  /** What is the same in every language: names of standards and formats. */
  private static final Set<String> SAME =
      Set.of("Ed25519", "ISO 20022", "UETR", "pacs.002.001.10", "c2sp.org/tlog-proof@v1");

  private static final Set<String> SPOKEN =
      Set.of("title", "aria-label", "placeholder", "alt", "data-label");

  @Test
  void everyKeyThatIsUsedIsThereAndEveryOneThatIsThereIsUsed() {
    Set<String> used = new TreeSet<>();
    StringBuilder all = new StringBuilder();
    for (Path file : files(".jte", ".java")) {
      String source = read(file);
      all.append(source);
      Matcher keys = KEY.matcher(source);
      while (keys.find()) used.add(keys.group(1));
      Matcher others = DYNAMIC.matcher(source);
      while (others.find()) {
        String key = others.group(1);
        if (!key.endsWith(".") && !key.endsWith(".jte")) used.add(key);
      }
    }
    Map<String, String> english = sentences("en");

    assertThat(used).hasSizeGreaterThan(150);
    assertThat(english.keySet()).containsAll(used);
    assertThat(english.keySet())
        .filteredOn(key -> !key.startsWith("problem."))
        .as("a sentence that nothing says is translated for nothing")
        .allMatch(key -> all.indexOf('"' + key + '"') >= 0);
  }

  @Test
  void everySentenceIsInUrduWithTheSameArgumentsAndForms() {
    Map<String, String> english = sentences("en");
    Map<String, String> urdu = sentences("ur");

    assertThat(urdu.keySet()).isEqualTo(english.keySet());
    english.forEach(
        (key, pattern) ->
            assertThat(arguments(urdu.getOrDefault(key, "")))
                .as(key)
                .isEqualTo(arguments(pattern)));
  }

  @Test
  void noSentenceInUrduWasLeftInEnglish() {
    sentences("ur")
        .forEach(
            (key, pattern) -> {
              String words = pattern.replaceAll("\\{\\w+}", "");
              assertThat(words.codePoints().filter(Character::isLetter).boxed().toList())
                  .as(key)
                  .matches(
                      letters -> letters.isEmpty() || letters.stream().anyMatch(this::isOfUrdu));
            });
  }

  private boolean isOfUrdu(int letter) {
    return Character.UnicodeScript.of(letter) == Character.UnicodeScript.ARABIC;
  }

  @Test
  void noTemplateHasASentenceOfItsOwn() {
    List<Path> templates = files(".jte");
    assertThat(templates).hasSizeGreaterThan(15);
    for (Path template : templates) {
      assertThat(words(read(template))).as(template.toString()).isEmpty();
    }
  }

  @Test
  void theScanSeesWhatItIsFor() {
    assertThat(words("<p class=\"lead\">Bare ${text.of(\"a\")}</p>")).containsExactly("Bare");
    assertThat(words("<a title=\"Spoken\" href=\"/x\">${a}</a>")).containsExactly("Spoken");
    assertThat(words("@if(a > b)<b>${c}</b>@else<i>yes</i>@endif")).containsExactly("yes");
  }

  /** What a person would read of a template whatever is put into it. */
  private static Set<String> words(String template) {
    String bare = withoutCalls(template).replaceAll("(?s)<%--.*?--%>|<!--.*?-->", "");
    Set<String> words = new TreeSet<>();
    Matcher attributes = Pattern.compile("([\\w-]+)=\"([^\"]*)\"").matcher(bare);
    while (attributes.find()) {
      if (SPOKEN.contains(attributes.group(1))) words.add(attributes.group(2).strip());
    }
    for (String run : bare.replaceAll("(?s)<[^>]*>", "\n").split("\n")) words.add(run.strip());
    words.removeIf(each -> SAME.contains(each) || each.codePoints().noneMatch(Character::isLetter));
    return words;
  }

  /** Without {@code ${…}}, {@code !{…}} and lines of jte, whose parentheses may be nested. */
  private static String withoutCalls(String template) {
    StringBuilder kept = new StringBuilder();
    int i = 0;
    while (i < template.length()) {
      Matcher call =
          Pattern.compile("\\$\\{|!\\{|@(?:template\\.[\\w.]+|if|elseif|for)\\(").matcher(template);
      if (call.region(i, template.length()).lookingAt()) {
        i = end(template, call.end());
        continue;
      }
      Matcher word =
          Pattern.compile("@(?:else|endif|endfor|(?:import|param)[^\n]*)").matcher(template);
      if (word.region(i, template.length()).lookingAt()) {
        i = word.end();
        continue;
      }
      kept.append(template.charAt(i++));
    }
    return kept.toString();
  }

  private static int end(String template, int from) {
    int depth = 1;
    boolean quoted = false;
    int i = from;
    for (; depth > 0; i++) {
      char c = template.charAt(i);
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '(' || c == '{') depth++;
      if (c == ')' || c == '}') depth--;
    }
    return i;
  }

  /** The arguments of a sentence, and the forms that it chooses between by a word. */
  private static Set<String> arguments(String pattern) {
    MessagePattern parts = new MessagePattern(pattern);
    Set<String> arguments = new HashSet<>();
    for (int i = 0; i < parts.countParts(); i++) {
      MessagePattern.Part part = parts.getPart(i);
      if (part.getType() != MessagePattern.Part.Type.ARG_START) continue;
      String name = parts.getSubstring(parts.getPart(i + 1));
      arguments.add(name);
      if (part.getArgType() != MessagePattern.ArgType.SELECT) continue;
      for (int j = i + 2; j < parts.getLimitPartIndex(i); j = parts.getLimitPartIndex(j + 1) + 1) {
        arguments.add(name + "=" + parts.getSubstring(parts.getPart(j)));
      }
    }
    return arguments;
  }

  private static Map<String, String> sentences(String language) {
    Map<String, String> sentences = new TreeMap<>();
    for (Path file : files("_" + language + ".properties")) {
      Properties read = new Properties();
      try (var in = Files.newBufferedReader(file, UTF_8)) {
        read.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (String key : read.stringPropertyNames()) {
        assertThat(sentences.put(key, read.getProperty(key))).as(key + " is said once").isNull();
      }
    }
    return sentences;
  }

  private static List<Path> files(String... endings) {
    List<Path> found = new java.util.ArrayList<>();
    for (Path room : ROOMS) {
      try (Stream<Path> walk = Files.walk(room)) {
        walk.filter(file -> file.toString().contains("/src/main/"))
            .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
            .sorted()
            .forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
