package org.rahdari.transparency;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The log's tree on disk: in one directory, one append-only file per tile level. File L holds, in
 * order, the 32-byte roots of the complete subtrees of 256^L leaves, so a tile of C2SP tlog-tiles
 * is a slice of a file, and nothing is written twice.
 *
 * <p><b>Crash.</b> File 0 is the truth; {@link #open} drops a torn tail, drops what the higher
 * files have too much and computes what they lack. What was not forced may still be wrong after a
 * power loss: the caller truncates to a size that it had forced (its snapshot's) and appends again.
 *
 * <p><b>Threads.</b> One writer and any number of readers. A reader may ask for any size up to
 * {@link #size()}.
 *
 * <p><b>Cost.</b> A root or proof reads and hashes fewer than 512 hashes per level; level L begins
 * at 256^L leaves.
 */
public final class TileLog implements Closeable {
  /** Hashes in a full tile. */
  public static final int TILE_WIDTH = 256;

  static final int TILE_HEIGHT = 8;

  /** 256^8 leaves are more than a {@code long} counts. */
  static final int LEVELS = 8;

  private final HashFile[] files = new HashFile[LEVELS];

  /** Per level, the hashes of the tile that is not full yet: an append reads nothing. */
  private final byte[][] edge = new byte[LEVELS][TILE_WIDTH * Hash.BYTES];

  /** Held to write by truncation and close alone, so that readers never see a file shrink. */
  private final ReadWriteLock shape = new ReentrantReadWriteLock();

  /** Published after an append has reached every file that it touches. */
  private volatile long size;

  private TileLog(Path dir) throws IOException {
    try {
      for (int level = 0; level < LEVELS; level++) {
        files[level] = new HashFile(dir.resolve("level-" + level));
      }
      size = files[0].count();
      files[0].cut(size);
      for (int level = 1; level < LEVELS; level++) repair(level);
      for (int level = 0; level < LEVELS; level++) loadEdge(level);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Opens the log in a directory, which is made when it is missing. One process at a time. */
  public static TileLog open(Path dir) throws IOException {
    Files.createDirectories(dir);
    TileLog log = new TileLog(dir);
    forceDirectory(dir);
    return log;
  }

  /** Leaves. */
  public long size() {
    return size;
  }

  /** Returns the index of the new leaf. Durable only after {@link #force}. */
  public synchronized long append(Hash leaf) throws IOException {
    long index = size;
    long slot = index;
    Hash hash = leaf;
    for (int level = 0; ; level++) {
      files[level].write(slot, hash);
      int column = (int) (slot % TILE_WIDTH);
      System.arraycopy(hash.raw(), 0, edge[level], column * Hash.BYTES, Hash.BYTES);
      if (column < TILE_WIDTH - 1) break;
      hash = Hashes.fold(edge[level]);
      slot /= TILE_WIDTH;
    }
    size = index + 1;
    return index;
  }

  /** Returns when every leaf appended before the call is on the disk. */
  public void force() throws IOException {
    for (HashFile file : files) file.force();
  }

  /**
   * Forgets the leaves from {@code newSize} on, durably, and checks the right edge of what is left.
   *
   * @throws DamagedLogException when the log is shorter than that, or its edge does not add up
   */
  public synchronized void truncate(long newSize) throws IOException {
    if (newSize < 0) throw new IllegalArgumentException("No log has " + newSize + " leaves.");
    if (newSize > size) {
      throw new DamagedLogException(
          files[0].path(), size * Hash.BYTES, "the log ends before leaf " + newSize);
    }
    Lock lock = shape.writeLock();
    lock.lock();
    try {
      size = newSize;
      for (int level = 0; level < LEVELS; level++) {
        files[level].cut(count(level, newSize));
        loadEdge(level);
      }
    } finally {
      lock.unlock();
    }
    for (int level = 1; level < LEVELS; level++) {
      long count = count(level, newSize);
      if (count > 0) checkHash(level, count - 1);
    }
    // Without this a power loss could bring back a higher hash of the leaves just forgotten.
    force();
  }

  /**
   * The root of the tree of the first {@code size} leaves.
   *
   * @throws IndexOutOfBoundsException when there are fewer
   */
  public Hash rootAt(long size) throws IOException {
    return reading(size, () -> Merkle.root(size, this::subtree));
  }

  /** As {@link Merkle#inclusionProof}, in the tree of the first {@code size} leaves. */
  public List<Hash> inclusionProof(long index, long size) throws IOException {
    return reading(size, () -> Merkle.inclusionProof(index, size, this::subtree));
  }

  /** As {@link Merkle#consistencyProof}. */
  public List<Hash> consistencyProof(long size1, long size2) throws IOException {
    return reading(size2, () -> Merkle.consistencyProof(size1, size2, this::subtree));
  }

  /** The hash appended at {@code index}. */
  public Hash leafHash(long index) throws IOException {
    Objects.checkIndex(index, size);
    return reading(index + 1, () -> subtree(0, index));
  }

  /** Whether the log has grown to the whole of this tile, full or partial. */
  public boolean hasTile(int level, long index, int width) {
    if (level < 0 || index < 0 || width < 1 || width > TILE_WIDTH) return false;
    if (level >= LEVELS) return false;
    long count = count(level, size);
    return index <= count / TILE_WIDTH && index * TILE_WIDTH + width <= count;
  }

  /**
   * The bytes of a tile (C2SP tlog-tiles): {@code width} hashes of 32 bytes.
   *
   * @param width 1 to 255 of a partial tile, 256 of a full one
   * @throws IndexOutOfBoundsException unless {@link #hasTile}
   */
  public byte[] tile(int level, long index, int width) throws IOException {
    if (!hasTile(level, index, width)) {
      throw new IndexOutOfBoundsException(
          "No tile " + level + "/" + index + " of width " + width + " in " + size + " leaves.");
    }
    long leaves = (index * TILE_WIDTH + width) << (TILE_HEIGHT * level);
    return reading(leaves, () -> files[level].read(index * TILE_WIDTH, width));
  }

  /**
   * Recomputes every higher hash from the level below: reads the whole log.
   *
   * @throws DamagedLogException at the first hash that does not follow
   */
  public void check() throws IOException {
    long checked = size;
    for (int level = 1; level < LEVELS; level++) {
      for (long i = 0; i < count(level, checked); i++) checkHash(level, i);
    }
  }

  @Override
  public void close() throws IOException {
    Lock lock = shape.writeLock();
    lock.lock();
    try {
      for (HashFile file : files) {
        if (file != null) file.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The hashes of a subtree's widest row that is stored: at most 128. */
  private Hash subtree(int height, long index) throws IOException {
    int level = height / TILE_HEIGHT;
    int width = 1 << (height % TILE_HEIGHT);
    return Hashes.fold(files[level].read(index * width, width));
  }

  private void repair(int level) throws IOException {
    HashFile file = files[level];
    long wanted = count(level, size);
    file.cut(wanted);
    for (long i = file.count(); i < wanted; i++) file.write(i, computed(level, i));
  }

  private void loadEdge(int level) throws IOException {
    long count = count(level, size);
    int width = (int) (count % TILE_WIDTH);
    Arrays.fill(edge[level], (byte) 0);
    System.arraycopy(
        files[level].read(count - width, width), 0, edge[level], 0, width * Hash.BYTES);
  }

  private void checkHash(int level, long index) throws IOException {
    if (reading(0, () -> computed(level, index).equals(Hash.of(files[level].read(index, 1))))) {
      return;
    }
    throw new DamagedLogException(
        files[level].path(),
        index * Hash.BYTES,
        "the hash does not follow from level " + (level - 1));
  }

  private Hash computed(int level, long index) throws IOException {
    return Hashes.fold(files[level - 1].read(index * TILE_WIDTH, TILE_WIDTH));
  }

  private <T> T reading(long leaves, Read<T> read) throws IOException {
    Lock lock = shape.readLock();
    lock.lock();
    try {
      if (leaves < 0 || leaves > size) {
        throw new IndexOutOfBoundsException("The log has " + size + " leaves, not " + leaves + ".");
      }
      return read.run();
    } finally {
      lock.unlock();
    }
  }

  private static long count(int level, long size) {
    return size >>> (TILE_HEIGHT * level);
  }

  /** Makes the names of new files durable, where the system can open a directory. */
  private static void forceDirectory(Path dir) throws IOException {
    if (System.getProperty("os.name", "").startsWith("Windows")) return;
    try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private interface Read<T> {
    T run() throws IOException;
  }
}
