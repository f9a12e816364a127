package org.rahdari.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run writes: a folder of its own, which it deletes. */
public record Folder(Path path) implements AutoCloseable {

  /** A fresh one in a folder that exists. */
  public static Folder in(Path parent) throws IOException {
    return new Folder(Files.createTempDirectory(parent, "rahdari-bench-"));
  }

  /** Whether it is kept in memory, where a flush means nothing. */
  public boolean inMemory() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.type().equals("tmpfs") || store.type().equals("ramfs");
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    delete(path);
  }
}
