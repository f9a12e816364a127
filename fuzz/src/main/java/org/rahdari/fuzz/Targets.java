package org.rahdari.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rahdari.replication.DiskTargets;

/** Every target. */
final class Targets {
  static final List<Target> ALL =
      Stream.of(
              KernelTargets.all(),
              TransparencyTargets.all(),
              DiskTargets.all(),
              MessageTargets.all(),
              NodeTargets.all())
          .flatMap(List::stream)
          .toList();

  private Targets() {}

  static Optional<Target> named(String name) {
    return ALL.stream().filter(target -> target.name().equals(name)).findFirst();
  }
}
