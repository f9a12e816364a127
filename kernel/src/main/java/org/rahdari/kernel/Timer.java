package org.rahdari.kernel;

import java.util.Comparator;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Max;

/**
 * Something a program asked to be told.
 *
 * @param dueMillis ledger time from which it fires
 * @param number in the order of setting, from 1
 * @param program whose
 * @param kind the number of the record's type
 * @param body the record's binary form
 */
record Timer(long dueMillis, long number, int program, int kind, @Max(4_096) Bytes body) {

  Place place() {
    return new Place(dueMillis, number);
  }

  /** Its place in the order of firing. */
  record Place(long dueMillis, long number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparingLong(Place::dueMillis).thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }
}
