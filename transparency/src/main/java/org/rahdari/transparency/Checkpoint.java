package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;

/**
 * What validators sign: the root of a log at one size (C2SP tlog-checkpoint). Our log writes no
 * extension lines and this parser accepts none.
 *
 * @param origin the log's name
 * @param size leaves
 */
public record Checkpoint(String origin, long size, Hash root) {
  public static final int ORIGIN_BYTES_MAX = 255;

  public Checkpoint {
    if (!isOrigin(origin)) {
      throw new IllegalArgumentException("'" + origin + "' cannot name a log.");
    }
    if (size < 0) throw new IllegalArgumentException("A log has no negative size: " + size + ".");
  }

  /** Three lines, each ended by a newline. */
  public String toText() {
    return origin + "\n" + size + "\n" + root + "\n";
  }

  public static Checkpoint parse(String text) throws MalformedException {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw new MalformedException("checkpoint does not have exactly three lines");
    }
    if (!isOrigin(lines[0])) throw new MalformedException("checkpoint has no valid origin");
    long size = Canonical.decimal(lines[1], "checkpoint size");
    Hash root = Hash.parse(lines[2], "checkpoint root");
    return new Checkpoint(lines[0], size, root);
  }

  static boolean isOrigin(String origin) {
    return !origin.isEmpty()
        && Canonical.isLine(origin)
        && origin.getBytes(StandardCharsets.UTF_8).length <= ORIGIN_BYTES_MAX;
  }
}
