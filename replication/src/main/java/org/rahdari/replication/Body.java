package org.rahdari.replication;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Sealed;

/**
 * The canonical bytes of an entry's content, which the log keeps, and the hash that stands for
 * them.
 *
 * <pre>
 * bytes  stampMillis 8 | cut 1 | count 4 | count × (length 4 | envelope)
 * hash   SHA-256( stampMillis 8 | cut 1 | count 4 | count × {@link Sealed#digest} 32 )
 * </pre>
 *
 * A megabyte of transfers is hashed once, by its envelope: the gateway's check of the payload, the
 * log's own check and the one after a restart all build on the same SHA-256.
 *
 * @param stampMillis what the leader's clock said
 * @param cut whether validators sign the tree as this entry leaves it
 * @param envelopes at most {@link Kernel#ENVELOPES_PER_ENTRY_MAX}
 */
record Body(long stampMillis, boolean cut, List<Sealed> envelopes) {
  /** Larger envelopes are handed on where they stand; smaller ones are copied together. */
  private static final int COPIED_BYTES_MAX = 64 << 10;

  private static final int PREFIX_BYTES = Long.BYTES + 1 + Integer.BYTES;

  /**
   * Reads the bytes.
   *
   * @throws IllegalArgumentException if they are not canonical
   */
  static Body decode(ByteBuffer in) {
    try {
      long stampMillis = in.getLong();
      boolean cut = bool(in.get());
      int count = in.getInt();
      if (count < 0 || count > Kernel.ENVELOPES_PER_ENTRY_MAX) {
        throw new IllegalArgumentException("an entry of " + count + " envelopes");
      }
      List<Sealed> envelopes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IllegalArgumentException("an envelope passes the entry's end");
        }
        byte[] envelope = new byte[length];
        in.get(envelope);
        envelopes.add(Sealed.of(envelope));
      }
      if (in.hasRemaining()) throw new IllegalArgumentException("bytes after the entry's end");
      return new Body(stampMillis, cut, envelopes);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the entry ends too early", e);
    }
  }

  /** Reads the bytes that have a hash, or answers null where they have another or are none. */
  static @Nullable Body decode(byte[] bytes, Hash32 hash) {
    try {
      Body body = decode(ByteBuffer.wrap(bytes));
      return body.hash().equals(hash) ? body : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean bool(byte b) {
    if (b != 0 && b != 1) throw new IllegalArgumentException("an entry's cut is 0 or 1");
    return b == 1;
  }

  private byte cutByte() {
    return (byte) (cut ? 1 : 0);
  }

  Hash32 hash() {
    MessageDigest sha256 = Hash32.digest();
    sha256.update(
        ByteBuffer.allocate(PREFIX_BYTES)
            .putLong(stampMillis)
            .put(cutByte())
            .putInt(envelopes.size())
            .flip());
    for (Sealed envelope : envelopes) sha256.update(envelope.digest().bytes());
    return Hash32.of(sha256.digest());
  }

  /** The bytes, without a copy of what is large. */
  ByteString bytes() {
    ByteString bytes = ByteString.EMPTY;
    ByteBuffer together =
        ByteBuffer.allocate(PREFIX_BYTES + smallBytes())
            .putLong(stampMillis)
            .put(cutByte())
            .putInt(envelopes.size());
    int from = 0;
    for (Sealed envelope : envelopes) {
      together.putInt(envelope.bytes().length);
      if (envelope.bytes().length <= COPIED_BYTES_MAX) {
        together.put(envelope.bytes());
        continue;
      }
      bytes =
          bytes
              .concat(
                  UnsafeByteOperations.unsafeWrap(together.slice(from, together.position() - from)))
              .concat(UnsafeByteOperations.unsafeWrap(envelope.bytes()));
      from = together.position();
    }
    return bytes.concat(
        UnsafeByteOperations.unsafeWrap(together.slice(from, together.position() - from)));
  }

  private int smallBytes() {
    int bytes = 0;
    for (Sealed envelope : envelopes) {
      bytes += Integer.BYTES;
      if (envelope.bytes().length <= COPIED_BYTES_MAX) bytes += envelope.bytes().length;
    }
    return bytes;
  }

  int length() {
    int bytes = PREFIX_BYTES;
    for (Sealed envelope : envelopes) bytes += Integer.BYTES + envelope.bytes().length;
    return bytes;
  }

  Entry entry(long position) {
    return new Entry(position, stampMillis, envelopes);
  }
}
