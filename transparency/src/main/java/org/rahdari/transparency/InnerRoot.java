package org.rahdari.transparency;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The root that {@link InnerTree} would have, of pairs that are added one after the other, without
 * an object for any of them. For one thread.
 */
public final class InnerRoot {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = Hashes.sha256();
  private byte[] pair = new byte[256];
  private byte[] hashes = new byte[64 * Hash.BYTES];
  private int count;

  /**
   * Adds the hash of a pair, in the form of {@link ItemResult}.
   *
   * @param bytes hold the item
   */
  public void add(byte[] bytes, int offset, int length, byte[] result) {
    int size = 1 + 3 * Integer.BYTES + length + result.length;
    if (pair.length < size) pair = new byte[Math.max(size, 2 * pair.length)];
    if (hashes.length < (count + 1) * Hash.BYTES) hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    ByteBuffer.wrap(pair)
        .put(LEAF)
        .putInt(count)
        .putInt(length)
        .put(bytes, offset, length)
        .putInt(result.length)
        .put(result);
    sha256.update(pair, 0, size);
    digest(count++);
  }

  /** The root of what was added; what is added next begins another tree. */
  public Hash take() {
    if (count == 0) throw new IllegalStateException("A leaf has at least one pair.");
    // Level by level; the last of an odd row goes up as it is (RFC 6962, section 2.1).
    for (int width = count; width > 1; width = (width + 1) / 2) {
      for (int i = 0; i + 1 < width; i += 2) {
        sha256.update(NODE);
        sha256.update(hashes, i * Hash.BYTES, 2 * Hash.BYTES);
        digest(i / 2);
      }
      if (width % 2 == 1) {
        int last = (width - 1) * Hash.BYTES;
        System.arraycopy(hashes, last, hashes, width / 2 * Hash.BYTES, Hash.BYTES);
      }
    }
    count = 0;
    return Hash.of(hashes, 0);
  }

  private void digest(int to) {
    try {
      sha256.digest(hashes, to * Hash.BYTES, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has not the length that it has", e);
    }
  }
}
