package org.rahdari.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A network of validators in one process and on one thread: their software as it ships, on real
 * files, over a network, disks and clocks that do what a seed says. One seed gives one run, event
 * by event.
 *
 * <p>In place of Ratis stands a model of an ordered log, and signatures travel without HTTP; what
 * is above is the product. So it says nothing of Ratis itself: that is for the tests that run it.
 */
public final class Simulation {
  private static final Path MEMORY = Path.of("/dev/shm");

  private Simulation() {}

  /**
   * Runs the network of a seed.
   *
   * @throws FailedRun when a law is broken
   */
  public static Outcome run(long seed) {
    return run(seed, Flaws.NONE);
  }

  static Outcome run(long seed, Flaws flaws) {
    try {
      Path folder = folder();
      try {
        return run(seed, folder, flaws);
      } finally {
        remove(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome run(long seed, Path folder, Flaws flaws) throws IOException {
    World world = new World(seed, folder, flaws);
    try {
      return world.run(seed);
    } catch (RuntimeException e) {
      throw new FailedRun(seed, world.steps(), world.trace().last(), e);
    } finally {
      world.close();
    }
  }

  /** How somebody lies in the network of a seed. */
  static Liar.Way way(long seed) {
    return new World(seed, MEMORY, Flaws.NONE).liar().way();
  }

  private static Path folder() throws IOException {
    boolean memory = Files.isDirectory(MEMORY) && Files.isWritable(MEMORY);
    return memory
        ? Files.createTempDirectory(MEMORY, "rahdari-simulation")
        : Files.createTempDirectory("rahdari-simulation");
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
  }
}
