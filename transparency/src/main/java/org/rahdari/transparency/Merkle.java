package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.List;

/**
 * Inclusion and consistency proofs. Proofs are made by the recursions of RFC 6962, section 2.1, and
 * verified by the loops of RFC 9162, sections 2.1.3.2 and 2.1.4.2: two readings of one definition
 * that check each other.
 *
 * <p>Sizes and indexes are leaves, as a non-negative {@code long}.
 */
public final class Merkle {
  /** A tree of at most 2^63-1 leaves has no longer path. */
  public static final int INCLUSION_HASHES_MAX = 63;

  private Merkle() {}

  /**
   * Whether {@code proof} leads from the leaf at {@code index} to the root of {@code size} leaves.
   */
  public static boolean verifyInclusion(
      Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    if (index < 0 || index >= size) return false;
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : proof) {
      if (last == 0) return false;
      if (isRight(node) || node == last) {
        hash = Hashes.node(sibling, hash);
        int climb = levelsUntilRight(node);
        node >>>= climb;
        last >>>= climb;
      } else {
        hash = Hashes.node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /**
   * Whether the tree of {@code size2} leaves extends the tree of {@code size1} leaves. An empty
   * first tree is refused: it would prove nothing about the second.
   */
  public static boolean verifyConsistency(
      long size1, Hash root1, long size2, Hash root2, List<Hash> proof) {
    if (size1 <= 0 || size1 > size2) return false;
    if (size1 == size2) return proof.isEmpty() && root1.equals(root2);

    int climb = Long.numberOfTrailingZeros(size1);
    long node = (size1 - 1) >>> climb;
    long last = (size2 - 1) >>> climb;
    // A complete first tree is itself a node of the second, so the proof need not repeat it.
    boolean complete = node == 0;
    if (!complete && proof.isEmpty()) return false;
    Hash first = complete ? root1 : proof.getFirst();
    Hash second = first;
    for (Hash sibling : proof.subList(complete ? 0 : 1, proof.size())) {
      if (last == 0) return false;
      if (isRight(node) || node == last) {
        first = Hashes.node(sibling, first);
        second = Hashes.node(sibling, second);
        climb = levelsUntilRight(node);
        node >>>= climb;
        last >>>= climb;
      } else {
        second = Hashes.node(second, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && first.equals(root1) && second.equals(root2);
  }

  /** MTH of RFC 6962, section 2.1. */
  public static <X extends Exception> Hash root(long size, Subtrees<X> tree) throws X {
    if (size < 0) throw new IllegalArgumentException("A tree has no negative size: " + size + ".");
    return size == 0 ? Hashes.EMPTY_ROOT : range(0, size, tree);
  }

  /**
   * PATH of RFC 6962, section 2.1.1: from the leaf's sibling up to the root's child.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; size
   */
  public static <X extends Exception> List<Hash> inclusionProof(
      long index, long size, Subtrees<X> tree) throws X {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("No leaf " + index + " in a tree of " + size + ".");
    }
    List<Hash> proof = new ArrayList<>();
    path(index, 0, size, tree, proof);
    return List.copyOf(proof);
  }

  /**
   * PROOF of RFC 6962, section 2.1.2.
   *
   * @throws IllegalArgumentException unless 0 &lt; size1 ≤ size2
   */
  public static <X extends Exception> List<Hash> consistencyProof(
      long size1, long size2, Subtrees<X> tree) throws X {
    if (size1 <= 0 || size1 > size2) {
      throw new IllegalArgumentException(
          "No consistency proof from " + size1 + " to " + size2 + " leaves.");
    }
    List<Hash> proof = new ArrayList<>();
    subproof(size1, 0, size2, true, tree, proof);
    return List.copyOf(proof);
  }

  private static <X extends Exception> void path(
      long index, long start, long end, Subtrees<X> tree, List<Hash> proof) throws X {
    if (end - start == 1) return;
    long split = split(start, end);
    if (index < split) {
      path(index, start, split, tree, proof);
      proof.add(range(split, end, tree));
    } else {
      path(index, split, end, tree, proof);
      proof.add(range(start, split, tree));
    }
  }

  /**
   * {@code known}: the verifier holds the root of [start, size1) already, as it is its old root.
   */
  private static <X extends Exception> void subproof(
      long size1, long start, long end, boolean known, Subtrees<X> tree, List<Hash> proof)
      throws X {
    if (size1 == end) {
      if (!known) proof.add(range(start, end, tree));
      return;
    }
    long split = split(start, end);
    if (size1 <= split) {
      subproof(size1, start, split, known, tree, proof);
      proof.add(range(split, end, tree));
    } else {
      subproof(size1, split, end, false, tree, proof);
      proof.add(range(start, split, tree));
    }
  }

  private static <X extends Exception> Hash range(long start, long end, Subtrees<X> tree) throws X {
    long width = end - start;
    if (Long.bitCount(width) == 1) {
      int height = Long.numberOfTrailingZeros(width);
      return tree.subtree(height, start >>> height);
    }
    long split = split(start, end);
    return Hashes.node(range(start, split, tree), range(split, end, tree));
  }

  /** The largest power of two smaller than the width, from the start. */
  static long split(long start, long end) {
    return start + Long.highestOneBit(end - start - 1);
  }

  private static boolean isRight(long node) {
    return (node & 1) == 1;
  }

  /** On the right edge: how far to climb to the next node that has a left sibling. */
  private static int levelsUntilRight(long node) {
    return node == 0 ? 0 : Long.numberOfTrailingZeros(node);
  }
}
