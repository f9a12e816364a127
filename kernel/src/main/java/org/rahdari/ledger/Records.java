package org.rahdari.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records of so many longs each, numbered from 0, in pages. A snapshot shares the pages; one that
 * is written to before the snapshot has passed it is copied first. So an image costs the thread
 * that executes a copy of the page directory, and memory only for what changes while the image is
 * in use.
 *
 * <p>Pages are carved out of slabs, arrays so large that the collector never moves them. What an
 * image no longer needs is used for the next page: nothing is left to be collected.
 *
 * <p>One thread writes. {@link Image} may be read on another.
 */
final class Records {
  /** Pages that the directory grows by at least. */
  private static final int GROWTH_PAGES = 64;

  /** With its header a slab is 16 MiB, and fills what the collector gives to it. */
  private static final int SLAB_LONGS_MAX = (1 << 21) - 2;

  /** After the header of a slab: pages, and records of eight longs, begin with a cache line. */
  private static final int SLAB_OFFSET = 6;

  /** Slabs that are made while one is filled: two processors fetch memory faster than one. */
  private static final int SLABS_AHEAD = 2;

  private final int longs;
  private final int shift;
  private final int mask;
  private final int pageLongs;

  /** Where a page is: the slab, and its first long there. */
  private long[][] slabs = new long[0][];

  private int[] bases = new int[0];

  /** The epoch in which a page was made: an older one may be shared with the image. */
  private int[] epochs = new int[0];

  private int epoch;
  private int pages;
  private int size;
  private @Nullable Image image;

  /** Pages that an image has, or had, in place of the present ones. */
  private final Deque<Replaced> replaced = new ArrayDeque<>();

  private long[] slab = new long[0];
  private int carved;

  /** A page that only the image still has. */
  private record Replaced(long[] slab, int base, int page, Image by) {
    boolean free() {
      return by.released || page < by.written;
    }
  }

  /**
   * @param longs of a record
   * @param shift a page has 2 to the power of this many records
   */
  Records(int longs, int shift) {
    this.longs = longs;
    this.shift = shift;
    this.mask = (1 << shift) - 1;
    this.pageLongs = longs << shift;
  }

  /** How many records there are. */
  int size() {
    return size;
  }

  /** The array that a record is in, to read. */
  long[] page(int record) {
    return slabs[record >>> shift];
  }

  /** Where a record starts in its array; {@link #pageToWrite} may move it. */
  int at(int record) {
    return bases[record >>> shift] + (record & mask) * longs;
  }

  /** The array that a record is in, to write; to be asked before {@link #at}. */
  long[] pageToWrite(int record) {
    int page = record >>> shift;
    if (image != null && epochs[page] != epoch) return ownPage(page);
    return slabs[page];
  }

  private long[] ownPage(int page) {
    Image shared = image;
    if (shared == null || shared.released) {
      image = null;
      return slabs[page];
    }
    epochs[page] = epoch;
    if (page < shared.written) return slabs[page];
    long[] from = slabs[page];
    int base = bases[page];
    place(page);
    System.arraycopy(from, base, slabs[page], bases[page], pageLongs);
    replaced.addLast(new Replaced(from, base, page, shared));
    return slabs[page];
  }

  /** Gives a page a place; what stands there is not cleared. */
  private void place(int page) {
    Replaced first = replaced.peekFirst();
    if (first != null && first.free()) {
      replaced.removeFirst();
      slabs[page] = first.slab();
      bases[page] = first.base();
      return;
    }
    // Small at first: there are many small ledgers.
    if (carved + pageLongs > slab.length) carve(slab(Math.max(1, pages)));
    slabs[page] = slab;
    bases[page] = carved;
    carved += pageLongs;
  }

  private void carve(long[] fresh) {
    slab = fresh;
    carved = SLAB_OFFSET;
  }

  /** A slab for so many pages, or as many as one may have. */
  private long[] slab(int wanted) {
    return new long[SLAB_OFFSET + Math.min(wanted, slabPages()) * pageLongs];
  }

  private int slabPages() {
    return (SLAB_LONGS_MAX - SLAB_OFFSET) / pageLongs;
  }

  /** Adds a record of zeroes and answers its number. */
  int add() {
    int page = size >>> shift;
    if (page == pages) addPage();
    return size++;
  }

  private void addPage() {
    if (pages == slabs.length) {
      int grown = pages + Math.max(GROWTH_PAGES, pages >>> 3);
      slabs = Arrays.copyOf(slabs, grown);
      bases = Arrays.copyOf(bases, grown);
      epochs = Arrays.copyOf(epochs, grown);
    }
    place(pages);
    Arrays.fill(slabs[pages], bases[pages], bases[pages] + pageLongs, 0);
    epochs[pages++] = epoch;
  }

  /** Takes the last record back. */
  void removeLast() {
    long[] page = pageToWrite(--size);
    int at = at(size);
    Arrays.fill(page, at, at + longs, 0);
  }

  /**
   * The records as they are now; they stay so until the image is released.
   *
   * @throws IllegalStateException if the image before it is not
   */
  Image image() {
    if (image != null && !image.released) throw new IllegalStateException("an image is in use");
    image = new Image(this);
    epoch++;
    return image;
  }

  /**
   * Replaces all records by saved ones.
   *
   * @param beside who makes the next slabs, whose memory has to be fetched, while one is filled
   */
  void restore(DataInput in, int sizeMax, Beside beside) throws IOException {
    int saved = in.readInt();
    if (saved < 0 || saved > sizeMax) throw new IOException(saved + " records");
    clear();
    byte[] bytes = new byte[pageLongs * Long.BYTES];
    // Each is at most as large as what was read before: less may follow than was announced.
    Deque<Supplier<long[]>> ahead = new ArrayDeque<>();
    long[] small = slab(1);
    ahead.add(() -> small);
    int planned = 1;
    while (size < saved) {
      if (carved + pageLongs > slab.length) {
        carve(ahead.remove().get());
        int all = (saved + mask) >>> shift;
        while (planned < all && ahead.size() < SLABS_AHEAD) {
          int wanted = Math.min(Math.min(all - planned, slabPages()), Math.max(1, pages));
          ahead.add(beside.begin(() -> slab(wanted)));
          planned += wanted;
        }
      }
      int records = Math.min(mask + 1, saved - size);
      in.readFully(bytes, 0, records * longs * Long.BYTES);
      int first = add();
      ByteBuffer.wrap(bytes).asLongBuffer().get(page(first), at(first), records * longs);
      size += records - 1;
    }
  }

  private void clear() {
    slabs = new long[0][];
    bases = new int[0];
    epochs = new int[0];
    epoch = 0;
    pages = 0;
    size = 0;
    image = null;
    replaced.clear();
    slab = new long[0];
    carved = 0;
  }

  /** All records at one moment. */
  static final class Image {
    private final long[][] slabs;
    private final int[] bases;
    private final int size;
    private final int longs;
    private final int pageRecords;

    /** Pages that are not needed any more, from the first on. */
    private volatile int written;

    private volatile boolean released;

    private Image(Records of) {
      this.slabs = of.slabs.clone();
      this.bases = of.bases.clone();
      this.size = of.size;
      this.longs = of.longs;
      this.pageRecords = of.mask + 1;
    }

    /** Writes them, once: a page that is written is let go of. */
    void save(DataOutput out) throws IOException {
      out.writeInt(size);
      byte[] bytes = new byte[pageRecords * longs * Long.BYTES];
      int page = 0;
      for (int from = 0; from < size; from += pageRecords) {
        int records = Math.min(pageRecords, size - from);
        ByteBuffer.wrap(bytes).asLongBuffer().put(slabs[page], bases[page], records * longs);
        written = ++page;
        out.write(bytes, 0, records * longs * Long.BYTES);
      }
    }

    /** Lets writers go on without copying. */
    void release() {
      released = true;
    }
  }
}
