package org.rahdari.iso20022;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rahdari.iso20022.Structure.Complex;
import org.rahdari.iso20022.Structure.Particle;
import org.rahdari.iso20022.Structure.Simple;

/** The structure comes from the library by reflection; this holds what we rely on. */
final class StructureTest {

  /**
   * A text without a data type would be a door without a lock: {@link Structure#type} throws there.
   */
  @Test
  void everyElementOfEveryMessageHasAType() {
    Set<Class<?>> seen = new HashSet<>();
    for (MessageKind kind : MessageKind.values()) visit(kind.model, seen);
    assertThat(seen).hasSizeGreaterThan(120);
  }

  private static void visit(Class<?> model, Set<Class<?>> seen) {
    if (!seen.add(model)) return;
    Structure.Type type = Structure.type(model);
    assertThat(type.any() || !type.particles().isEmpty()).as(type.name()).isTrue();
    if (type.choice()) assertThat(type.particles()).as(type.name()).noneMatch(Particle::required);
    for (Particle particle : type.particles()) {
      if (particle.content() instanceof Complex(Class<?> content)) visit(content, seen);
    }
  }

  @Test
  void enumerationsAreAsInXmlAndNotAsInJava() {
    Particle month =
        Structure.type(com.prowidesoftware.swift.model.mx.dic.TaxPeriod2.class).particles().stream()
            .filter(particle -> particle.name().equals("Tp"))
            .findFirst()
            .orElseThrow();
    DataType codes = ((Simple) month.content()).type();
    assertThat(codes.complaint().apply("MM04")).isNull();
    assertThat(codes.complaint().apply("MM_04")).isNotNull();
  }
}
