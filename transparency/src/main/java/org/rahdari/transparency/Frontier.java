package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: one hash per set bit of its size, enough to append and to name
 * the root. Not thread-safe.
 */
public final class Frontier {
  /** Roots of the complete subtrees from left to right, so from high to low. */
  private final List<Hash> peaks = new ArrayList<>();

  private long size;

  public void append(Hash leaf) {
    Hash hash = leaf;
    for (int merges = Long.numberOfTrailingZeros(~size); merges > 0; merges--) {
      hash = Hashes.node(peaks.removeLast(), hash);
    }
    peaks.add(hash);
    size++;
  }

  /** Leaves. */
  public long size() {
    return size;
  }

  public Hash root() {
    if (peaks.isEmpty()) return Hashes.EMPTY_ROOT;
    Hash root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) root = Hashes.node(peaks.get(i), root);
    return root;
  }
}
