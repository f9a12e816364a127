package org.rahdari.iso20022;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a Document. A text that is absent leaves its element out. */
final class Xml {
  private final StringBuilder out = new StringBuilder();

  static byte[] document(String messageName, java.util.function.Consumer<Xml> body) {
    Xml xml = new Xml();
    xml.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.out
        .append("<Document xmlns=\"")
        .append(Iso20022.NAMESPACE)
        .append(messageName)
        .append("\">");
    body.accept(xml);
    xml.out.append("</Document>\n");
    return xml.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  void element(String name, Runnable children) {
    out.append('<').append(name).append('>');
    children.run();
    out.append("</").append(name).append('>');
  }

  void text(String name, @Nullable String value) {
    if (value == null) return;
    out.append('<')
        .append(name)
        .append('>')
        .append(escaped(value))
        .append("</")
        .append(name)
        .append('>');
  }

  void amount(String name, @Nullable Amount amount) {
    if (amount == null) return;
    out.append('<').append(name).append(" Ccy=\"").append(escaped(amount.currency())).append("\">");
    out.append(amount.inMajorUnits().toPlainString()).append("</").append(name).append('>');
  }

  /** XML 1.0 section 2.2: what no escape could carry is dropped. */
  static String onlyXmlCharacters(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(Xml::isXmlCharacter).forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isXmlCharacter(int c) {
    if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
    return c < 0xD800 || (c > 0xDFFF && c != 0xFFFE && c != 0xFFFF);
  }

  private static String escaped(String text) {
    return onlyXmlCharacters(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\r", String.format(Locale.ROOT, "&#%d;", (int) '\r'));
  }
}
