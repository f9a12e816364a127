package org.rahdari.replication;

import java.io.IOException;

/** A replica does not start here; the message is one sentence that says why. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String sentence) {
    super(sentence);
  }

  RefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
