package org.rahdari.transparency;

import java.io.IOException;
import java.nio.file.Path;

/** A file of the log does not hold what it has to; says which file and where. */
public final class DamagedLogException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Path file;
  private final long offset;

  DamagedLogException(Path file, long offset, String what) {
    super(file + " at byte " + offset + ": " + what);
    this.file = file;
    this.offset = offset;
  }

  public Path file() {
    return file;
  }

  /** Bytes from the start of the file. */
  public long offset() {
    return offset;
  }
}
