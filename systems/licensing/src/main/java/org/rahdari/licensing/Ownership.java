package org.rahdari.licensing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.codec.Max;

/**
 * Who owns an applicant, through whom: the graph of an application.
 *
 * @param application whose
 * @param holdings its edges
 */
public record Ownership(Id application, @Max(Ownership.HOLDINGS_MAX) List<Holding> holdings) {

  /** Edges at most. */
  public static final int HOLDINGS_MAX = 128;

  /** A whole, in ten-thousandths. */
  public static final int WHOLE_BPS = 10_000;

  private static final BigInteger WHOLE = BigInteger.valueOf(WHOLE_BPS);

  /** Why these holdings are no graph of ownership, or null. */
  static @Nullable LicensingRefusal wrong(List<Holding> holdings) {
    SortedMap<Id, Long> owned = new TreeMap<>();
    SortedSet<Pair> pairs = new TreeSet<>();
    for (Holding each : holdings) {
      if (each.shareBps() <= 0) return LicensingRefusal.SHARE_NOT_POSITIVE;
      if (each.owner().isNone()) return LicensingRefusal.OWNERSHIP_CYCLE;
      if (!pairs.add(new Pair(each.owner(), each.owned()))) return LicensingRefusal.HOLDING_TWICE;
      long sum = owned.getOrDefault(each.owned(), 0L) + each.shareBps();
      if (sum > WHOLE_BPS) return LicensingRefusal.SHARES_EXCEED_WHOLE;
      owned.put(each.owned(), sum);
    }
    return cyclic(holdings) ? LicensingRefusal.OWNERSHIP_CYCLE : null;
  }

  private record Pair(Id owner, Id owned) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int byOwner = owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : owned.compareTo(other.owned);
    }
  }

  /** Takes away who owns nothing that is left, until nobody is left or all that are left do. */
  private static boolean cyclic(List<Holding> holdings) {
    List<Holding> left = new ArrayList<>(holdings);
    while (!left.isEmpty()) {
      SortedSet<Id> owned = new TreeSet<>();
      for (Holding each : left) owned.add(each.owned());
      int before = left.size();
      left.removeIf(each -> !owned.contains(each.owner()));
      if (left.size() == before) return true;
    }
    return false;
  }

  /**
   * What the owners who are owned by nobody hold of the applicant, through all ways together.
   *
   * @return ten-thousandths by owner, rounded down
   */
  public SortedMap<Id, Integer> beneficial() {
    SortedSet<Id> owned = new TreeSet<>();
    for (Holding each : holdings) owned.add(each.owned());
    SortedMap<Id, Integer> shares = new TreeMap<>();
    SortedMap<Id, Part> known = new TreeMap<>();
    for (Holding each : holdings) {
      if (owned.contains(each.owner())) continue;
      Part part = part(each.owner(), known);
      shares.put(each.owner(), part.over().multiply(WHOLE).divide(part.under()).intValueExact());
    }
    return shares;
  }

  /** A fraction. */
  private record Part(BigInteger over, BigInteger under) {
    static final Part NONE = new Part(BigInteger.ZERO, BigInteger.ONE);
    static final Part ALL = new Part(BigInteger.ONE, BigInteger.ONE);

    Part plus(Part other) {
      return of(
          over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under));
    }

    Part times(int shareBps) {
      return of(over.multiply(BigInteger.valueOf(shareBps)), under.multiply(WHOLE));
    }

    private static Part of(BigInteger over, BigInteger under) {
      BigInteger common = over.gcd(under);
      return new Part(over.divide(common), under.divide(common));
    }
  }

  /** What somebody holds of the applicant; nothing is counted twice, since there is no cycle. */
  private Part part(Id owner, SortedMap<Id, Part> known) {
    if (owner.isNone()) return Part.ALL;
    Part before = known.get(owner);
    if (before != null) return before;
    Part sum = Part.NONE;
    for (Holding each : holdings)
      if (each.owner().equals(owner))
        sum = sum.plus(part(each.owned(), known).times(each.shareBps()));
    known.put(owner, sum);
    return sum;
  }
}
