package org.rahdari.transparency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The definition of a {@link SparseMap}, word for word over keys as texts of 256 zeros and ones,
 * and down to the last bit for every leaf: slow, and written without looking at how the module does
 * it.
 */
final class SparseReference {
  private static final byte[] NOTHING = new byte[32];

  private record Leaf(String bits, byte[] key, byte[] value) {}

  private final List<Leaf> leaves = new ArrayList<>();

  SparseReference(List<SparseMap.Entry> entries) {
    for (SparseMap.Entry entry : entries) {
      byte[] key = entry.key().toBytes();
      leaves.add(new Leaf(bits(key), key, entry.value().toBytes()));
    }
  }

  Hash root() {
    return Hash.of(hash(""));
  }

  /** From the root down, as long as a subtree on the path has two leaves or more. */
  List<Hash> siblings(Hash key) {
    String bits = bits(key.toBytes());
    List<Hash> siblings = new ArrayList<>();
    for (int depth = 0; under(bits.substring(0, depth)).size() > 1; depth++) {
      char other = bits.charAt(depth) == '0' ? '1' : '0';
      siblings.add(Hash.of(hash(bits.substring(0, depth) + other)));
    }
    return siblings;
  }

  static String bits(byte[] bytes) {
    StringBuilder bits = new StringBuilder();
    for (byte b : bytes) {
      for (int mask = 128; mask > 0; mask /= 2) bits.append((b & mask) == 0 ? '0' : '1');
    }
    return bits.toString();
  }

  private List<Leaf> under(String prefix) {
    return leaves.stream().filter(leaf -> leaf.bits.startsWith(prefix)).toList();
  }

  private byte[] hash(String prefix) {
    List<Leaf> under = under(prefix);
    if (under.isEmpty()) return NOTHING;
    if (prefix.length() == 256) return sha256(0, under.getFirst().key, under.getFirst().value);
    byte[] left = hash(prefix + "0");
    byte[] right = hash(prefix + "1");
    if (under.size() == 1) return Arrays.equals(left, NOTHING) ? right : left;
    return sha256(1, left, right);
  }

  private static byte[] sha256(int domain, byte[] first, byte[] second) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) domain);
      sha256.update(first);
      return sha256.digest(second);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
