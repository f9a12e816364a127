package org.rahdari.iso20022;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a payment is returned, rejected or cannot be cancelled.
 *
 * @param code ISO external code such as {@code AC04}, or a market's own such as Fedwire's {@code
 *     E433}
 * @param proprietary whether the code is the market's own ({@code Prtry})
 * @param additionalInformation lines of at most {@link #LINE_LENGTH_MAX} characters
 */
public record Reason(
    @Nullable String code, boolean proprietary, List<String> additionalInformation) {
  /** ISO Max105Text. */
  public static final int LINE_LENGTH_MAX = 105;

  public Reason {
    additionalInformation = List.copyOf(additionalInformation);
  }

  public static Reason of(String code, String sentence) {
    return new Reason(code, false, lines(sentence));
  }

  /** Cuts at a space where there is one, and never inside a surrogate pair. */
  static List<String> lines(String sentence) {
    List<String> lines = new java.util.ArrayList<>();
    String rest = Xml.onlyXmlCharacters(sentence).strip();
    while (rest.codePointCount(0, rest.length()) > LINE_LENGTH_MAX) {
      int end = rest.offsetByCodePoints(0, LINE_LENGTH_MAX);
      int space = rest.lastIndexOf(' ', end);
      int cut = space > 0 ? space : end;
      lines.add(rest.substring(0, cut).strip());
      rest = rest.substring(cut).strip();
    }
    if (!rest.isEmpty()) lines.add(rest);
    return List.copyOf(lines);
  }
}
