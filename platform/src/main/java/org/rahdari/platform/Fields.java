package org.rahdari.platform;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.springframework.http.HttpStatus;

/**
 * The fields of an object in a request: read exactly, or refused by name.
 *
 * @param pointer where the object is in the body (RFC 6901)
 */
record Fields(String pointer) {
  private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,18}");
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  /** An id that has to be there. */
  Id id(String field, @Nullable String text) {
    return parse(field, given(field, text));
  }

  /** An id, or {@link Id#NONE} where it is left out. */
  Id idOrNone(String field, @Nullable String text) {
    return text == null ? Id.NONE : parse(field, text);
  }

  private Id parse(String field, String text) {
    try {
      return Id.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(field, "an id is a UUID of 36 characters");
    }
  }

  /** A number of minor units: as text, since many readers of JSON round what passes 53 bits. */
  long minor(String field, String text) {
    return number(field, text, COUNT, "it is digits, a number of minor units of 63 bits at most");
  }

  /** A number of 64 bits, as text for the same reason; 0 where it is left out. */
  long number(String field, @Nullable String text) {
    return text == null ? 0 : number(field, text, NUMBER, "it is digits, a number of 64 bits");
  }

  private long number(String field, String text, Pattern form, String otherwise) {
    if (!form.matcher(text).matches()) throw wrong(field, otherwise);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(field, otherwise);
    }
  }

  /** The bits that the words mean. */
  int flags(String field, FlagWords words, @Nullable List<@Nullable String> given) {
    int flags = 0;
    for (String each : given == null ? List.<@Nullable String>of() : given) {
      int flag = words.flag(each);
      if (flag == 0) throw wrong(field, "its words are " + String.join(", ", words.all()));
      flags |= flag;
    }
    return flags;
  }

  <T> T given(String field, @Nullable T value) {
    if (value == null) throw wrong(field, "it is missing");
    return value;
  }

  Problem wrong(String field, String why) {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "field-not-allowed",
        "The field " + pointer + "/" + field + ": " + why + ".");
  }
}
