package org.rahdari.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * How many inputs a target was given, and how many of them it took: where hardly any is taken, the
 * fuzzing stops at the door.
 */
record Tally(String target, long inputs, long taken) {

  /** Writes a file of tallies, whole. */
  static void write(Path file, List<Tally> tallies) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, tallies.stream().map(Tally::line).toList());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Reads it back; a file that is not there yet has none. */
  static List<Tally> read(Path file) throws IOException {
    List<Tally> tallies = new ArrayList<>();
    if (!Files.exists(file)) return tallies;
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      tallies.add(new Tally(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return tallies;
  }

  private String line() {
    return target + " " + inputs + " " + taken;
  }

  /** For people. */
  @Override
  public String toString() {
    return String.format("%-18s %,12d inputs, %,12d taken", target, inputs, taken);
  }
}
