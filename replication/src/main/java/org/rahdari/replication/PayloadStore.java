package org.rahdari.replication;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * The log: every entry in order, in append-only files that nothing purges. Bytes are written here
 * once; Ratis' log has their hash.
 *
 * <p><b>Crash.</b> The store is flushed before Ratis' log is. So what Ratis' log knows is whole
 * here, or it is damage; and what it does not know was never acknowledged and is cut at {@link
 * #settle}. Each record says how far the log had been executed when it was written, so that a Raft
 * log that lost its end is found out and takes nothing with it.
 *
 * <p><b>Threads.</b> One appends or truncates, another flushes, any number reads what was appended.
 * Locks are taken in this order: flushing, this.
 */
final class PayloadStore implements Closeable {
  /** A file that has reached this takes no further record. */
  static final int FILE_BYTES_MAX = 64 << 20;

  /** Files whose record offsets are in memory. */
  private static final int FILES_LOADED_MAX = 8;

  private static final System.Logger LOG = System.getLogger(PayloadStore.class.getName());

  private final Path directory;
  private final int fileBytesMax;
  private final List<PayloadFile> files = new ArrayList<>();
  private final Deque<PayloadFile> loaded = new ArrayDeque<>();
  private final Object flushing = new Object();
  private PayloadFile.@Nullable Tear tear;
  private long acknowledged;
  private @Nullable FileChannel writing;
  private boolean failed;
  private boolean dirty;
  private volatile long lastFsyncMicros;

  /** Hears how far the log had been executed at some moment. */
  interface Hints {
    void acknowledged(long position);
  }

  private PayloadStore(Path directory, int fileBytesMax) {
    this.directory = directory;
    this.fileBytesMax = fileBytesMax;
  }

  /**
   * Opens the store in a directory, which is made when it is missing, and reads its headers. Only
   * the last file may end in something unreadable; {@link #settle} judges that.
   *
   * @throws DamagedException if a file is missing or another one is damaged
   */
  static PayloadStore open(Path directory, int fileBytesMax) throws IOException {
    Files.createDirectories(directory);
    PayloadStore store = new PayloadStore(directory, fileBytesMax);
    try {
      store.scan();
      return store;
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void scan() throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.list(directory)) {
      paths = all.filter(PayloadFile::isOne).sorted().toList();
    }
    long lastIndex = -1;
    for (int i = 0; i < paths.size(); i++) {
      Path path = paths.get(i);
      long next = files.isEmpty() ? 1 : files.getLast().lastPosition() + 1;
      if (PayloadFile.firstPosition(path) != next) {
        throw new DamagedException(
            PayloadFile.name(directory, next),
            0,
            "the file with position " + next + " is missing before " + path.getFileName(),
            PayloadFile.ADVICE);
      }
      boolean last = i == paths.size() - 1;
      PayloadFile.Scan scan = PayloadFile.scan(path, last, this::hint);
      files.add(scan.file());
      PayloadFile file = scan.file();
      if (scan.tear() != null && !last) throw damaged(scan.tear());
      if (file.count() > 0 && file.firstIndex() <= lastIndex) {
        throw new DamagedException(
            path, PayloadFile.TITLE_BYTES, "the Raft index runs back", PayloadFile.ADVICE);
      }
      lastIndex = Math.max(lastIndex, file.lastIndex());
      tear = scan.tear();
      if (!last) file.unload();
    }
  }

  private void hint(long position) {
    acknowledged = Math.max(acknowledged, position);
  }

  private static DamagedException damaged(PayloadFile.Tear tear) {
    return new DamagedException(
        tear.file(),
        tear.offset(),
        "position " + tear.position() + ": " + tear.what(),
        PayloadFile.ADVICE);
  }

  /** The last position that is known to have been executed before the last stop. */
  synchronized long acknowledged() {
    return acknowledged;
  }

  /**
   * Cuts the end that was never acknowledged, and says so.
   *
   * @param raftIndex the last entry with a payload in Ratis' log; −1 where there is none
   * @param snapshotPosition of the snapshot: Ratis' log may have been purged up to there
   * @param signedPosition of the last signed checkpoint
   * @throws DamagedException if what would be cut was acknowledged
   */
  synchronized void settle(long raftIndex, long snapshotPosition, long signedPosition)
      throws IOException {
    hint(snapshotPosition);
    hint(signedPosition);
    if (tear != null) {
      if (acknowledged >= tear.position() || lastIndex() < raftIndex) throw damaged(tear);
      LOG.log(
          System.Logger.Level.WARNING,
          tear.file()
              + " ends at byte "
              + tear.offset()
              + " in a record of position "
              + tear.position()
              + " that was never acknowledged ("
              + tear.what()
              + "): it is cut");
      PayloadFile torn = files.getLast();
      if (torn.end() == 0) {
        files.removeLast().close();
        Files.delete(torn.path());
        Disk.forceDirectory(directory);
      } else {
        cut(torn);
      }
      tear = null;
    }
    if (lastIndex() < raftIndex || lastPosition() < acknowledged) {
      throw new DamagedException(
          files.isEmpty() ? directory : files.getLast().path(),
          files.isEmpty() ? 0 : files.getLast().end(),
          "the log ends at position "
              + lastPosition()
              + " (Raft index "
              + lastIndex()
              + "), and position "
              + acknowledged
              + " (Raft index "
              + raftIndex
              + ") was acknowledged",
          PayloadFile.ADVICE);
    }
    long durableIndex =
        snapshotPosition == 0 ? raftIndex : Math.max(raftIndex, header(snapshotPosition).index());
    if (lastIndex() > durableIndex) {
      long from = firstPositionAbove(durableIndex);
      if (from <= acknowledged) {
        throw new RefusedException(
            "Ratis' log ends at index "
                + durableIndex
                + ", before position "
                + from
                + " of the log, and position "
                + acknowledged
                + " was acknowledged: restore the folder raft of this replica from a backup.");
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "positions "
              + from
              + " to "
              + lastPosition()
              + " were written and never acknowledged: they are cut");
      truncateTo(from);
    }
  }

  /** The last position; 0 where there is none. */
  synchronized long lastPosition() {
    return files.isEmpty() ? 0 : files.getLast().lastPosition();
  }

  /** The Raft index of the last record; −1 where there is none. */
  synchronized long lastIndex() {
    for (int i = files.size() - 1; i >= 0; i--) {
      if (files.get(i).count() > 0) return files.get(i).lastIndex();
    }
    return -1;
  }

  /**
   * Appends the payload of a Raft entry; durable after {@link #force}. What an overwritten Raft
   * entry of that index or a later one had brought is cut before.
   *
   * @return its position
   */
  long append(long term, long index, long acknowledgedNow, Hash32 hash, List<ByteBuffer> body)
      throws IOException {
    if (lastIndex() >= index) truncate(index - 1);
    if (full()) roll();
    return appendToLast(term, index, acknowledgedNow, hash, body);
  }

  private synchronized long appendToLast(
      long term, long index, long acknowledgedNow, Hash32 hash, List<ByteBuffer> body)
      throws IOException {
    if (failed) throw new IOException("the log failed before and takes no more");
    int length = 0;
    for (ByteBuffer part : body) length += part.remaining();
    try {
      PayloadFile file = fileToAppendTo();
      PayloadHeader header =
          new PayloadHeader(lastPosition() + 1, term, index, acknowledgedNow, length, hash);
      ByteBuffer[] parts = new ByteBuffer[body.size() + 1];
      parts[0] = header.encode();
      for (int i = 0; i < body.size(); i++) parts[i + 1] = body.get(i).duplicate();
      dirty = true;
      Disk.writeFully(Objects.requireNonNull(writing), parts);
      file.appended(header);
      return header.position();
    } catch (IOException | RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private synchronized boolean full() {
    return files.isEmpty() || files.getLast().end() >= fileBytesMax;
  }

  /** The file before is whole on the disk when the next one begins: only the last can be torn. */
  private void roll() throws IOException {
    synchronized (flushing) {
      force();
      synchronized (this) {
        stopWriting();
        if (!files.isEmpty()) remember(files.getLast());
        files.add(PayloadFile.create(directory, lastPosition() + 1));
      }
    }
  }

  private PayloadFile fileToAppendTo() throws IOException {
    PayloadFile file = files.getLast();
    if (writing == null) {
      file.load();
      loaded.remove(file);
      writing = FileChannel.open(file.path(), StandardOpenOption.WRITE);
      writing.position(file.end());
    }
    return file;
  }

  private void stopWriting() throws IOException {
    if (writing != null) writing.close();
    writing = null;
  }

  /** Returns when everything appended before the call is on the disk. */
  void force() throws IOException {
    synchronized (flushing) {
      FileChannel channel;
      synchronized (this) {
        if (failed) throw new IOException("the log failed before and takes no more");
        if (!dirty || writing == null) return;
        dirty = false;
        channel = writing;
      }
      long from = System.nanoTime();
      try {
        channel.force(false);
      } catch (IOException e) {
        // After a failed flush nobody knows what is on the disk; a second try would lie.
        synchronized (this) {
          failed = true;
        }
        throw e;
      }
      lastFsyncMicros = (System.nanoTime() - from) / 1_000;
    }
  }

  long lastFsyncMicros() {
    return lastFsyncMicros;
  }

  /** Forgets the records of Raft entries after the index, durably. */
  void truncate(long lastIndexKept) throws IOException {
    synchronized (flushing) {
      synchronized (this) {
        if (lastIndex() > lastIndexKept) truncateTo(firstPositionAbove(lastIndexKept));
      }
    }
  }

  private void truncateTo(long position) throws IOException {
    stopWriting();
    while (!files.isEmpty() && files.getLast().firstPosition() >= position) {
      PayloadFile file = files.removeLast();
      loaded.remove(file);
      file.close();
      Files.delete(file.path());
    }
    if (!files.isEmpty() && files.getLast().lastPosition() >= position) {
      files.getLast().forgetFrom(position);
      cut(files.getLast());
    }
    Disk.forceDirectory(directory);
  }

  private static void cut(PayloadFile file) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.truncate(file.end());
      channel.force(true);
    }
  }

  private long firstPositionAbove(long index) throws IOException {
    long low = 1;
    long high = lastPosition() + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (header(middle).index() > index) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The position that a Raft entry carries, or 0. */
  synchronized long positionOf(long index) throws IOException {
    long position = firstPositionAbove(index - 1);
    if (position > lastPosition() || header(position).index() != index) return 0;
    return position;
  }

  /** The header at a position, undamaged. */
  PayloadHeader header(long position) throws IOException {
    Place place = place(position);
    return place.file.header(place.offset, position);
  }

  /**
   * The record at a position, undamaged.
   *
   * @throws DamagedException if it is not
   */
  Payload read(long position) throws IOException {
    Place place = place(position);
    return place.file.read(place.offset, position);
  }

  private record Place(PayloadFile file, int offset) {}

  private synchronized Place place(long position) throws IOException {
    if (position < 1 || position > lastPosition()) {
      throw new IndexOutOfBoundsException(
          "the log has no position " + position + ", it ends at " + lastPosition());
    }
    int low = 0;
    int high = files.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (files.get(middle).firstPosition() <= position) low = middle;
      else high = middle - 1;
    }
    PayloadFile file = files.get(low);
    if (!file.loaded()) {
      file.load();
      remember(file);
    }
    return new Place(file, file.offsetOf(position));
  }

  private void remember(PayloadFile file) {
    loaded.addLast(file);
    if (loaded.size() > FILES_LOADED_MAX) loaded.removeFirst().unload();
  }

  /**
   * Reads everything.
   *
   * @throws DamagedException at the first damage
   */
  void check() throws IOException {
    for (long position = 1; position <= lastPosition(); position++) read(position);
  }

  @Override
  public void close() throws IOException {
    synchronized (flushing) {
      synchronized (this) {
        if (writing != null && !failed) force();
        stopWriting();
        failed = true;
        for (PayloadFile file : files) file.close();
      }
    }
  }
}
