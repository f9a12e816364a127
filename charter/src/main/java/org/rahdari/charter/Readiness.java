package org.rahdari.charter;

/**
 * A validator's word that its node has the next version of a program.
 *
 * @param party whose
 * @param program {@link org.rahdari.program.Program#number}
 * @param version of its behaviour
 * @param sinceMillis ledger time
 */
public record Readiness(int party, int program, int version, long sinceMillis) {

  /** Its place in the table: of one program together. */
  static long place(int party, int program) {
    return ((long) program << 32) | Integer.toUnsignedLong(party);
  }

  long place() {
    return place(party, program);
  }
}
