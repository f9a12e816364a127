package org.rahdari.fuzz;

/** A decoder took bytes that it had to refuse, or made something else of them. */
public final class BrokenLaw extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BrokenLaw(String law) {
    super(law);
  }
}
