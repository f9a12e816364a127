package org.rahdari.transparency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of a Merkle tree (RFC 6962, section 2.1). The prefixes keep a leaf from ever being
 * read as a node.
 */
public final class Hashes {
  private static final byte LEAF_PREFIX = 0x00;
  private static final byte NODE_PREFIX = 0x01;

  /** The root of the tree without leaves: SHA-256 of the empty string. */
  public static final Hash EMPTY_ROOT = Hash.owning(sha256().digest());

  private Hashes() {}

  /** SHA-256(0x00 || data). */
  public static Hash leaf(byte[] data) {
    MessageDigest sha256 = sha256();
    sha256.update(LEAF_PREFIX);
    return Hash.owning(sha256.digest(data));
  }

  /** SHA-256(0x01 || left || right). */
  public static Hash node(Hash left, Hash right) {
    MessageDigest sha256 = sha256();
    sha256.update(NODE_PREFIX);
    sha256.update(left.raw());
    return Hash.owning(sha256.digest(right.raw()));
  }

  /**
   * The root over concatenated hashes whose number is a power of two: the hashes of one tile, or of
   * an aligned part of it.
   */
  static Hash fold(byte[] hashes) {
    int width = hashes.length / Hash.BYTES;
    if (hashes.length % Hash.BYTES != 0 || Integer.bitCount(width) != 1) {
      throw new IllegalArgumentException("Cannot fold " + hashes.length + " bytes of hashes.");
    }
    MessageDigest sha256 = sha256();
    byte[] row = hashes.clone();
    for (; width > 1; width /= 2) {
      for (int pair = 0; pair < width / 2; pair++) {
        sha256.update(NODE_PREFIX);
        sha256.update(row, pair * 2 * Hash.BYTES, 2 * Hash.BYTES);
        System.arraycopy(sha256.digest(), 0, row, pair * Hash.BYTES, Hash.BYTES);
      }
    }
    return Hash.of(row, 0);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
