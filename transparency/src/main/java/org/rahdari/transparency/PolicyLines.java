package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.List;

/** The lines of a policy file one after another, without those that are empty or comments. */
final class PolicyLines {
  private final String[] lines;
  private int at;

  /**
   * @param text ends with a newline
   */
  PolicyLines(String text) {
    lines = text.substring(0, text.length() - 1).split("\n", -1);
    skip();
  }

  private void skip() {
    while (at < lines.length && (lines[at].isEmpty() || lines[at].startsWith("#"))) at++;
  }

  /** Whether the next line begins with the word. */
  boolean next(String word) {
    return at < lines.length && lines[at].startsWith(word);
  }

  /** What stands behind the word. */
  String value(String word) throws MalformedException {
    if (at == lines.length) throw new MalformedException("policy has no line '" + word + "…'");
    if (!next(word)) throw new MalformedException(field() + " does not begin with '" + word + "'");
    String value = lines[at].substring(word.length());
    at++;
    skip();
    return value;
  }

  int number(String word) throws MalformedException {
    String field = field();
    return number(value(word), field);
  }

  private static int number(String digits, String field) throws MalformedException {
    long number = Canonical.decimal(digits, field);
    if (number > Integer.MAX_VALUE) throw new MalformedException(field + " is too large");
    return (int) number;
  }

  <K> K key(String word, KeyParser<K> parser) throws MalformedException {
    String field = field();
    try {
      return parser.parse(value(word));
    } catch (MalformedException e) {
      throw new MalformedException(field + ": " + e.sentence());
    }
  }

  TrustPolicy.Group group() throws MalformedException {
    String field = field();
    String[] words = value("group ").split(" ", -1);
    if (words.length < 3) {
      throw new MalformedException(field + " is not 'group NAME MINIMUM MEMBER…'");
    }
    List<String> members = new ArrayList<>(List.of(words).subList(2, words.length));
    return new TrustPolicy.Group(words[0], number(words[1], field), members);
  }

  /** There has to be no further line. */
  void end() throws MalformedException {
    if (at < lines.length) {
      throw new MalformedException(field() + " is none that may stand there");
    }
  }

  private String field() {
    return "policy line " + (at + 1);
  }

  interface KeyParser<K> {
    K parse(String vkey) throws MalformedException;
  }
}
