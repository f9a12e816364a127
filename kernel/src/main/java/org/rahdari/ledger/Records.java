package org.rahdari.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records of so many longs each, numbered from 0, in pages. A snapshot shares the pages; one that
 * is written to meanwhile is copied first. So an image costs the thread that executes a copy of the
 * page directory, and memory only for what changes while the image is in use.
 *
 * <p>One thread writes. {@link Image} may be read on another.
 */
final class Records {
  private static final int PAGE_SHIFT = 10;
  private static final int PAGE_RECORDS = 1 << PAGE_SHIFT;

  /** Pages that the directory grows by at least. */
  private static final int GROWTH_PAGES = 64;

  private static final long[] EMPTY = {};

  private final int longs;
  private long[][] pages = new long[0][];

  /** The epoch in which a page was made: an older one may be shared with the image. */
  private int[] epochs = new int[0];

  private int epoch;
  private int size;
  private @Nullable Image image;

  Records(int longs) {
    this.longs = longs;
  }

  /** How many records there are. */
  int size() {
    return size;
  }

  /** The page of a record, to read. */
  long[] page(int record) {
    return pages[record >>> PAGE_SHIFT];
  }

  /** Where a record starts in its page. */
  int at(int record) {
    return (record & (PAGE_RECORDS - 1)) * longs;
  }

  /** The page of a record, to write. */
  long[] pageToWrite(int record) {
    int page = record >>> PAGE_SHIFT;
    if (image != null && epochs[page] != epoch) return ownPage(page);
    return pages[page];
  }

  private long[] ownPage(int page) {
    Image shared = image;
    if (shared == null || shared.released) {
      image = null;
      return pages[page];
    }
    epochs[page] = epoch;
    pages[page] = pages[page].clone();
    return pages[page];
  }

  /** Adds a record of zeroes and answers its number. */
  int add() {
    int page = size >>> PAGE_SHIFT;
    if (page == pages.length) {
      int grown = page + Math.max(GROWTH_PAGES, page >>> 3);
      pages = Arrays.copyOf(pages, grown);
      epochs = Arrays.copyOf(epochs, grown);
    }
    if (pages[page] == null) {
      pages[page] = new long[PAGE_RECORDS * longs];
      epochs[page] = epoch;
    }
    return size++;
  }

  /** Takes the last record back. */
  void removeLast() {
    size--;
    int at = at(size);
    Arrays.fill(pageToWrite(size), at, at + longs, 0);
  }

  /** The records as they are now; they stay so until the image is released. */
  Image image() {
    image = new Image(pages.clone(), size, longs);
    epoch++;
    return image;
  }

  /** Replaces all records by saved ones. */
  void restore(DataInput in, int sizeMax) throws IOException {
    int saved = in.readInt();
    if (saved < 0 || saved > sizeMax) throw new IOException(saved + " records");
    pages = new long[0][];
    epochs = new int[0];
    epoch = 0;
    size = 0;
    image = null;
    byte[] bytes = new byte[PAGE_RECORDS * longs * Long.BYTES];
    while (size < saved) {
      int records = Math.min(PAGE_RECORDS, saved - size);
      in.readFully(bytes, 0, records * longs * Long.BYTES);
      add();
      ByteBuffer.wrap(bytes).asLongBuffer().get(pages[size - 1 >>> PAGE_SHIFT], 0, records * longs);
      size += records - 1;
    }
  }

  /** All records at one moment. */
  static final class Image {
    private final long[][] pages;
    private final int size;
    private final int longs;
    private volatile boolean released;

    private Image(long[][] pages, int size, int longs) {
      this.pages = pages;
      this.size = size;
      this.longs = longs;
    }

    /** Writes them, once: a page that is written is let go of. */
    void save(DataOutput out) throws IOException {
      out.writeInt(size);
      byte[] bytes = new byte[PAGE_RECORDS * longs * Long.BYTES];
      for (int from = 0; from < size; from += PAGE_RECORDS) {
        int records = Math.min(PAGE_RECORDS, size - from);
        int page = from >>> PAGE_SHIFT;
        ByteBuffer.wrap(bytes).asLongBuffer().put(pages[page], 0, records * longs);
        out.write(bytes, 0, records * longs * Long.BYTES);
        pages[page] = EMPTY;
      }
    }

    /** Lets writers go on without copying. */
    void release() {
      released = true;
      Arrays.fill(pages, null);
    }
  }
}
