package org.rahdari.transparency;

import java.util.List;

/** How a signed checkpoint's standing is said to people. */
final class Finality {
  private Finality() {}

  /** {@code final by 3 of 4}, or {@code final by 3 of 4, witnessed by 1}. */
  static String of(List<String> signedBy, int n, List<String> witnessedBy) {
    String signed = "final by " + signedBy.size() + " of " + n;
    return witnessedBy.isEmpty() ? signed : signed + ", witnessed by " + witnessedBy.size();
  }
}
