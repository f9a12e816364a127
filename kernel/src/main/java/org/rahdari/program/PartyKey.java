package org.rahdari.program;

import org.rahdari.codec.Hash32;

/**
 * A key that an institution signs with.
 *
 * @param party whose
 * @param number names it among the party's keys, from 1
 * @param publicKey Ed25519 (RFC 8032)
 * @param revokedAtMillis ledger time from which it no longer counts, {@link Long#MAX_VALUE} while
 *     it does
 */
public record PartyKey(int party, int number, Hash32 publicKey, long revokedAtMillis) {

  /** Its place in the table of keys. */
  public static long place(int party, int number) {
    return ((long) party << 32) | Integer.toUnsignedLong(number);
  }

  /** Its place in the table of keys. */
  public long place() {
    return place(party, number);
  }
}
