package org.rahdari.transparency;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The complete subtrees that a root alone, or the way of one leaf to it, makes known. */
final class KnownSubtrees implements KnownTree {
  private final Map<Place, Hash> listed = new LinkedHashMap<>();

  private KnownSubtrees() {}

  /** A root is a complete subtree where its size is a power of two. */
  static KnownSubtrees ofRoot(long size, Hash root) {
    KnownSubtrees known = new KnownSubtrees();
    if (size > 0) known.put(0, size, root);
    return known;
  }

  /** All that an inclusion proof shows; empty when it does not lead to the root. */
  static Optional<KnownSubtrees> ofProof(
      Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    if (!Merkle.verifyInclusion(leaf, index, size, proof, root)) return Optional.empty();
    KnownSubtrees known = new KnownSubtrees();
    known.climb(leaf, index, 0, size, proof.iterator());
    return Optional.of(known);
  }

  /** PATH of RFC 6962, section 2.1.1, read backwards; returns the hash over [start, end). */
  private Hash climb(Hash leaf, long index, long start, long end, Iterator<Hash> siblings) {
    Hash hash = leaf;
    if (end - start > 1) {
      long split = Merkle.split(start, end);
      boolean left = index < split;
      Hash child =
          left
              ? climb(leaf, index, start, split, siblings)
              : climb(leaf, index, split, end, siblings);
      Hash sibling = siblings.next();
      put(left ? split : start, left ? end : split, sibling);
      hash = left ? Hashes.node(child, sibling) : Hashes.node(sibling, child);
    }
    put(start, end, hash);
    return hash;
  }

  private void put(long start, long end, Hash hash) {
    if (Long.bitCount(end - start) != 1) return;
    int height = Long.numberOfTrailingZeros(end - start);
    listed.put(new Place(height, start >>> height), hash);
  }

  @Override
  public Optional<Hash> subtree(Place place) {
    return Optional.ofNullable(listed.get(place));
  }

  @Override
  public Map<Place, Hash> listed() {
    return Collections.unmodifiableMap(listed);
  }
}
