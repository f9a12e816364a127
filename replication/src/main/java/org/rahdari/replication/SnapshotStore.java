package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The last snapshots, one file each. */
final class SnapshotStore {
  /** Snapshots that are kept. */
  static final int RETAINED = 2;

  private static final String NAME = "snapshot-%019d";

  private final Path directory;

  SnapshotStore(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
  }

  /** Writes a snapshot durably and removes those beyond the last {@link #RETAINED}. */
  void write(Snapshot snapshot) throws IOException {
    Disk.replace(directory.resolve(String.format(NAME, snapshot.position())), snapshot.encode());
    List<Path> files = newestFirst();
    for (Path old : files.subList(Math.min(RETAINED, files.size()), files.size())) {
      Files.delete(old);
    }
  }

  /**
   * The newest snapshot of a position up to the given one.
   *
   * @throws DamagedException if it is damaged
   * @throws RefusedException if it is of another format version
   */
  Optional<Snapshot> newest(long positionMax) throws IOException {
    for (Path file : newestFirst()) {
      if (position(file) <= positionMax) return Optional.of(read(file));
    }
    return Optional.empty();
  }

  private static Snapshot read(Path file) throws IOException {
    try {
      return Snapshot.decode(Files.readAllBytes(file));
    } catch (Snapshot.OtherVersion e) {
      throw new RefusedException(
          "The snapshot "
              + file
              + " is of format version "
              + e.version
              + ", and this software reads version "
              + Snapshot.VERSION
              + ".");
    } catch (IllegalArgumentException e) {
      throw new DamagedException(
          file,
          0,
          "the snapshot is damaged, " + e.getMessage(),
          "remove the file: the state is made again from an older snapshot or from the log");
    }
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> path.getFileName().toString().matches("snapshot-\\d{19}"))
          .sorted(Comparator.comparingLong(SnapshotStore::position).reversed())
          .toList();
    }
  }

  private static long position(Path file) {
    return Long.parseLong(file.getFileName().toString().substring(9));
  }
}
