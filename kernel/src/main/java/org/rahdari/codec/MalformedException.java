package org.rahdari.codec;

/** The bytes are not the canonical form of what was to be read. */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedException(String why) {
    super(why, null, false, false);
  }
}
