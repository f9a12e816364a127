package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * RFC 6962, section 2.1, word for word over lists of hashes: slow, and written without looking at
 * how the module does it.
 */
final class Reference {
  private final List<Hash> leaves;
  private final Map<Long, Hash> roots = new HashMap<>();

  Reference(List<Hash> leaves) {
    this.leaves = leaves;
  }

  static List<Hash> leaves(int count, long seed) {
    Random random = new Random(seed);
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) leaves.add(hash(random));
    return leaves;
  }

  static Hash hash(Random random) {
    byte[] bytes = new byte[Hash.BYTES];
    random.nextBytes(bytes);
    return Hash.of(bytes);
  }

  Hash root(int size) {
    return size == 0 ? Hashes.EMPTY_ROOT : mth(0, size);
  }

  List<Hash> path(int m, int size) {
    return path(m, 0, size);
  }

  List<Hash> proof(int m, int size) {
    return subproof(m, 0, size, true);
  }

  private Hash mth(int from, int to) {
    if (to - from == 1) return leaves.get(from);
    long key = ((long) from << 32) | to;
    Hash known = roots.get(key);
    if (known != null) return known;
    int k = k(to - from);
    Hash root = Hashes.node(mth(from, from + k), mth(from + k, to));
    roots.put(key, root);
    return root;
  }

  private List<Hash> path(int m, int from, int to) {
    int n = to - from;
    if (n == 1) return new ArrayList<>();
    int k = k(n);
    List<Hash> path = m < k ? path(m, from, from + k) : path(m - k, from + k, to);
    path.add(m < k ? mth(from + k, to) : mth(from, from + k));
    return path;
  }

  private List<Hash> subproof(int m, int from, int to, boolean b) {
    int n = to - from;
    List<Hash> proof;
    if (m == n) {
      proof = new ArrayList<>();
      if (!b) proof.add(mth(from, to));
      return proof;
    }
    int k = k(n);
    if (m <= k) {
      proof = subproof(m, from, from + k, b);
      proof.add(mth(from + k, to));
    } else {
      proof = subproof(m - k, from + k, to, false);
      proof.add(mth(from, from + k));
    }
    return proof;
  }

  private static int k(int n) {
    int k = 1;
    while (k * 2 < n) k *= 2;
    return k;
  }
}
