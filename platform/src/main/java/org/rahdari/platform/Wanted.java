package org.rahdari.platform;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Asset;

/**
 * What somebody looks for, as it was typed: read as an identifier or its beginning, as an amount
 * with or without its currency, as a number, and as words.
 *
 * @param text without what is around it, with Latin digits
 */
public record Wanted(String text) {

  /** Characters that are looked at. */
  public static final int CHARACTERS_MAX = 100;

  private static final int DIGITS_MIN = 4;
  private static final int DIGITS_MAX = 32;

  /** Hexadecimal digits and hyphens; the console shortens what is between both ends. */
  private static final Pattern ID = Pattern.compile("([0-9a-f-]+)(?:(?:…|\\.\\.\\.)([0-9a-f-]+))?");

  private static final Pattern AMOUNT =
      Pattern.compile(
          "(?:([A-Za-z]{2,12}) ?)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,19})(\\.[0-9]{1,18})?(?: ?([A-Za-z]{2,12}))?");

  /** What was typed, of any length. */
  public static Wanted of(String typed) {
    StringBuilder text = new StringBuilder();
    typed
        .strip()
        .codePoints()
        .limit(CHARACTERS_MAX)
        .forEach(
            c ->
                text.appendCodePoint(
                    Character.isDigit(c) ? '0' + Character.getNumericValue(c) : c));
    return new Wanted(text.toString());
  }

  /** Whether nothing was typed. */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * Identifiers that begin, and where it was shortened end, in the same way.
   *
   * @param first the least of them
   * @param last the greatest of them
   * @param end their last digits, with hyphens; empty for any
   */
  public record Ids(UUID first, UUID last, String end) {

    /** Whether an identifier is among them. */
    public boolean hold(Id id) {
      return id(first).compareTo(id) <= 0
          && id.compareTo(id(last)) <= 0
          && id.toString().endsWith(end);
    }

    private static Id id(UUID uuid) {
      return new Id(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
  }

  /** The beginning of an identifier, of 4 digits or more; null where it is none. */
  public @Nullable Ids ids() {
    Matcher parts = ID.matcher(text.toLowerCase(Locale.ROOT));
    if (!parts.matches()) return null;
    String digits = parts.group(1).replace("-", "");
    if (digits.length() < DIGITS_MIN || digits.length() > DIGITS_MAX) return null;
    String end = parts.group(2) == null ? "" : parts.group(2);
    return new Ids(filled(digits, "0"), filled(digits, "f"), end);
  }

  /** A whole identifier; empty where it is none. */
  public Optional<Id> id() {
    Ids ids = ids();
    return ids != null && ids.first().equals(ids.last())
        ? Optional.of(
            new Id(ids.first().getMostSignificantBits(), ids.first().getLeastSignificantBits()))
        : Optional.empty();
  }

  private static UUID filled(String digits, String with) {
    String whole = digits + with.repeat(DIGITS_MAX - digits.length());
    return new UUID(
        Long.parseUnsignedLong(whole.substring(0, 16), 16),
        Long.parseUnsignedLong(whole.substring(16), 16));
  }

  /** An amount in minor units of an asset; empty where it is none of that asset. */
  public Optional<Long> minor(Asset asset) {
    Matcher parts = AMOUNT.matcher(text);
    if (!parts.matches()) return Optional.empty();
    String currency = parts.group(1) == null ? parts.group(4) : parts.group(1);
    if (currency != null && !currency.equalsIgnoreCase(asset.code())) return Optional.empty();
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    try {
      return Optional.of(
          Network.minor(asset, new BigDecimal(parts.group(2).replace(",", "") + fraction)));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A whole number; empty where it is none. */
  public Optional<Long> number() {
    String digits = text.replace(",", "");
    if (!digits.matches("[0-9]{1,18}")) return Optional.empty();
    return Optional.of(Long.parseLong(digits));
  }

  /** Whether it is in one of these names, in capital letters or not. */
  public boolean isIn(String... names) {
    String wanted = text.toLowerCase(Locale.ROOT);
    for (String name : names) {
      if (!wanted.isEmpty() && name.toLowerCase(Locale.ROOT).contains(wanted)) return true;
    }
    return false;
  }
}
