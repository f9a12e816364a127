package org.rahdari.iso20022;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.Structure.Complex;
import org.rahdari.iso20022.Structure.Money;
import org.rahdari.iso20022.Structure.Particle;
import org.rahdari.iso20022.Structure.Simple;
import org.rahdari.iso20022.Structure.Type;

/**
 * Walks a message beside its {@link Structure} and names the first thing that is wrong, in the
 * message's own order.
 */
final class Validation {
  private static final String XSI = "{http://www.w3.org/2001/XMLSchema-instance}";

  /** A sender's hint where a schema may be found; nobody fetches it. */
  private static final Set<String> SCHEMA_HINTS =
      Set.of(XSI + "schemaLocation", XSI + "noNamespaceSchemaLocation");

  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private final String namespace;

  private Validation(String namespace) {
    this.namespace = namespace;
  }

  /** The Document holds one element, of the model's type. */
  static @Nullable Violation check(Element document, String bodyName, Class<?> model) {
    Particle body = new Particle(bodyName, true, 1, new Complex(model));
    Type documentType =
        new Type("Document", false, false, List.of(body), java.util.Map.of(bodyName, 0));
    return new Validation(document.namespace).complex(document, documentType);
  }

  private @Nullable Violation complex(Element element, Type type) {
    Violation attribute = noAttributes(element);
    if (attribute != null) return attribute;
    if (!DataType.collapsed(element.text()).isEmpty()) {
      return at(
          element.path(), "NoTextHere", element.name + " holds text between its elements.", "FF01");
    }
    if (type.any()) return exactlyOneOfAnything(element);

    int position = 0;
    int occurrences = 0;
    for (Element child : element.children) {
      Integer found = child.namespace.equals(namespace) ? type.positions().get(child.name) : null;
      if (found == null) {
        return at(child.path(), "UnknownElement", element.name + " has no such element.", "CH17");
      }
      Violation place = type.choice() ? null : order(element, child, type, position, found);
      if (place != null) return place;
      occurrences = found == position ? occurrences + 1 : 1;
      position = found;
      Particle particle = type.particles().get(found);
      if (occurrences > particle.occurrencesMax()) {
        return at(child.path(), "ElementRepeated", timesAtMost(particle), "CH17");
      }
      if (type.choice() && !child.name.equals(element.children.getFirst().name)) {
        return at(
            child.path(),
            "ChoiceOfOne",
            element.name + " takes only one of " + names(type) + ".",
            "CH17");
      }
      Violation inside = content(child, particle);
      if (inside != null) return inside;
    }
    if (type.choice() && element.children.isEmpty()) {
      return at(
          element.path(),
          "ChoiceOfOne",
          element.name + " needs one of " + names(type) + ".",
          "CH21");
    }
    return missing(element, type);
  }

  private @Nullable Violation order(
      Element parent, Element child, Type type, int position, int found) {
    if (found < position) {
      String before = type.particles().get(position).name();
      boolean twice =
          parent.children.stream()
              .takeWhile(e -> e != child)
              .anyMatch(e -> e.name.equals(child.name));
      if (twice && type.particles().get(found).occurrencesMax() == 1) {
        return at(
            child.path(), "ElementRepeated", timesAtMost(type.particles().get(found)), "CH17");
      }
      return at(
          child.path(),
          "ElementOrder",
          child.name + " stands before " + before + ", not after it.",
          "FF01");
    }
    return null;
  }

  private static @Nullable Violation missing(Element element, Type type) {
    for (Particle particle : type.particles()) {
      if (particle.required() && !element.has(particle.name())) {
        return at(
            element.path(particle.name()),
            "RequiredElement",
            element.name + " needs " + particle.name() + ".",
            ReasonCodes.ofMissing(element, particle.name()));
      }
    }
    return null;
  }

  private static @Nullable Violation exactlyOneOfAnything(Element element) {
    if (element.children.size() == 1) return null;
    return at(
        element.path(), "RequiredElement", element.name + " holds exactly one element.", "FF01");
  }

  private @Nullable Violation content(Element element, Particle particle) {
    return switch (particle.content()) {
      case Complex(Class<?> model) -> complex(element, Structure.type(model));
      case Simple(DataType type) -> {
        Violation shape = noAttributes(element);
        yield shape != null ? shape : simple(element, type);
      }
      case Money money -> money(element, money);
    };
  }

  private static @Nullable Violation simple(Element element, DataType type) {
    if (!element.children.isEmpty()) {
      Element child = element.children.getFirst();
      return at(
          child.path(), "UnknownElement", element.name + " holds a value, not elements.", "CH17");
    }
    String complaint = type.complaint().apply(element.text());
    return complaint == null
        ? null
        : at(
            element.path(),
            type.name(),
            element.name + " " + complaint + ".",
            ReasonCodes.ofMalformed(element, type));
  }

  private static @Nullable Violation money(Element element, Money money) {
    for (String attribute : element.attributes.keySet()) {
      if (!attribute.equals("Ccy")) return unknownAttribute(element, attribute);
    }
    String currency = element.attributes.get("Ccy");
    String currencyPath = element.path("@Ccy");
    if (currency == null) {
      return at(
          currencyPath, "RequiredAttribute", element.name + " needs a currency, Ccy.", "AM11");
    }
    String complaint = money.currency().complaint().apply(currency);
    if (complaint != null) {
      return at(
          currencyPath,
          money.currency().name(),
          "The currency of " + element.name + " " + complaint + ".",
          "AM11");
    }
    Violation value = simple(element, money.value());
    if (value != null) return value;

    String text = DataType.collapsed(element.text());
    if (text.startsWith("-") && new BigDecimal(text).signum() < 0) {
      return at(element.path(), money.value().name(), element.name + " is below zero.", "AM12");
    }
    if (!Iso4217.hasMinorUnit(currency)) {
      return at(
          currencyPath, "CurrencyAmount", currency + " has no minor unit in ISO 4217.", "AM03");
    }
    int digits = Iso4217.minorDigits(currency);
    if (fractionDigits(text) > digits) {
      return at(
          element.path(),
          "CurrencyAmount",
          element.name
              + " has more fraction digits than "
              + currency
              + ", which has "
              + digits
              + ".",
          "CH20");
    }
    if (new BigDecimal(text).movePointRight(digits).compareTo(LONG_MAX) > 0) {
      return at(
          element.path(),
          "AmountLimit",
          element.name + " exceeds " + Long.MAX_VALUE + " minor units.",
          "AM12");
    }
    return null;
  }

  /** As written: 100.00 JPY claims a precision that the yen has not. */
  private static int fractionDigits(String decimal) {
    int point = decimal.indexOf('.');
    return point < 0 ? 0 : decimal.length() - point - 1;
  }

  private static @Nullable Violation noAttributes(Element element) {
    for (String attribute : element.attributes.keySet()) {
      if (!SCHEMA_HINTS.contains(attribute)) return unknownAttribute(element, attribute);
    }
    return null;
  }

  private static Violation unknownAttribute(Element element, String attribute) {
    String local = attribute.substring(attribute.lastIndexOf('}') + 1);
    return at(
        element.path("@" + local),
        "UnknownAttribute",
        element.name + " has no such attribute.",
        "CH17");
  }

  private static String timesAtMost(Particle particle) {
    return particle.name()
        + " occurs at most "
        + particle.occurrencesMax()
        + (particle.occurrencesMax() == 1 ? " time." : " times.");
  }

  private static String names(Type type) {
    return String.join(", ", type.particles().stream().map(Particle::name).toList());
  }

  private static Violation at(String path, String rule, String sentence, String reasonCode) {
    return new Violation(path, rule, sentence, reasonCode);
  }
}
