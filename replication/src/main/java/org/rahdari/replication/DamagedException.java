package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.Path;

/** A file does not hold what it has to. The message names the place and says what to do. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Path file;
  private final long offset;

  DamagedException(Path file, long offset, String what, String whatToDo) {
    super(file + " at byte " + offset + ": " + what + "; " + whatToDo);
    this.file = file;
    this.offset = offset;
  }

  /** The damaged file. */
  public Path file() {
    return file;
  }

  /** Where the damage begins, in bytes from the start of the file. */
  public long offset() {
    return offset;
  }
}
