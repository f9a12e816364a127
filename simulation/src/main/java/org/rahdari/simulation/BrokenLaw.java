package org.rahdari.simulation;

/** Something does not hold that has to. */
public final class BrokenLaw extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Law law;

  BrokenLaw(Law law, String sentence) {
    super(law.sentence() + ": " + sentence);
    this.law = law;
  }

  /** Which one. */
  public Law law() {
    return law;
  }

  static void unless(boolean holds, Law law, String sentence) {
    if (!holds) throw new BrokenLaw(law, sentence);
  }
}
