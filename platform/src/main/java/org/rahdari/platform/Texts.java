package org.rahdari.platform;

import com.ibm.icu.text.ListFormatter;
import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.util.ULocale;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.text.AttributedCharacterIterator;
import java.text.CharacterIterator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the console says, in one language: sentences by their key, each an ICU message with named
 * arguments. A sentence that the language lacks comes in English.
 *
 * <p>Digits are Latin in every language, as amounts and identifiers are. Where the language is
 * written from right to left, a word that is put into a sentence is isolated (Unicode FSI and PDI),
 * so that an identifier does not disorder what stands around it.
 */
public final class Texts {

  /** Where an argument stands that is markup: the object replacement character. */
  private static final String MARKUP = "\uFFFC";

  private static final char ISOLATE = '\u2068';
  private static final char ISOLATED = '\u2069';

  private final ULocale language;
  private final Map<String, Sentence> sentences;

  /** Sentences by key, complete: those of English stand where the language has none. */
  Texts(ULocale language, Map<String, Sentence> sentences) {
    this.language = language;
    this.sentences = Map.copyOf(sentences);
  }

  /**
   * A sentence.
   *
   * @param inline the arguments that stand in it as they are, rather than choose between forms
   */
  record Sentence(MessageFormat format, Set<String> inline) {

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Sentence of(String pattern, ULocale language) {
      MessagePattern parts = new MessagePattern(pattern);
      Set<String> inline = new HashSet<>();
      Set<String> choosing = new HashSet<>();
      for (int i = 0; i < parts.countParts(); i++) {
        MessagePattern.Part part = parts.getPart(i);
        if (part.getType() != MessagePattern.Part.Type.ARG_START) continue;
        boolean plain = part.getArgType() == MessagePattern.ArgType.NONE;
        (plain ? inline : choosing).add(parts.getSubstring(parts.getPart(i + 1)));
      }
      inline.removeAll(choosing);
      ULocale latinDigits = language.setKeywordValue("numbers", "latn");
      return new Sentence(new MessageFormat(pattern, latinDigits), Set.copyOf(inline));
    }
  }

  /** The tag of the language, such as {@code ur}. */
  public String tag() {
    return language.toLanguageTag();
  }

  /** {@code rtl} or {@code ltr}. */
  public String direction() {
    return rightToLeft() ? "rtl" : "ltr";
  }

  /** Whether it is written from right to left. */
  public boolean rightToLeft() {
    return language.isRightToLeft();
  }

  /** Whether there is a sentence of this key. */
  public boolean has(String key) {
    return sentences.containsKey(key);
  }

  /** The sentence of a key; of a key that there is not, the key. */
  public String of(String key) {
    return formatted(key, Map.of());
  }

  /** The sentence of a key with one argument. */
  public String of(String key, String name, @Nullable Object value) {
    return formatted(key, arguments(name, value));
  }

  /** The sentence of a key with two arguments. */
  public String of(
      String key, String name, @Nullable Object value, String second, @Nullable Object other) {
    return formatted(key, arguments(name, value, second, other));
  }

  /** The sentence of a key with three arguments. */
  public String of(
      String key,
      String name,
      @Nullable Object value,
      String second,
      @Nullable Object other,
      String third,
      @Nullable Object last) {
    return formatted(key, arguments(name, value, second, other, third, last));
  }

  /** The sentence of a key, in which arguments may be markup; all else in it is escaped. */
  public Content rich(String key, String name, @Nullable Object value) {
    return written(key, arguments(name, value));
  }

  /** Likewise, with two arguments. */
  public Content rich(
      String key, String name, @Nullable Object value, String second, @Nullable Object other) {
    return written(key, arguments(name, value, second, other));
  }

  /** Likewise, with three arguments. */
  public Content rich(
      String key,
      String name,
      @Nullable Object value,
      String second,
      @Nullable Object other,
      String third,
      @Nullable Object last) {
    return written(key, arguments(name, value, second, other, third, last));
  }

  /** Likewise, with four arguments. */
  public Content rich(
      String key,
      String name,
      @Nullable Object value,
      String second,
      @Nullable Object other,
      String third,
      @Nullable Object another,
      String fourth,
      @Nullable Object last) {
    return written(key, arguments(name, value, second, other, third, another, fourth, last));
  }

  /** What stands by itself, so that what is around it does not disorder it. */
  public String isolated(String words) {
    return rightToLeft() ? ISOLATE + words + ISOLATED : words;
  }

  /** Words one after the other, all of which are meant. */
  public String all(List<String> words) {
    return listed(words, ListFormatter.Type.AND);
  }

  /** Words one after the other, any of which is meant. */
  public String either(List<String> words) {
    return listed(words, ListFormatter.Type.OR);
  }

  private String listed(List<String> words, ListFormatter.Type type) {
    return ListFormatter.getInstance(language, type, ListFormatter.Width.WIDE).format(words);
  }

  /** A link to an address of this node, with the sentence of a key on it. */
  public Content link(String href, String key) {
    return out -> {
      out.writeContent("<a href=\"" + Shown.escaped(href) + "\">");
      out.writeUserContent(of(key));
      out.writeContent("</a>");
    };
  }

  /** What is typed or called by exactly these letters, in every language. */
  public static Content code(String letters) {
    return element("code", letters);
  }

  /** What matters most in a sentence. */
  public static Content strong(String words) {
    return element("strong", words);
  }

  private static Content element(String name, String words) {
    return out -> {
      out.writeContent("<" + name + " dir=\"ltr\">");
      out.writeUserContent(words);
      out.writeContent("</" + name + ">");
    };
  }

  private String formatted(String key, Map<String, Object> arguments) {
    Sentence sentence = sentences.get(key);
    return sentence == null
        ? key
        : format(sentence).format(given(sentence, arguments), new StringBuffer(), null).toString();
  }

  private Content written(String key, Map<String, Object> arguments) {
    Sentence sentence = sentences.get(key);
    if (sentence == null) return out -> out.writeUserContent(key);
    return out -> write(sentence, arguments, out);
  }

  private void write(Sentence sentence, Map<String, Object> arguments, TemplateOutput out) {
    AttributedCharacterIterator runs =
        format(sentence).formatToCharacterIterator(given(sentence, arguments));
    for (char c = runs.first(); c != CharacterIterator.DONE; c = runs.current()) {
      int limit = runs.getRunLimit(MessageFormat.Field.ARGUMENT);
      Object name = runs.getAttribute(MessageFormat.Field.ARGUMENT);
      StringBuilder run = new StringBuilder();
      for (; runs.getIndex() < limit; c = runs.next()) run.append(c);
      if (name != null && arguments.get(name.toString()) instanceof Content markup) {
        markup.writeTo(out);
      } else {
        out.writeUserContent(run.toString());
      }
    }
  }

  /** A format is not for several threads at once. */
  private static MessageFormat format(Sentence sentence) {
    return (MessageFormat) sentence.format().clone();
  }

  private Map<String, Object> given(Sentence sentence, Map<String, Object> arguments) {
    Map<String, Object> given = new HashMap<>();
    arguments.forEach(
        (name, value) -> given.put(name, given(value, sentence.inline().contains(name))));
    return given;
  }

  private Object given(Object value, boolean inline) {
    if (value instanceof Content) return MARKUP;
    if (value instanceof Number) return value;
    return inline ? isolated(value.toString()) : value.toString();
  }

  private static Map<String, Object> arguments(@Nullable Object... namesAndValues) {
    Map<String, Object> arguments = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      arguments.put(String.valueOf(namesAndValues[i]), value == null ? "" : value);
    }
    return arguments;
  }
}
