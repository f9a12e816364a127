package org.rahdari.iso20022;

import jakarta.xml.bind.annotation.XmlAnyElement;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlEnumValue;
import jakarta.xml.bind.annotation.XmlValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may stand where, read by reflection from the annotated model classes of Prowide (their
 * fields are in the order of the schema). The annotations lose three things that we put back: that
 * a type named {@code …Choice} takes exactly one of its elements; the length and pattern of a text
 * ({@link DataTypes}); and how often at most an element repeats.
 */
final class Structure {
  private Structure() {}

  /** The content of a complex element: a type of the dictionary. */
  record Type(
      String name,
      boolean choice,
      boolean any,
      List<Particle> particles,
      Map<String, Integer> positions) {}

  /** One element that may stand in a type. */
  record Particle(String name, boolean required, int occurrencesMax, Content content) {}

  sealed interface Content {}

  record Complex(Class<?> model) implements Content {}

  record Simple(DataType type) implements Content {}

  record Money(DataType value, DataType currency) implements Content {}

  private static final Pattern CHOICE = Pattern.compile(".*Choice[0-9]*");

  private static final ClassValue<Type> TYPES =
      new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> model) {
          return typeOf(model);
        }
      };

  static Type type(Class<?> model) {
    return TYPES.get(model);
  }

  private static Type typeOf(Class<?> model) {
    String typeName = model.getSimpleName();
    List<Particle> particles = new ArrayList<>();
    Map<String, Integer> positions = new HashMap<>();
    boolean any = false;
    for (Field field : model.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) continue;
      XmlElement element = field.getAnnotation(XmlElement.class);
      if (element == null) {
        any |= field.isAnnotationPresent(XmlAnyElement.class);
        continue;
      }
      positions.put(element.name(), particles.size());
      particles.add(particle(typeName, element, field));
    }
    boolean choice = CHOICE.matcher(typeName).matches();
    return new Type(typeName, choice, any, List.copyOf(particles), Map.copyOf(positions));
  }

  private static Particle particle(String typeName, XmlElement element, Field field) {
    boolean list = field.getGenericType() instanceof ParameterizedType;
    Class<?> value =
        field.getGenericType() instanceof ParameterizedType parameterized
            ? (Class<?>) parameterized.getActualTypeArguments()[0]
            : field.getType();
    int occurrencesMax = list ? DataTypes.occurrencesMax(element.name()) : 1;
    return new Particle(
        element.name(),
        element.required(),
        occurrencesMax,
        content(typeName, element.name(), value));
  }

  private static Content content(String typeName, String elementName, Class<?> value) {
    if (value.isEnum()) return new Simple(DataType.code(value.getSimpleName(), enumValues(value)));
    if (value == LocalDate.class) return new Simple(DataType.DATE_ISO);
    if (value == OffsetDateTime.class) return new Simple(DataType.DATE_TIME);
    if (value == OffsetTime.class) return new Simple(DataType.TIME_ISO);
    if (value == Boolean.class) return new Simple(DataType.INDICATOR);
    if (value == byte[].class) return new Simple(DataType.BASE_64);
    if (value == String.class || value == BigDecimal.class) {
      DataType type = DataTypes.of(typeName, elementName);
      if (type == null)
        throw new IllegalStateException("no data type for " + typeName + "/" + elementName);
      return new Simple(type);
    }
    if (isMoney(value)) {
      boolean active = value.getSimpleName().equals("ActiveCurrencyAndAmount");
      return new Money(
          DataType.decimal(value.getSimpleName(), 18, 5),
          active ? DataType.ACTIVE_CURRENCY : DataType.CURRENCY);
    }
    return new Complex(value);
  }

  private static boolean isMoney(Class<?> value) {
    for (Field field : value.getDeclaredFields())
      if (field.isAnnotationPresent(XmlValue.class)) return true;
    return false;
  }

  /** Some constants are named otherwise in Java than in XML: {@code MM_01} is {@code MM01}. */
  private static Set<String> enumValues(Class<?> enumeration) {
    Set<String> values = new HashSet<>();
    for (Field field : enumeration.getDeclaredFields()) {
      if (!field.isEnumConstant()) continue;
      XmlEnumValue value = field.getAnnotation(XmlEnumValue.class);
      values.add(value == null ? field.getName() : value.value());
    }
    return values;
  }

  static @Nullable Particle find(Type type, String element) {
    Integer position = type.positions().get(element);
    return position == null ? null : type.particles().get(position);
  }
}
