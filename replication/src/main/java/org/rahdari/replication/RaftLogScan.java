package org.rahdari.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Ratis' log before Ratis does. Ratis knows two policies: refuse any damage, also a last
 * record that power loss tore, or drop everything after the damage, acknowledged or not. Here only
 * what was never acknowledged is cut; then Ratis starts under the strict policy.
 *
 * <p>The format: files {@code log_FIRST-LAST} and one {@code log_inprogress_FIRST}, each
 * "RaftLog1", then records of (varint length, LogEntryProto, CRC32C of both), then zeros.
 */
final class RaftLogScan {
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");
  private static final byte[] TITLE = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int VARINT_BYTES_MAX = 5;
  private static final String ADVICE =
      "stop, and restore the folder raft of this replica from a backup";
  private static final System.Logger LOG = System.getLogger(RaftLogScan.class.getName());

  private long firstIndex = -1;
  private long lastIndex = -1;
  private long lastPayloadIndex = -1;
  private @Nullable Tear tear;

  /** Where the last file becomes unreadable. */
  private record Tear(Path file, int offset, long index, String what) {}

  private record Segment(Path path, long first, long last) {
    boolean open() {
      return last < 0;
    }
  }

  private RaftLogScan() {}

  /**
   * Reads the log below Ratis' directory; there may be none yet.
   *
   * @throws DamagedException if a file is missing, or any but the last is damaged
   */
  static RaftLogScan of(Path raft) throws IOException {
    RaftLogScan scan = new RaftLogScan();
    for (Segment segment : segments(raft)) scan.read(segment);
    return scan;
  }

  private static List<Segment> segments(Path raft) throws IOException {
    if (!Files.exists(raft)) return List.of();
    try (Stream<Path> all = Files.walk(raft)) {
      return all.map(RaftLogScan::segment)
          .flatMap(java.util.Optional::stream)
          .sorted(Comparator.comparingLong(Segment::first))
          .toList();
    }
  }

  private static java.util.Optional<Segment> segment(Path path) {
    String name = String.valueOf(path.getFileName());
    Matcher closed = CLOSED.matcher(name);
    if (closed.matches()) {
      return java.util.Optional.of(
          new Segment(path, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
    }
    Matcher open = OPEN.matcher(name);
    if (!open.matches()) return java.util.Optional.empty();
    return java.util.Optional.of(new Segment(path, Long.parseLong(open.group(1)), -1));
  }

  private void read(Segment segment) throws IOException {
    if (tear != null) throw damaged(tear);
    if (firstIndex < 0) {
      firstIndex = segment.first();
      lastIndex = segment.first() - 1;
    }
    if (segment.first() != lastIndex + 1) {
      throw new DamagedException(
          segment.path(),
          0,
          "index " + (lastIndex + 1) + " of Ratis' log is missing before it",
          ADVICE);
    }
    byte[] bytes = Files.readAllBytes(segment.path());
    int offset = titleEnd(segment, bytes);
    while (tear == null && offset < bytes.length && bytes[offset] != 0) {
      offset = readRecord(segment, bytes, offset);
    }
    if (tear == null) checkEnd(segment, bytes, offset);
    if (tear != null && !segment.open()) throw damaged(tear);
  }

  private int titleEnd(Segment segment, byte[] bytes) {
    for (int i = 0; i < TITLE.length; i++) {
      if (i >= bytes.length || bytes[i] != TITLE[i]) {
        boolean blank = allZero(bytes, Math.min(i, bytes.length));
        if (!blank) tear(segment, 0, "the title is wrong");
        return bytes.length;
      }
    }
    return TITLE.length;
  }

  private int readRecord(Segment segment, byte[] bytes, int offset) {
    long length = 0;
    int at = offset;
    for (int i = 0; ; i++) {
      if (at >= bytes.length || i == VARINT_BYTES_MAX) {
        return tear(segment, offset, "the length is wrong");
      }
      byte b = bytes[at++];
      length |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) break;
    }
    if (length > bytes.length - at - Integer.BYTES) {
      return tear(segment, offset, "the record ends early");
    }
    int end = at + (int) length;
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, end - offset);
    if (ByteBuffer.wrap(bytes).getInt(end) != (int) crc.getValue()) {
      return tear(segment, offset, "the checksum is wrong");
    }
    LogEntryProto entry;
    try {
      entry = LogEntryProto.parseFrom(ByteBuffer.wrap(bytes, at, (int) length));
    } catch (InvalidProtocolBufferException e) {
      return tear(segment, offset, "the record is no entry");
    }
    if (entry.getIndex() != lastIndex + 1) return tear(segment, offset, "the index is wrong");
    lastIndex = entry.getIndex();
    if (entry.hasStateMachineLogEntry()) lastPayloadIndex = lastIndex;
    return end + Integer.BYTES;
  }

  private int tear(Segment segment, int offset, String what) {
    tear = new Tear(segment.path(), offset, lastIndex + 1, what);
    return offset;
  }

  private void checkEnd(Segment segment, byte[] bytes, int offset) {
    if (!allZero(bytes, offset)) tear(segment, offset, "bytes follow where zeros have to");
    else if (!segment.open() && lastIndex != segment.last()) {
      tear(segment, offset, "it ends before index " + segment.last());
    }
  }

  private static boolean allZero(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) if (bytes[i] != 0) return false;
    return true;
  }

  private static DamagedException damaged(Tear tear) {
    return new DamagedException(
        tear.file(),
        tear.offset(),
        "index " + tear.index() + " of Ratis' log: " + tear.what(),
        ADVICE);
  }

  /** Whether there is none of it yet. */
  boolean empty() {
    return firstIndex < 0;
  }

  /** The first index that has not been purged; −1 where there is no log. */
  long firstIndex() {
    return firstIndex;
  }

  /** The last index, −1 where there is no log. */
  long lastIndex() {
    return lastIndex;
  }

  /** The last index with a payload; −1 where there is none. */
  long lastPayloadIndex() {
    return lastPayloadIndex;
  }

  /**
   * Cuts the torn end, and says so.
   *
   * @param acknowledgedIndex of the last entry that is known to have been executed
   * @throws DamagedException if what would be cut was acknowledged
   */
  void settle(long acknowledgedIndex) throws IOException {
    if (tear == null) return;
    if (tear.index() <= acknowledgedIndex) throw damaged(tear);
    LOG.log(
        System.Logger.Level.WARNING,
        tear.file()
            + " ends at byte "
            + tear.offset()
            + " in a record of index "
            + tear.index()
            + " that was never acknowledged ("
            + tear.what()
            + "): it is cut");
    try (FileChannel channel = FileChannel.open(tear.file(), StandardOpenOption.WRITE)) {
      channel.truncate(tear.offset());
      channel.force(true);
    }
    tear = null;
  }
}
