package org.rahdari.transparency;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a signed tree besides its root. A complete, aligned subtree never changes while
 * its log grows, so two trees of one log agree on every one that both have.
 */
interface KnownTree {
  /** Where a subtree stands: over the leaves {@code [index << height, (index + 1) << height)}. */
  record Place(int height, long index) {
    long start() {
      return index << height;
    }

    long end() {
      return (index + 1) << height;
    }
  }

  /** The subtree's hash, shown to lead to the signed root; empty when it is not known. */
  Optional<Hash> subtree(Place place) throws IOException;

  /**
   * The few subtrees that are known one by one, those of a receipt from its leaf up; empty where
   * the whole tree is at hand.
   */
  Map<Place, Hash> listed();
}
