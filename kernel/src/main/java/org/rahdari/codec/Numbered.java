package org.rahdari.codec;

/**
 * An enum constant whose binary form is a declared number, so that constants may be reordered and
 * added.
 */
public interface Numbered {

  /** The number that stands for this constant, 0 to 255, never reused. */
  int number();
}
