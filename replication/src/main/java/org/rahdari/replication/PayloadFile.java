package org.rahdari.replication;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One file of the payload store: a title with the first position, then records.
 *
 * <pre>
 * "RHDLOG01" 8 | first position 8 | records …
 * </pre>
 *
 * <p>Reads go through a RandomAccessFile: a FileChannel closes for everybody when one reading
 * thread is interrupted.
 */
final class PayloadFile implements Closeable {
  static final int TITLE_BYTES = 16;
  private static final long TITLE = 0x5248_444c_4f47_3031L; // "RHDLOG01"
  private static final String NAME = "log-%019d";
  private static final int BUFFER_BYTES = 1 << 16;

  /** What a store says about damage that no start can repair. */
  static final String ADVICE =
      "restore this file from a mirror or a backup, and do not delete it: it is the log";

  private final Path path;
  private final long firstPosition;
  private final RandomAccessFile reading;

  /** Offsets of the records; loaded when they are wanted. */
  private int @Nullable [] offsets;

  private int count;
  private int end = TITLE_BYTES;
  private long lastIndex = -1;
  private long firstIndex = Long.MAX_VALUE;
  private long lastTerm = -1;

  /** The end of the readable part of the last file, where something unreadable follows. */
  record Tear(Path file, int offset, long position, String what) {}

  private PayloadFile(Path path, long firstPosition) throws IOException {
    this.path = path;
    this.firstPosition = firstPosition;
    this.reading = new RandomAccessFile(path.toFile(), "r");
  }

  static Path name(Path directory, long firstPosition) {
    return directory.resolve(String.format(NAME, firstPosition));
  }

  static boolean isOne(Path path) {
    return path.getFileName().toString().matches("log-\\d{19}");
  }

  static long firstPosition(Path path) {
    return Long.parseLong(path.getFileName().toString().substring(4));
  }

  static PayloadFile create(Path directory, long firstPosition) throws IOException {
    Path path = name(directory, firstPosition);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Disk.writeFully(
          channel, ByteBuffer.allocate(TITLE_BYTES).putLong(TITLE).putLong(firstPosition).flip());
      channel.force(true);
    }
    Disk.forceDirectory(directory);
    PayloadFile file = new PayloadFile(path, firstPosition);
    file.offsets = new int[64];
    return file;
  }

  /**
   * Reads all headers, and the bodies too where asked, up to the first thing that is no record.
   *
   * @param hints hears the acknowledged position of each header, also of those after a tear
   */
  static Scan scan(Path path, boolean bodies, PayloadStore.Hints hints) throws IOException {
    long firstPosition = firstPosition(path);
    PayloadFile file = new PayloadFile(path, firstPosition);
    try {
      return file.scan(bodies, hints);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  record Scan(PayloadFile file, @Nullable Tear tear) {}

  private Scan scan(boolean bodies, PayloadStore.Hints hints) throws IOException {
    long size = Files.size(path);
    if (size > Integer.MAX_VALUE) {
      throw new DamagedException(path, size, "a file of the log is not that large", ADVICE);
    }
    int[] found = new int[64];
    String broken = null;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
      ByteBuffer title = ByteBuffer.wrap(in.readNBytes(TITLE_BYTES));
      if (title.remaining() < TITLE_BYTES
          || title.getLong() != TITLE
          || title.getLong() != firstPosition) {
        end = 0;
        broken = "the title is incomplete or wrong";
      }
      while (broken == null && end < size) {
        PayloadHeader header = PayloadHeader.decode(in.readNBytes(PayloadHeader.BYTES), 0);
        if (header == null) broken = "this is not the header of a record";
        else if (header.position() != firstPosition + count) broken = "the position is wrong";
        else if (header.index() <= lastIndex) broken = "the Raft index runs back";
        else if (header.length() > size - end - PayloadHeader.BYTES) broken = "the body ends early";
        else if (!bodyHolds(in, header, bodies)) broken = "the body has not the hash of its header";
        if (broken != null || header == null) break;
        if (count == found.length) found = Arrays.copyOf(found, 2 * count);
        found[count] = end;
        note(header);
        hints.acknowledged(header.acknowledged());
      }
    }
    offsets = found;
    if (broken == null) return new Scan(this, null);
    Tear tear = new Tear(path, end, firstPosition + count, broken);
    hearHintsAfter(end, hints);
    return new Scan(this, tear);
  }

  private static boolean bodyHolds(InputStream in, PayloadHeader header, boolean bodies)
      throws IOException {
    if (!bodies) {
      in.skipNBytes(header.length());
      return true;
    }
    return Body.decode(in.readNBytes(header.length()), header.hash()) != null;
  }

  /** Records after a tear prove that what was torn had been acknowledged, or not. */
  private void hearHintsAfter(int offset, PayloadStore.Hints hints) throws IOException {
    byte[] rest;
    try (InputStream in = Files.newInputStream(path)) {
      in.skipNBytes(offset);
      rest = in.readAllBytes();
    }
    for (int i = 0; i + PayloadHeader.BYTES <= rest.length; i++) {
      if (rest[i] != (byte) (PayloadHeader.MAGIC >>> 56)) continue;
      PayloadHeader header = PayloadHeader.decode(rest, i);
      if (header != null) hints.acknowledged(header.acknowledged());
    }
  }

  private void note(PayloadHeader header) {
    count++;
    end += PayloadHeader.BYTES + header.length();
    firstIndex = Math.min(firstIndex, header.index());
    lastIndex = header.index();
    lastTerm = header.term();
  }

  Path path() {
    return path;
  }

  long firstPosition() {
    return firstPosition;
  }

  long lastPosition() {
    return firstPosition + count - 1;
  }

  /** Of the first record; {@link Long#MAX_VALUE} where there is none. */
  long firstIndex() {
    return firstIndex;
  }

  int count() {
    return count;
  }

  /** Where the next record goes. */
  int end() {
    return end;
  }

  /** Records that a record has been written at the end. */
  void appended(PayloadHeader header) {
    int[] known = java.util.Objects.requireNonNull(offsets);
    if (count == known.length) known = Arrays.copyOf(known, 2 * count);
    known[count] = end;
    offsets = known;
    note(header);
  }

  boolean loaded() {
    return offsets != null;
  }

  void unload() {
    offsets = null;
  }

  void load() throws IOException {
    if (offsets != null) return;
    int[] found = new int[Math.max(1, count)];
    int offset = TITLE_BYTES;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
      in.skipNBytes(TITLE_BYTES);
      for (int i = 0; i < count; i++) {
        PayloadHeader header = PayloadHeader.decode(in.readNBytes(PayloadHeader.BYTES), 0);
        if (header == null) throw damaged(offset, firstPosition + i, "the header is damaged");
        found[i] = offset;
        in.skipNBytes(header.length());
        offset += PayloadHeader.BYTES + header.length();
      }
    } catch (EOFException e) {
      throw damaged(offset, firstPosition, "the file ends early");
    }
    offsets = found;
  }

  private DamagedException damaged(int offset, long position, String what) {
    return new DamagedException(path, offset, "position " + position + ": " + what, ADVICE);
  }

  int offsetOf(long position) {
    return java.util.Objects.requireNonNull(offsets)[(int) (position - firstPosition)];
  }

  PayloadHeader header(int offset, long position) throws IOException {
    PayloadHeader header =
        PayloadHeader.decode(bytes(offset, PayloadHeader.BYTES, position, offset), 0);
    if (header == null) throw damaged(offset, position, "the header is damaged");
    if (header.position() != position) {
      throw damaged(offset, position, "position " + header.position() + " stands here");
    }
    return header;
  }

  Payload read(int offset, long position) throws IOException {
    PayloadHeader header = header(offset, position);
    byte[] bytes = bytes(offset + PayloadHeader.BYTES, header.length(), position, offset);
    Body body = Body.decode(bytes, header.hash());
    if (body == null) throw damaged(offset, position, "the body has not the hash of its header");
    return new Payload(header, body);
  }

  private byte[] bytes(int offset, int length, long position, int record) throws IOException {
    byte[] bytes = new byte[length];
    synchronized (reading) {
      reading.seek(offset);
      try {
        reading.readFully(bytes);
      } catch (EOFException e) {
        throw damaged(record, position, "the file ends early");
      }
    }
    return bytes;
  }

  /** Forgets the records from a position on; the caller cuts the file to {@link #end()}. */
  void forgetFrom(long position) throws IOException {
    load();
    int kept = (int) (position - firstPosition);
    int[] known = java.util.Objects.requireNonNull(offsets);
    int newEnd = kept < count ? known[kept] : end;
    if (kept == 0) {
      firstIndex = Long.MAX_VALUE;
      lastIndex = -1;
      lastTerm = -1;
    } else {
      PayloadHeader last = header(known[kept - 1], position - 1);
      lastIndex = last.index();
      lastTerm = last.term();
    }
    count = kept;
    end = newEnd;
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastTerm() {
    return lastTerm;
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}
