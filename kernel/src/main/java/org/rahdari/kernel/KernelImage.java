package org.rahdari.kernel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.rahdari.codec.Hash32;
import org.rahdari.ledger.Ledger;
import org.rahdari.table.Tables;

/** The whole state of a kernel at one moment, to be written on any thread, once, and released. */
public final class KernelImage {
  private final Head head;
  private final Tables.Image tables;
  private final Ledger.Image ledger;

  KernelImage(Head head, Tables.Image tables, Ledger.Image ledger) {
    this.head = head;
    this.tables = tables;
    this.ledger = ledger;
  }

  /**
   * What stands before the tables.
   *
   * @param position of the last entry in it
   * @param timeMillis ledger time of that entry
   * @param leaves of the transparency log then
   * @param digest of all changes up to then
   * @param timersSet how many timers were ever set
   */
  record Head(
      Hash32 network, long position, long timeMillis, long leaves, Hash32 digest, long timersSet) {
    private static final int MAGIC = 0x52484b33; // "RHK3"

    private void write(DataOutput out) throws IOException {
      out.writeInt(MAGIC);
      out.write(network.bytes());
      out.writeLong(position);
      out.writeLong(timeMillis);
      out.writeLong(leaves);
      out.write(digest.bytes());
      out.writeLong(timersSet);
    }

    /** Of that network, and no other. */
    static Head read(DataInput in, Hash32 network) throws IOException {
      if (in.readInt() != MAGIC) throw new IOException("these bytes are not a kernel's state");
      if (!hash(in).equals(network)) throw new IOException("this state belongs to another network");
      return new Head(
          network, in.readLong(), in.readLong(), in.readLong(), hash(in), in.readLong());
    }

    private static Hash32 hash(DataInput in) throws IOException {
      byte[] bytes = new byte[Hash32.BYTES];
      in.readFully(bytes);
      return Hash32.of(bytes);
    }
  }

  /** The position of the last entry in it. */
  public long position() {
    return head.position();
  }

  /** The leaves of the transparency log then. */
  public long leaves() {
    return head.leaves();
  }

  /** Writes it. */
  public void save(DataOutput out) throws IOException {
    head.write(out);
    tables.save(out);
    ledger.save(out);
  }

  /** Lets the kernel go on without sparing what the image shares with it. */
  public void release() {
    tables.release();
    ledger.release();
  }
}
