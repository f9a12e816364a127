package org.rahdari.replication;

import java.io.IOException;
import java.util.Optional;

/** A node whose log a mirror follows. Nothing that it says is believed unseen. */
public interface LogSource {

  /**
   * Records of the log that follow each other, as {@link Replica#records} gives them.
   *
   * @param fromPosition the position of the first
   * @return empty where there are none yet
   */
  byte[] records(long fromPosition) throws IOException;

  /** The last checkpoint that is final there: a note. */
  Optional<byte[]> checkpoint() throws IOException;
}
