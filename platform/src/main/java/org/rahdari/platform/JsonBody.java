package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON of a request that moves money, read strictly: a field that is not known, or comes twice,
 * or has another type is refused rather than guessed at.
 */
final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .build();

  private final byte[] bytes;

  private JsonBody(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The body of a request.
   *
   * @throws Problem if it has more bytes
   */
  static JsonBody of(HttpServletRequest request, int bytesMax) throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(bytesMax + 1);
    if (bytes.length <= bytesMax) return new JsonBody(bytes);
    throw new Problem(
        HttpStatus.CONTENT_TOO_LARGE,
        "body-too-large",
        "A request has " + bytesMax + " bytes at most.");
  }

  /** Whether it is a list. */
  boolean isList() {
    for (byte each : bytes) {
      if (each == '[') return true;
      if (each != ' ' && each != '\t' && each != '\r' && each != '\n') return false;
    }
    return false;
  }

  /** One object. */
  <T> T one(Class<T> type) {
    return read(JSON.constructType(type));
  }

  /** A list of objects, or one that stands alone. */
  <T> List<T> oneOrMore(Class<T> type) {
    if (!isList()) return List.of(one(type));
    List<T> all = read(JSON.getTypeFactory().constructCollectionType(List.class, type));
    int missing = all.indexOf(null);
    if (missing < 0) return all;
    throw malformed("/" + missing, "there is nothing");
  }

  private <T> T read(JavaType type) {
    T read;
    try {
      read = JSON.readValue(bytes, type);
    } catch (UnrecognizedPropertyException e) {
      throw malformed(pointer(e), "there is no such field");
    } catch (DatabindException e) {
      throw malformed(pointer(e), "it is not what belongs there");
    } catch (InputCoercionException e) {
      throw malformed(line(e), "a number is out of its range");
    } catch (JacksonException e) {
      throw malformed(line(e), "it is not well-formed, or says a thing twice");
    }
    if (read == null) throw malformed("", "there is nothing");
    return read;
  }

  private static String line(JacksonException e) {
    return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
  }

  /** Where it was, by RFC 6901. */
  private static String pointer(JacksonException e) {
    StringBuilder pointer = new StringBuilder();
    for (JacksonException.Reference each : e.getPath()) {
      String name = each.getPropertyName();
      pointer.append('/').append(name == null ? String.valueOf(each.getIndex()) : name);
    }
    return pointer.toString();
  }

  private static Problem malformed(String where, String what) {
    String at = where.isEmpty() ? "" : ", at " + where;
    return new Problem(
        HttpStatus.BAD_REQUEST, "json-malformed", "The JSON" + at + ": " + what + ".");
  }
}
