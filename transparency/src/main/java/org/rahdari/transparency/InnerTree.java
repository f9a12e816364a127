package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.List;

/**
 * The tree inside one leaf of the log, over its (item, result) pairs: one transfer is proven
 * without showing its neighbours. Held in memory; 1 to {@link Leaf#COUNT_MAX} leaves.
 */
public final class InnerTree {
  /** Per height, the roots of the complete subtrees. */
  private final List<List<Hash>> heights = new ArrayList<>();

  private InnerTree(List<byte[]> leaves) {
    if (leaves.isEmpty() || leaves.size() > Leaf.COUNT_MAX) {
      throw new IllegalArgumentException("An inner tree cannot have " + leaves.size() + " leaves.");
    }
    List<Hash> row = leaves.stream().map(Hashes::leaf).toList();
    while (!row.isEmpty()) {
      heights.add(row);
      row = parents(row);
    }
  }

  /** A tree to take several proofs from. */
  public static InnerTree of(List<byte[]> leaves) {
    return new InnerTree(leaves);
  }

  public static Hash root(List<byte[]> leaves) {
    return of(leaves).root();
  }

  public static List<Hash> proof(List<byte[]> leaves, int index) {
    return of(leaves).proof(index);
  }

  public int size() {
    return heights.getFirst().size();
  }

  public Hash root() {
    return Merkle.root(size(), this::subtree);
  }

  public List<Hash> proof(int index) {
    return Merkle.inclusionProof(index, size(), this::subtree);
  }

  private Hash subtree(int height, long index) {
    return heights.get(height).get(Math.toIntExact(index));
  }

  private static List<Hash> parents(List<Hash> row) {
    List<Hash> parents = new ArrayList<>(row.size() / 2);
    for (int i = 0; i + 1 < row.size(); i += 2) {
      parents.add(Hashes.node(row.get(i), row.get(i + 1)));
    }
    return parents;
  }
}
