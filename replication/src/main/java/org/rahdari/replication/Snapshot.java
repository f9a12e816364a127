package org.rahdari.replication;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.rahdari.codec.Hash32;

/**
 * What stands before the kernel's state in a file of {@link SnapshotStore}: after which entry it
 * was, and how much of the other stores belongs to it.
 *
 * <pre>
 * "RHDSNAP\n" 8 | version 4 | network 32 | position 8 | term 8 | index 8 | treeSize 8 | treeRoot 32 |
 * CRC32C of all before 4
 * </pre>
 *
 * @param network of the kernel
 * @param position of the entry
 * @param term of the last Raft entry that is in it
 * @param index of the last Raft entry that is in it
 * @param treeSize leaves
 * @param treeRoot of these leaves
 */
record Snapshot(
    Hash32 network, long position, long term, long index, long treeSize, Hash32 treeRoot) {
  static final int VERSION = 3;
  private static final int CHECKED_BYTES = 8 + 4 + 32 + 4 * 8 + 32;
  static final int BYTES = CHECKED_BYTES + Integer.BYTES;
  private static final long TITLE = 0x5248_4453_4e41_500aL; // "RHDSNAP\n"

  /** The bytes are of another format version. */
  static final class OtherVersion extends Exception {
    private static final long serialVersionUID = 1;
    final int version;

    OtherVersion(int version) {
      super("version " + version);
      this.version = version;
    }
  }

  void write(DataOutput out) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(TITLE).putInt(VERSION).put(network.bytes());
    bytes.putLong(position).putLong(term).putLong(index).putLong(treeSize).put(treeRoot.bytes());
    bytes.putInt(crc(bytes.array()));
    out.write(bytes.array());
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  static Snapshot read(DataInput in) throws IOException, OtherVersion {
    byte[] read = new byte[BYTES];
    in.readFully(read);
    ByteBuffer bytes = ByteBuffer.wrap(read);
    if (bytes.getLong() != TITLE) throw new IOException("it is not a snapshot");
    int version = bytes.getInt();
    if (version != VERSION) throw new OtherVersion(version);
    if (bytes.getInt(CHECKED_BYTES) != crc(read)) throw new IOException("its checksum is wrong");
    return new Snapshot(
        hash(bytes),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        bytes.getLong(),
        hash(bytes));
  }

  private static Hash32 hash(ByteBuffer in) {
    byte[] bytes = new byte[Hash32.BYTES];
    in.get(bytes);
    return Hash32.of(bytes);
  }
}
