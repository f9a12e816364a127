package org.rahdari.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder for what a decoder reads from disk. */
public final class Scratch {
  private static @Nullable Path root;

  private Scratch() {}

  /** From now on it is this folder, which somebody else removes. */
  static void use(Path folder) {
    root = folder;
  }

  /** An empty folder of that name; what was in it is removed. */
  public static synchronized Path empty(String name) throws IOException {
    Path folder = root().resolve(name);
    remove(folder);
    return Files.createDirectories(folder);
  }

  private static Path root() throws IOException {
    Path used = root;
    if (used != null) return used;
    Path temporary = Files.createTempDirectory("rahdari-fuzz");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> removeAtEnd(temporary)));
    root = temporary;
    return temporary;
  }

  private static void removeAtEnd(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
