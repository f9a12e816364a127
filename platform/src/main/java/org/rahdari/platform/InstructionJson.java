package org.rahdari.platform;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.program.FourEyes;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any instruction of the programs as JSON, and back: a field for each component, ids as UUIDs,
 * hashes and bytes in hexadecimal, constants by name, numbers that pass 53 bits as text. What is
 * not known, is missing, or has another type is refused. The two people behind an instruction
 * ({@link FourEyes}) are no field: the desk puts them in.
 */
public final class InstructionJson {

  /** What a reader of JSON keeps exactly. */
  private static final long EXACT_MAX = 1L << 53;

  private static final int DEPTH_MAX = 8;
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  /** What these change has doors of its own. */
  private static final Set<String> NOT_HERE = Set.of("core", "charter");

  private final Catalogue catalogue;

  /** Of the instructions of a catalogue. */
  public InstructionJson(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Whether a program's instructions are read here. */
  boolean proposes(String program) {
    return !NOT_HERE.contains(program);
  }

  /** A component in words. */
  public record Line(String label, String value) {}

  /**
   * Reads an instruction.
   *
   * @throws Problem if it is none
   */
  public Record read(String program, String name, JsonNode body) {
    if (NOT_HERE.contains(program)) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "instruction-of-another-use",
          "Keys, members and programs are changed at their own addresses, and not here.");
    }
    Class<? extends Record> type =
        catalogue
            .instruction(program, name)
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "instruction-unknown",
                        "No program " + program + " has the instruction " + name + "."));
    Record instruction = (Record) record(type, body, "/body", 0);
    try {
      catalogue.item(instruction);
    } catch (IllegalArgumentException e) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "field-not-allowed",
          "A field of the instruction is too long: " + e.getMessage() + ".");
    }
    return instruction;
  }

  private static Object record(Class<?> type, JsonNode node, String pointer, int depth) {
    if (depth > DEPTH_MAX || !node.isObject()) throw wrong(pointer, "it is an object");
    RecordComponent[] components = type.getRecordComponents();
    Set<String> known =
        Stream.of(components)
            .filter(each -> each.getType() != FourEyes.class)
            .map(RecordComponent::getName)
            .collect(Collectors.toSet());
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) throw wrong(pointer + "/" + name, "there is no such field");
    }
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent each = components[i];
      values[i] =
          each.getType() == FourEyes.class
              ? FourEyes.NOBODY
              : value(
                  each.getGenericType(),
                  node.get(each.getName()),
                  pointer + "/" + each.getName(),
                  depth);
    }
    return make(type, values, pointer);
  }

  private static Object make(Class<?> type, Object[] values, String pointer) {
    try {
      Class<?>[] types =
          Stream.of(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw wrong(pointer, "its fields do not go together");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static Object value(Type type, @Nullable JsonNode node, String pointer, int depth) {
    if (node == null || node.isNull()) throw wrong(pointer, "it is missing");
    if (type == long.class || type == Long.class) return number(node, pointer);
    if (type == int.class || type == Integer.class) {
      if (!node.isIntegralNumber() || !node.canConvertToInt())
        throw wrong(pointer, "it is a whole number of 32 bits");
      return node.intValue();
    }
    if (type == boolean.class) {
      if (!node.isBoolean()) throw wrong(pointer, "it is true or false");
      return node.booleanValue();
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class)
      return list(list.getActualTypeArguments()[0], node, pointer, depth);
    if (type instanceof Class<?> c && isPlainRecord(c)) return record(c, node, pointer, depth + 1);
    return text(type, node, pointer);
  }

  private static boolean isPlainRecord(Class<?> type) {
    return type.isRecord() && type != Id.class && type != Hash32.class && type != Bytes.class;
  }

  private static List<Object> list(Type element, JsonNode node, String pointer, int depth) {
    if (!node.isArray()) throw wrong(pointer, "it is a list");
    List<Object> all = new ArrayList<>();
    for (JsonNode each : node) all.add(value(element, each, pointer + "/" + all.size(), depth + 1));
    return List.copyOf(all);
  }

  private static long number(JsonNode node, String pointer) {
    try {
      if (node.isIntegralNumber()
          && node.canConvertToLong()
          && Math.abs(node.longValue()) <= EXACT_MAX) return node.longValue();
      if (node.isString() && NUMBER.matcher(node.stringValue()).matches())
        return Long.parseLong(node.stringValue());
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw wrong(pointer, "it is a whole number of 64 bits, as text where it passes 53");
  }

  private static Object text(Type type, JsonNode node, String pointer) {
    if (!node.isString()) throw wrong(pointer, "it is text");
    String text = node.stringValue();
    if (type == String.class) return text;
    try {
      if (type == Id.class) return Id.parse(text);
      if (type == Hash32.class) return Hash32.of(HexFormat.of().parseHex(text));
      if (type == Bytes.class) return new Bytes(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw wrong(
          pointer, type == Id.class ? "an id is a UUID of 36 characters" : "it is hexadecimal");
    }
    if (type instanceof Class<?> c && c.isEnum()) return constant(c, text, pointer);
    throw new IllegalStateException(type + " has no form in JSON");
  }

  private static Object constant(Class<?> type, String name, String pointer) {
    for (Object each : type.getEnumConstants()) {
      if (((Enum<?>) each).name().equals(name)) return each;
    }
    String all =
        Stream.of(type.getEnumConstants())
            .map(each -> ((Enum<?>) each).name())
            .collect(Collectors.joining(", "));
    throw wrong(pointer, "it is one of " + all);
  }

  private static Problem wrong(String pointer, String why) {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "field-not-allowed",
        "The field " + pointer + ": " + why + ".");
  }

  /** Writes an instruction, as {@link #read} takes it. */
  public static ObjectNode write(Record instruction) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    for (RecordComponent each : instruction.getClass().getRecordComponents()) {
      if (each.getType() != FourEyes.class)
        node.set(each.getName(), node(component(instruction, each)));
    }
    return node;
  }

  private static JsonNode node(Object value) {
    var nodes = JsonMapper.shared().getNodeFactory();
    return switch (value) {
      case Long number ->
          Math.abs(number) <= EXACT_MAX && number != Long.MIN_VALUE
              ? nodes.numberNode(number)
              : nodes.stringNode(number.toString());
      case Integer number -> nodes.numberNode(number);
      case Boolean truth -> nodes.booleanNode(truth);
      case Enum<?> constant -> nodes.stringNode(constant.name());
      case List<?> list -> {
        ArrayNode all = nodes.arrayNode();
        list.forEach(each -> all.add(node(each)));
        yield all;
      }
      case Record nested when isPlainRecord(nested.getClass()) -> write(nested);
      default -> nodes.stringNode(value.toString());
    };
  }

  private static Object component(Record of, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(of.getClass() + " cannot be read", e);
    }
  }

  /** Whether two people have to stand behind it. */
  static boolean needsTwo(Record instruction) {
    return Stream.of(instruction.getClass().getRecordComponents())
        .anyMatch(each -> each.getType() == FourEyes.class);
  }

  /** The same instruction with these two people, wherever it has room for them. */
  public static Record with(Record instruction, FourEyes people) {
    RecordComponent[] components = instruction.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    boolean room = false;
    for (int i = 0; i < components.length; i++) {
      boolean here = components[i].getType() == FourEyes.class;
      room |= here;
      values[i] = here ? people : component(instruction, components[i]);
    }
    return room ? (Record) make(instruction.getClass(), values, "") : instruction;
  }

  /** What is in an instruction, for people. */
  public static List<Line> lines(JsonNode body) {
    List<Line> lines = new ArrayList<>();
    add(lines, "", body);
    return lines;
  }

  private static void add(List<Line> lines, String label, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              each ->
                  add(
                      lines,
                      label.isEmpty() ? words(each.getKey()) : label + " · " + words(each.getKey()),
                      each.getValue()));
    } else if (node.isArray()) {
      int number = 0;
      for (JsonNode each : node) add(lines, label + " " + ++number, each);
      if (number == 0) lines.add(new Line(label, "none"));
    } else {
      lines.add(new Line(label, node.asString()));
    }
  }

  /** {@code amountMinor} is Amount minor. */
  static String words(String name) {
    String spaced = name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return spaced.substring(0, 1).toUpperCase(Locale.ROOT) + spaced.substring(1);
  }
}
