package org.rahdari.transparency;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A file of 32-byte hashes, one tile level of the log.
 *
 * <p>A RandomAccessFile and not a FileChannel: a channel closes for everybody when one reading
 * thread is interrupted.
 */
final class HashFile {
  private final Path path;
  private final RandomAccessFile file;
  private final Object forcing = new Object();
  private volatile boolean dirty;

  HashFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  Path path() {
    return path;
  }

  /** Complete hashes; a torn tail does not count. */
  synchronized long count() throws IOException {
    return file.length() / Hash.BYTES;
  }

  /** Cuts the file, also of a torn tail; never lengthens it. */
  synchronized void cut(long count) throws IOException {
    if (file.length() <= count * Hash.BYTES) return;
    file.setLength(count * Hash.BYTES);
    dirty = true;
  }

  synchronized void write(long index, Hash hash) throws IOException {
    file.seek(index * Hash.BYTES);
    file.write(hash.raw());
    dirty = true;
  }

  synchronized byte[] read(long index, int width) throws IOException {
    byte[] hashes = new byte[width * Hash.BYTES];
    try {
      file.seek(index * Hash.BYTES);
      file.readFully(hashes);
    } catch (EOFException _) {
      throw new DamagedLogException(path, file.length(), "the file ends too early");
    }
    return hashes;
  }

  /** Under its own lock: readers and the writer go on while the disk works. */
  void force() throws IOException {
    synchronized (forcing) {
      if (!dirty) return;
      dirty = false;
      try {
        file.getFD().sync();
      } catch (IOException e) {
        dirty = true;
        throw e;
      }
    }
  }

  synchronized void close() throws IOException {
    file.close();
  }
}
