package org.rahdari.iso20022;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to characters, strictly, before the XML parser sees them: so the parser's own guessing
 * decides nothing, and an encoding that lies is named. A byte order mark and the declaration must
 * agree (XML 1.0 section 4.3.3).
 */
final class CharacterDecoding {
  private CharacterDecoding() {}

  sealed interface Result {}

  record Characters(String text) implements Result {}

  record Undecodable(Unreadable why) implements Result {}

  private static final int DECLARATION_LENGTH_MAX = 200;
  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml\\s[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

  /** ISO 20022 messages are UTF-8; these others are read because they can be read exactly. */
  private static final Map<String, Charset> SUPPORTED =
      Map.of(
          "UTF-8", StandardCharsets.UTF_8,
          "UTF8", StandardCharsets.UTF_8,
          "US-ASCII", StandardCharsets.US_ASCII,
          "ISO-8859-1", StandardCharsets.ISO_8859_1,
          "UTF-16", StandardCharsets.UTF_16BE,
          "UTF-16BE", StandardCharsets.UTF_16BE,
          "UTF-16LE", StandardCharsets.UTF_16LE);

  static Result decode(byte[] bytes) {
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) return decode(bytes, 3, StandardCharsets.UTF_8);
    if (startsWith(bytes, 0xFE, 0xFF)) return decode(bytes, 2, StandardCharsets.UTF_16BE);
    if (startsWith(bytes, 0xFF, 0xFE)) return decode(bytes, 2, StandardCharsets.UTF_16LE);
    if (startsWith(bytes, 0x00, '<')) return decode(bytes, 0, StandardCharsets.UTF_16BE);
    if (startsWith(bytes, '<', 0x00)) return decode(bytes, 0, StandardCharsets.UTF_16LE);

    String declared = declared(ascii(bytes));
    Charset charset = declared == null ? StandardCharsets.UTF_8 : SUPPORTED.get(declared);
    if (charset == null) return refuse("declares an encoding that we do not read: use UTF-8", 1, 1);
    if (isUtf16(charset)) return refuse("declares UTF-16, and is not", 1, 1);
    return decode(bytes, 0, charset);
  }

  private static Result decode(byte[] bytes, int from, Charset charset) {
    CharBuffer characters = CharBuffer.allocate(bytes.length - from);
    CoderResult result =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes, from, bytes.length - from), characters, true);
    String text = characters.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      return refuse("has bytes that are not " + charset.name(), line, column);
    }
    if (!agrees(declared(text), charset))
      return refuse("declares another encoding than it has", 1, 1);
    return new Characters(text);
  }

  private static boolean agrees(@Nullable String declared, Charset charset) {
    if (declared == null) return true;
    if (declared.equals("UTF-16")) return isUtf16(charset);
    return charset.equals(SUPPORTED.get(declared));
  }

  private static boolean isUtf16(Charset charset) {
    return charset.equals(StandardCharsets.UTF_16BE) || charset.equals(StandardCharsets.UTF_16LE);
  }

  private static @Nullable String declared(String text) {
    Matcher declaration =
        DECLARED.matcher(text.substring(0, Math.min(text.length(), DECLARATION_LENGTH_MAX)));
    return declaration.find() ? declaration.group(1).toUpperCase(Locale.ROOT) : null;
  }

  private static String ascii(byte[] bytes) {
    return new String(
        bytes, 0, Math.min(bytes.length, DECLARATION_LENGTH_MAX), StandardCharsets.ISO_8859_1);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) return false;
    for (int i = 0; i < prefix.length; i++) if ((bytes[i] & 0xFF) != prefix[i]) return false;
    return true;
  }

  private static Result refuse(String sentence, int line, int column) {
    return new Undecodable(
        new Unreadable("Encoding", "The message " + sentence + ".", line, column));
  }
}
