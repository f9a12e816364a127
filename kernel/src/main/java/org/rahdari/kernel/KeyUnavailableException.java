package org.rahdari.kernel;

/**
 * A key cannot sign now, for the reason that its one sentence says: the token that keeps it was
 * removed, say. The same may be signed later.
 */
public final class KeyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public KeyUnavailableException(String sentence) {
    super(sentence);
  }
}
