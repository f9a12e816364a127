package org.rahdari.kernel;

import java.util.List;

/**
 * One entry of the ordered log: envelopes that take effect together in time, or none at all (a
 * tick, ordered while a timer is due).
 *
 * @param position its place in the log, from 1, without gaps
 * @param stampMillis what the leader's clock said, in milliseconds since 1970; ledger time never
 *     runs back
 * @param envelopes at most {@link Kernel#ENVELOPES_PER_ENTRY_MAX}
 */
public record Entry(long position, long stampMillis, List<Sealed> envelopes) {
  public Entry {
    envelopes = List.copyOf(envelopes);
  }

  /** An entry of the binary forms of envelopes. */
  public static Entry of(long position, long stampMillis, List<byte[]> envelopes) {
    return new Entry(position, stampMillis, envelopes.stream().map(Sealed::of).toList());
  }
}
