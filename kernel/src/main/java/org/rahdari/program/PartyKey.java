package org.rahdari.program;

import org.rahdari.codec.Hash32;

/**
 * A key that an institution signs with.
 *
 * @param party whose
 * @param number names it among the party's keys, from 1
 * @param publicKey Ed25519 (RFC 8032)
 * @param addedAtMillis ledger time from which it counts, 0 for a key of the genesis
 * @param revokedAtMillis ledger time from which it no longer counts, {@link Long#MAX_VALUE} while
 *     it does
 */
public record PartyKey(
    int party, int number, Hash32 publicKey, long addedAtMillis, long revokedAtMillis) {

  /** A key that counts from the start. */
  public PartyKey(int party, int number, Hash32 publicKey) {
    this(party, number, publicKey, 0, Long.MAX_VALUE);
  }

  /** Its place in the table of keys. */
  public static long place(int party, int number) {
    return ((long) party << 32) | Integer.toUnsignedLong(number);
  }

  /** Its place in the table of keys. */
  public long place() {
    return place(party, number);
  }

  /** Whether it counts at a ledger time. */
  public boolean countsAt(long timeMillis) {
    return revokedAtMillis > timeMillis;
  }
}
