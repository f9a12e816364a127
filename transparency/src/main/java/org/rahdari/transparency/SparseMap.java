package org.rahdari.transparency;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A map from keys to hashes of values as a sparse Merkle tree, so that one root commits to what is
 * in it and to what is not: bit i of a key, from the most significant of its first byte, chooses
 * left (0) or right (1) at depth i. The tree is kept short by the hash of a subtree:
 *
 * <pre>
 * without a leaf   32 zero bytes
 * with one leaf    SHA-256(0x00 || key || value), whatever its depth
 * otherwise        SHA-256(0x01 || left || right)
 * </pre>
 *
 * <p>Why a root bears this out. No two inputs with the same SHA-256 are known, nor one whose
 * SHA-256 is zero. A leaf's input begins with another byte than a node's, so no hash can be read
 * both ways, and the same root therefore has the same nodes all the way down any path: a proof
 * cannot go on below a leaf, nor stop above one. A leaf's hash says nothing about its depth, and
 * need not: it holds the whole key, so a leaf in the subtree of a path is this one leaf, and the
 * only one, at whatever depth that subtree begins. It follows that each set of entries has a root
 * of its own, and each key under it one answer. This is so for a root that was computed from
 * entries as here; whose word the root is, is for the one who verifies to know.
 *
 * <p>Keys should be hashes: a tree of n such keys has paths of about log2(n) nodes, and 10,000 are
 * hashed within milliseconds. Two keys that differ in their last bits alone cost up to {@link
 * #DEPTH} nodes.
 */
public final class SparseMap {
  public static final int ENTRIES_MAX = 1 << 20;

  /** Bits of a key: no path is longer. */
  public static final int DEPTH = Hash.BYTES * Byte.SIZE;

  /** The hash of a subtree, or of a whole map, without a leaf. */
  public static final Hash EMPTY_ROOT = Hash.owning(new byte[Hash.BYTES]);

  private static final Subtree EMPTY = new Empty();

  private final Subtree top;

  private SparseMap(Subtree top) {
    this.top = top;
  }

  /** What one leaf says: the key has this value. */
  public record Entry(Hash key, Hash value) {
    /** The hash of the leaf. */
    public Hash hash() {
      byte[] both = Arrays.copyOf(key.raw(), 2 * Hash.BYTES);
      System.arraycopy(value.raw(), 0, both, Hash.BYTES, Hash.BYTES);
      return Hashes.leaf(both);
    }
  }

  /**
   * The map of these entries.
   *
   * @param entries their keys strictly ascending, as {@link Hash#compareTo} orders them
   * @throws IllegalArgumentException on another order, or more than {@link #ENTRIES_MAX}
   */
  public static SparseMap of(List<Entry> entries) {
    if (entries.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("A map cannot have " + entries.size() + " entries.");
    }
    List<Entry> sorted = List.copyOf(entries);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).key().compareTo(sorted.get(i).key()) >= 0) {
        throw new IllegalArgumentException(
            "The key of entry " + i + " is not above the one before.");
      }
    }
    return new SparseMap(new Builder(sorted).subtree(0, sorted.size(), 0));
  }

  public Hash root() {
    return top.hash();
  }

  /** That the key has its value, or that it is not there. */
  public SparseProof proof(Hash key) {
    List<Hash> siblings = new ArrayList<>();
    Subtree subtree = top;
    while (subtree instanceof Fork fork) {
      boolean right = isRight(key, siblings.size());
      siblings.add((right ? fork.left : fork.right).hash());
      subtree = right ? fork.right : fork.left;
    }
    return new SparseProof(endAt(subtree, key), siblings);
  }

  private static SparseProof.End endAt(Subtree subtree, Hash key) {
    if (!(subtree instanceof Single single)) return new SparseProof.Nothing();
    Entry found = single.entry;
    if (found.key().equals(key)) return new SparseProof.Value(found.value());
    return new SparseProof.Other(found);
  }

  /** Whether the path of the key goes right at this depth. */
  static boolean isRight(Hash key, int depth) {
    int inByte = Byte.SIZE - 1 - depth % Byte.SIZE;
    return (key.raw()[depth / Byte.SIZE] >>> inByte & 1) == 1;
  }

  /** The tree over sorted entries, all hashed by one digest: that is most of the time it takes. */
  private static final class Builder {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256 = Hashes.sha256();
    private final byte[] input = new byte[1 + 2 * Hash.BYTES];
    private final List<Entry> sorted;

    Builder(List<Entry> sorted) {
      this.sorted = sorted;
    }

    /** Of the entries from one to before another, whose keys have one path down to the depth. */
    Subtree subtree(int from, int to, int depth) {
      if (from == to) return EMPTY;
      if (to - from == 1) {
        Entry entry = sorted.get(from);
        return new Single(hash(LEAF, entry.key(), entry.value()), entry);
      }
      int middle = firstRight(from, to, depth);
      Subtree left = subtree(from, middle, depth + 1);
      Subtree right = subtree(middle, to, depth + 1);
      return new Fork(hash(NODE, left.hash(), right.hash()), left, right);
    }

    /** Keys that are sorted and have one path so far go left first, then right. */
    private int firstRight(int from, int to, int depth) {
      int low = from;
      int high = to;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (isRight(sorted.get(middle).key(), depth)) high = middle;
        else low = middle + 1;
      }
      return low;
    }

    private Hash hash(byte domain, Hash first, Hash second) {
      input[0] = domain;
      System.arraycopy(first.raw(), 0, input, 1, Hash.BYTES);
      System.arraycopy(second.raw(), 0, input, 1 + Hash.BYTES, Hash.BYTES);
      return Hash.owning(sha256.digest(input));
    }
  }

  private sealed interface Subtree {
    Hash hash();
  }

  private record Empty() implements Subtree {
    @Override
    public Hash hash() {
      return EMPTY_ROOT;
    }
  }

  private record Single(Hash hash, Entry entry) implements Subtree {}

  private record Fork(Hash hash, Subtree left, Subtree right) implements Subtree {}
}
