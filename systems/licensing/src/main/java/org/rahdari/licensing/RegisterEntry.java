package org.rahdari.licensing;

import java.nio.ByteBuffer;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;

/**
 * What the register's map holds of one firm or asset: all its lines, as one hash.
 *
 * @param key its place in the map: {@link #key}
 * @param head of the chain of its lines: SHA-256 of the head before, 32 zero bytes at first, and
 *     the line's bytes
 * @param changes how many lines
 */
public record RegisterEntry(Hash32 key, Hash32 head, int changes) {
  private static final Codec<Change> CHANGE = Codec.of(Change.class);
  private static final byte[] DOMAIN =
      "rahdari register v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** The place of a firm or an asset: SHA-256 of a domain, the subject's number and its own. */
  public static Hash32 key(Subject subject, int of) {
    return Hash32.sha256(
        DOMAIN, ByteBuffer.allocate(8).putInt(subject.number()).putInt(of).array());
  }

  /** The next head of a chain. */
  public static Hash32 chained(Hash32 head, Change change) {
    return Hash32.sha256(head.bytes(), CHANGE.encode(change));
  }

  static RegisterEntry none(Hash32 key) {
    return new RegisterEntry(key, Hash32.ZERO, 0);
  }

  RegisterEntry with(Change change) {
    return new RegisterEntry(key, chained(head, change), changes + 1);
  }
}
