package org.rahdari.platform;

/** What a system makes of the letters that other members' nodes bring. */
public interface LetterReader {

  /** Whether letters of this name are its own. */
  boolean reads(String name);

  /**
   * Judges a letter before it is filed: it comes from a member, and may say anything.
   *
   * @param letter as it would lie in the receiver's vault; its sender is whose certificate it came
   *     with
   * @throws Problem if it cannot be taken; with a status of 500 or above it is brought again
   */
  void judge(Letter letter);

  /** Acts on a letter that is in the vault, once or more often. */
  void filed(Letter letter);
}
