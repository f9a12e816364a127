package org.rahdari.program;

/**
 * What a party may do, and when.
 *
 * @param party whose
 * @param kind what
 * @param fromMillis the first instant
 * @param untilMillis the instant after the last
 */
public record Mandate(int party, MandateKind kind, long fromMillis, long untilMillis) {

  /** Its place in the table of mandates. */
  public static long place(int party, MandateKind kind) {
    return ((long) party << 32) | kind.number();
  }

  /** Its place in the table of mandates. */
  public long place() {
    return place(party, kind);
  }

  /** Whether it holds at the time. */
  public boolean holdsAt(long timeMillis) {
    return fromMillis <= timeMillis && timeMillis < untilMillis;
  }
}
