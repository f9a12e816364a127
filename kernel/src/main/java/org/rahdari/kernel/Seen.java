package org.rahdari.kernel;

import java.util.Comparator;
import org.rahdari.codec.Id;

/**
 * An envelope that was executed, remembered until it could not be executed again.
 *
 * @param validUntilMillis of the envelope
 * @param party who signed it
 * @param id of the envelope
 */
record Seen(long validUntilMillis, int party, Id id) implements Comparable<Seen> {
  private static final Comparator<Seen> ORDER =
      Comparator.comparingLong(Seen::validUntilMillis)
          .thenComparingInt(Seen::party)
          .thenComparing(Seen::id);

  static Seen of(Header header) {
    return new Seen(header.validUntilMillis(), header.party(), header.id());
  }

  @Override
  public int compareTo(Seen other) {
    return ORDER.compare(this, other);
  }
}
