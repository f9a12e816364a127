package org.rahdari.replication;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.rahdari.codec.Hash32;

/**
 * The state after one entry, and how much of the other stores belongs to it.
 *
 * <pre>
 * "RHDSNAP\n" 8 | version 4 | network 32 | position 8 | term 8 | index 8 | treeSize 8 | treeRoot 32 |
 * state length 4 | state | SHA-256 of all before 32
 * </pre>
 *
 * @param network of the kernel
 * @param position of the entry
 * @param term of the last Raft entry that is in it
 * @param index of the last Raft entry that is in it
 * @param treeSize leaves
 * @param treeRoot of these leaves
 * @param state as the kernel saved it
 */
record Snapshot(
    Hash32 network,
    long position,
    long term,
    long index,
    long treeSize,
    Hash32 treeRoot,
    byte[] state) {
  static final int VERSION = 1;
  private static final long TITLE = 0x5248_4453_4e41_500aL; // "RHDSNAP\n"
  private static final int FIXED_BYTES = 8 + 4 + 32 + 4 * 8 + 32 + 4;

  /** The bytes are of another format version. */
  static final class OtherVersion extends Exception {
    private static final long serialVersionUID = 1;
    final int version;

    OtherVersion(int version) {
      super("version " + version);
      this.version = version;
    }
  }

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + state.length + Hash32.BYTES);
    out.putLong(TITLE).putInt(VERSION).put(network.bytes());
    out.putLong(position).putLong(term).putLong(index).putLong(treeSize).put(treeRoot.bytes());
    out.putInt(state.length).put(state);
    var sha256 = Hash32.digest();
    sha256.update(out.array(), 0, out.position());
    return out.put(sha256.digest()).array();
  }

  /**
   * @throws IllegalArgumentException if the bytes are damaged
   */
  static Snapshot decode(byte[] bytes) throws OtherVersion {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getLong() != TITLE) throw new IllegalArgumentException("it is not a snapshot");
      int version = in.getInt();
      if (version != VERSION) throw new OtherVersion(version);
      if (bytes.length < FIXED_BYTES + Hash32.BYTES) {
        throw new IllegalArgumentException("it ends early");
      }
      var sha256 = Hash32.digest();
      sha256.update(bytes, 0, bytes.length - Hash32.BYTES);
      Hash32 stored = hash(ByteBuffer.wrap(bytes, bytes.length - Hash32.BYTES, Hash32.BYTES));
      if (!Hash32.of(sha256.digest()).equals(stored)) {
        throw new IllegalArgumentException("it has not the hash that stands at its end");
      }
      Hash32 network = hash(in);
      long position = in.getLong();
      long term = in.getLong();
      long index = in.getLong();
      long treeSize = in.getLong();
      Hash32 treeRoot = hash(in);
      byte[] state = new byte[in.getInt()];
      in.get(state);
      return new Snapshot(network, position, term, index, treeSize, treeRoot, state);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends early", e);
    }
  }

  private static Hash32 hash(ByteBuffer in) {
    byte[] bytes = new byte[Hash32.BYTES];
    in.get(bytes);
    return Hash32.of(bytes);
  }
}
