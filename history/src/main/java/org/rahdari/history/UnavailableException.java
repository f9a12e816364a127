package org.rahdari.history;

import org.jspecify.annotations.Nullable;

/** History cannot be asked now: its index was damaged and is being made again from the log. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnavailableException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
