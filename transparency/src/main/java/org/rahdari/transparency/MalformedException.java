package org.rahdari.transparency;

/**
 * Text or bytes from outside are not in their one canonical form; the message is a sentence that
 * names the line or field. Checked, so that no reader of foreign bytes can forget it.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedException(String sentence) {
    // Hostile input must not buy a stack walk.
    super(sentence, null, false, false);
  }

  /** The sentence that names the line or field. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
