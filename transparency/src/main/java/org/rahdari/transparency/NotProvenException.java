package org.rahdari.transparency;

/**
 * A proof does not prove what it is held against; the message is a sentence that says where.
 * Checked, so that nobody can take an answer from a proof without saying what happens without one.
 */
public final class NotProvenException extends Exception {
  private static final long serialVersionUID = 1;

  public NotProvenException(String sentence) {
    // Hostile input must not buy a stack walk.
    super(sentence, null, false, false);
  }

  /** The sentence that says where it fails. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
