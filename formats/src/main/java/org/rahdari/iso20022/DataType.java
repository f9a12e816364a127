package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;
import org.jspecify.annotations.Nullable;

/**
 * A simple type of the ISO 20022 dictionary.
 *
 * @param name as in the dictionary: {@code Max35Text}, {@code ISODate}
 * @param complaint what is wrong with a value, as the end of a sentence that begins with the
 *     element's name; null if nothing is
 */
record DataType(String name, Function<String, @Nullable String> complaint) {
  private static final Pattern BIC =
      Pattern.compile("[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?");
  private static final Pattern LEI = Pattern.compile("[A-Z0-9]{18}[0-9]{2}");
  private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}");
  private static final Pattern UUID_V4 =
      Pattern.compile("[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}");
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{1,3}-[0-9()+\\-]{1,30}");
  private static final Pattern ALPHANUMERIC_4 = Pattern.compile("[a-zA-Z0-9]{4}");
  private static final Pattern NUMERIC_15 = Pattern.compile("[0-9]{1,15}");
  private static final Pattern NUMERIC_2 = Pattern.compile("[0-9]{2}");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)(Z|[+-][0-9]{2}:[0-9]{2})?");

  /** Longer than any decimal of the dictionary with sign, point and generous leading zeros. */
  private static final int DECIMAL_LENGTH_MAX = 40;

  private static final int OFFSET_HOURS_MAX = 14;

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** User-assigned in ISO 3166, and in use between banks. */
  private static final String KOSOVO = "XK";

  static final DataType BIC_FI = pattern("BICFIDec2014Identifier", BIC, "is not a BIC (ISO 9362)");
  static final DataType LEI_ID = pattern("LEIIdentifier", LEI, "is not an LEI (ISO 17442)");
  static final DataType UETR =
      pattern("UUIDv4Identifier", UUID_V4, "is not a version 4 UUID in lower case");
  static final DataType DATE_ISO = new DataType("ISODate", DataType::dateComplaint);
  static final DataType DATE_TIME = new DataType("ISODateTime", DataType::dateTimeComplaint);
  static final DataType TIME_ISO = new DataType("ISOTime", DataType::timeComplaint);
  static final DataType INDICATOR =
      new DataType(
          "YesNoIndicator",
          value ->
              Set.of("true", "false", "1", "0").contains(collapsed(value))
                  ? null
                  : "is neither true nor false");
  static final DataType BASE_64 = new DataType("Max10MbBinary", DataType::base64Complaint);
  static final DataType ACTIVE_CURRENCY =
      new DataType(
          "ActiveCurrencyCode",
          code -> Iso4217.isActive(code) ? null : "is not an active currency code (ISO 4217)");
  static final DataType CURRENCY =
      new DataType(
          "ActiveOrHistoricCurrencyCode",
          code -> Iso4217.isKnown(code) ? null : "is not a currency code (ISO 4217)");
  static final DataType IDENTIFIER = identifier();

  /** By the name that {@link DataTypes} uses. */
  static DataType named(String name) {
    return switch (name) {
      case "Identifier" -> IDENTIFIER;
      case "BICFIDec2014Identifier" -> BIC_FI;
      case "AnyBICDec2014Identifier" -> pattern(name, BIC, "is not a BIC (ISO 9362)");
      case "LEIIdentifier" -> LEI_ID;
      case "IBAN2007Identifier" -> new DataType(name, DataType::ibanComplaint);
      case "UUIDv4Identifier" -> UETR;
      case "CountryCode" ->
          new DataType(
              name,
              code ->
                  COUNTRIES.contains(code) || code.equals(KOSOVO)
                      ? null
                      : "is not a country code (ISO 3166-1 alpha-2)");
      case "ActiveOrHistoricCurrencyCode" -> CURRENCY;
      case "PhoneNumber" -> pattern(name, PHONE, "is not a phone number like +49-30123456");
      case "Exact4AlphaNumericText" ->
          pattern(name, ALPHANUMERIC_4, "does not have exactly 4 letters or digits");
      case "Max15NumericText" -> pattern(name, NUMERIC_15, "does not have 1 to 15 digits");
      case "Exact2NumericText" -> pattern(name, NUMERIC_2, "does not have exactly 2 digits");
      case "DecimalNumber" -> decimal(name, 18, 17);
      case "Number" -> decimal(name, 18, 0);
      case "BaseOneRate", "PercentageRate" -> decimal(name, 11, 10);
      default -> text(name);
    };
  }

  static DataType code(String name, Set<String> values) {
    return new DataType(
        name,
        value ->
            values.contains(value)
                ? null
                : "is none of " + String.join(", ", new java.util.TreeSet<>(values)));
  }

  /**
   * Total digits count without leading zeros and without trailing zeros of the fraction (XML Schema
   * 1.0, 4.3.11).
   */
  static DataType decimal(String name, int totalDigits, int fractionDigits) {
    return new DataType(
        name,
        value -> {
          String text = collapsed(value);
          if (!DECIMAL.matcher(text).matches()) return "is not a decimal number";
          if (text.length() > DECIMAL_LENGTH_MAX) return "has more than " + totalDigits + " digits";
          BigDecimal number = new BigDecimal(text).stripTrailingZeros();
          if (Math.max(number.scale(), 0) > fractionDigits)
            return "has more than " + fractionDigits + " fraction digits";
          if (Math.max(number.precision(), number.precision() - number.scale()) > totalDigits) {
            return "has more than " + totalDigits + " digits";
          }
          return null;
        });
  }

  /** XML Schema: whitespace around numbers, dates and booleans does not belong to the value. */
  static String collapsed(String value) {
    int start = 0;
    int end = value.length();
    while (start < end && isXmlSpace(value.charAt(start))) start++;
    while (end > start && isXmlSpace(value.charAt(end - 1))) end--;
    return value.substring(start, end);
  }

  private static boolean isXmlSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static DataType pattern(String name, Pattern pattern, String complaint) {
    return new DataType(name, value -> pattern.matcher(value).matches() ? null : complaint);
  }

  /** {@code Max35Text} and its kin: the length is in the name. */
  private static DataType text(String name) {
    int lengthMax =
        Integer.parseInt(name.substring("Max".length(), name.length() - "Text".length()));
    return new DataType(name, value -> textComplaint(value, lengthMax));
  }

  /**
   * A reference is compared character by character along the chain, so nothing invisible may be in
   * it.
   */
  private static DataType identifier() {
    return new DataType(
        "Max35Text",
        value -> {
          if (value.codePoints().anyMatch(DataType::isInvisible))
            return "holds a control or invisible character";
          if (!value.isBlank() && !value.strip().equals(value))
            return "begins or ends with a space";
          return textComplaint(value, 35);
        });
  }

  private static @Nullable String textComplaint(String value, int lengthMax) {
    if (value.isBlank()) return "is empty";
    if (value.codePointCount(0, value.length()) > lengthMax)
      return "has more than " + lengthMax + " characters";
    if (value
        .codePoints()
        .anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')) {
      return "holds a control character";
    }
    return null;
  }

  private static boolean isInvisible(int c) {
    boolean oddSpace = Character.isSpaceChar(c) && c != ' ';
    return oddSpace || Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
  }

  private static @Nullable String ibanComplaint(String value) {
    if (!IBAN.matcher(value).matches()) return "is not an IBAN (ISO 13616)";
    try {
      IbanUtil.validate(value);
      return null;
    } catch (Iban4jException e) {
      return "is not a valid IBAN: its country, length or check digits are wrong (ISO 13616)";
    }
  }

  private static @Nullable String dateComplaint(String value) {
    return isDate(collapsed(value)) ? null : "is not a date of the calendar, written YYYY-MM-DD";
  }

  private static @Nullable String timeComplaint(String value) {
    return isTime(collapsed(value))
        ? null
        : "is not a time, written hh:mm:ss with an optional offset";
  }

  private static @Nullable String dateTimeComplaint(String value) {
    String text = collapsed(value);
    int t = text.indexOf('T');
    boolean valid = t > 0 && isDate(text.substring(0, t)) && isTime(text.substring(t + 1));
    return valid
        ? null
        : "is not a date and time of the calendar, written YYYY-MM-DDThh:mm:ss with an optional offset";
  }

  private static boolean isDate(String text) {
    if (!DATE.matcher(text).matches() || text.startsWith("0000")) return false;
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) return false;
    try {
      LocalTime.parse(time.group(1));
      String offset = time.group(2);
      return offset == null
          || Math.abs(ZoneOffset.of(offset).getTotalSeconds()) <= OFFSET_HOURS_MAX * 3600;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static @Nullable String base64Complaint(String value) {
    try {
      Base64.getMimeDecoder().decode(value);
      return value.isBlank() ? "is empty" : null;
    } catch (IllegalArgumentException e) {
      return "is not Base64";
    }
  }
}
