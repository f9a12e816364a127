package org.rahdari.outcome;

/**
 * Why something is refused: a constant of an enum, whose name goes into the result and never
 * changes its meaning.
 */
public interface Reason {

  /** The constant's name. */
  String name();
}
