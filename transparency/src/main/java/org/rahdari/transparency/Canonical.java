package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The few text encodings of the C2SP formats, each accepted in exactly one spelling: two texts that
 * mean the same would be two receipts for one fact.
 */
final class Canonical {
  private static final int DECIMAL_DIGITS_MAX = 19; // Long.MAX_VALUE

  private Canonical() {}

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Standard padded base64 (RFC 4648, sections 3.5 and 4); unused trailing bits must be zero. */
  static byte[] base64(String text, String field) throws MalformedException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw new MalformedException(field + " is not base64");
    }
    // Java's decoder forgives missing padding and stray trailing bits.
    if (!base64(bytes).equals(text)) {
      throw new MalformedException(field + " is not canonical base64");
    }
    return bytes;
  }

  /** A non-negative decimal without sign or leading zero. */
  static long decimal(String text, String field) throws MalformedException {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits) throw new MalformedException(field + " is not a decimal number");
    if (text.length() > 1 && text.startsWith("0")) {
      throw new MalformedException(field + " has a leading zero");
    }
    if (text.length() > DECIMAL_DIGITS_MAX) throw new MalformedException(field + " is too large");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw new MalformedException(field + " is too large");
    }
  }

  /** UTF-8 without control characters below U+0020, the newline excepted (C2SP signed-note). */
  static String text(byte[] bytes, String what) throws MalformedException {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 0 && bytes[i] < 0x20 && bytes[i] != '\n') {
        throw new MalformedException(what + " has a control character at byte " + i);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new MalformedException(what + " is not UTF-8");
    }
  }

  /** Whether a string can be one line of a note: encodable as UTF-8, no control characters. */
  static boolean isLine(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.chars().noneMatch(c -> c < 0x20);
  }
}
