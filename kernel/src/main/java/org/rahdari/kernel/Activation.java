package org.rahdari.kernel;

import org.rahdari.program.Program;

/**
 * A version of a program that was put in force after the start.
 *
 * @param number from 1, in their order
 * @param program {@link org.rahdari.program.Program#number}
 * @param version of its behaviour
 * @param position of the last entry that the version before executed
 * @param timeMillis ledger time of that entry
 */
public record Activation(int number, int program, int version, long position, long timeMillis) {

  /**
   * Whether there may be a version of a program of that number some day, in whatever software. The
   * kernel's own instructions have one version: no software brings another.
   */
  public static boolean possible(int program) {
    return program > Core.NUMBER && program <= Program.NUMBER_MAX;
  }
}
