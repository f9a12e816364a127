package org.rahdari.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A machine's clock, which can be set: libfaketime between a process and the kernel's. */
final class Clock {
  private final Path library;
  private final Path offset;

  private Clock(Path library, Path offset) {
    this.library = library;
    this.offset = offset;
  }

  /**
   * Makes one that is right.
   *
   * @param offset the file that says by how much it is wrong
   */
  static Clock make(Path library, Path offset) throws IOException {
    Clock clock = new Clock(library, offset);
    clock.set(0);
    return clock;
  }

  /** Debian's libfaketime; empty where it is not installed. */
  static Optional<Path> library() throws IOException {
    Path libraries = Path.of("/usr/lib");
    try (Stream<Path> found =
        Files.find(libraries, 3, (path, a) -> path.endsWith("faketime/libfaketime.so.1"))) {
      return found.findFirst();
    }
  }

  /** What starts a program that goes by it. */
  List<String> within() {
    return List.of(
        "env",
        "LD_PRELOAD=" + library,
        "FAKETIME_TIMESTAMP_FILE=" + offset,
        "FAKETIME_CACHE_DURATION=1",
        // How long something takes is not asked of this clock.
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        // Nor how long somebody waits: with its own remedy each timed wait of a JVM would end at
        // once.
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
        "NO_FAKE_STAT=1");
  }

  /** Sets it ahead of the true time. */
  void set(int secondsAhead) throws IOException {
    // A reader finds the old file or the new one, and no half.
    Path fresh = offset.resolveSibling(offset.getFileName() + ".fresh");
    Files.writeString(fresh, "+" + secondsAhead + "\n");
    Files.move(fresh, offset, StandardCopyOption.ATOMIC_MOVE);
  }
}
