package org.rahdari.platform;

/** Something that a person can mend: the message is one plain sentence that says what to do. */
public final class PlainFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PlainFailure(String sentence) {
    super(sentence);
  }

  public PlainFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
