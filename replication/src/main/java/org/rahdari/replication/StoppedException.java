package org.rahdari.replication;

/**
 * The replica no longer runs; the message says why. Whether an envelope that was under way took
 * effect is known after the next start: submitting it again is safe, it has effect once.
 */
public final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoppedException(String sentence) {
    super(sentence);
  }
}
