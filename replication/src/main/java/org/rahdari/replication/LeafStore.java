package org.rahdari.replication;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Codec;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Effect;
import org.rahdari.ledger.Entered;

/**
 * What the leaves of the transparency log are of, so that a receipt of any item can be made later.
 * The items of an envelope are not repeated here: they are in the log, at the leaf's position.
 *
 * <pre>
 * leaves.data     records: length 4 | CRC32C 4 | content
 * leaves.offsets  8 bytes a leaf: where its record ends
 * content         leaf index 8 | position 8 | envelope 4 | length 2, leaf | distinct results 2,
 *                 each (length 2, bytes) | items 4 | items × number of its result 2 | timer items 4,
 *                 each (length 4, bytes) | effects 4, each (item 4 | 1 made or 2
 *                 repeated | length 2, transfer)
 * </pre>
 *
 * <p>It can be made again by re-executing the log, and after a crash its end is: see {@link
 * #truncate}. One thread writes, any number reads, and neither waits for the other.
 */
final class LeafStore implements Closeable {
  /** What to do about damage here. */
  static final String ADVICE =
      "remove the folders snapshots, tiles and leaves of this replica: they are made again from the"
          + " log";

  private static final int RECORD_PREFIX_BYTES = 2 * Integer.BYTES;

  /** Far more than a batch comes to: all of its items may enter as many transfers as they may. */
  private static final int CONTENT_BYTES_MAX = 1_600 << 20;

  private static final int MADE = 1;
  private static final int REPEATED = 2;
  private static final Codec<Entered> TRANSFER = Codec.of(Entered.class);

  private final List<RandomAccessFile> files = new ArrayList<>();
  private final Path dataPath;
  private final Path offsetsPath;
  private final RandomAccessFile data;
  private final RandomAccessFile offsets;
  private final Object reading = new Object();
  private final RandomAccessFile dataToRead;
  private final RandomAccessFile offsetsToRead;
  private long size;
  private long dataEnd;

  /**
   * A leaf and what leads to its items.
   *
   * @param index of the leaf in the log
   * @param position of the entry
   * @param envelope index of the envelope in the entry, −1 for timers
   * @param leaf its bytes
   * @param results one an item
   * @param timerItems the items themselves of timers, none of an envelope
   * @param effects as the batch has them
   */
  record Stored(
      long index,
      long position,
      int envelope,
      byte[] leaf,
      List<byte[]> results,
      List<byte[]> timerItems,
      List<Effect> effects) {}

  private LeafStore(Path directory) throws IOException {
    dataPath = directory.resolve("leaves.data");
    offsetsPath = directory.resolve("leaves.offsets");
    data = opened(dataPath, "rw");
    offsets = opened(offsetsPath, "rw");
    dataToRead = opened(dataPath, "r");
    offsetsToRead = opened(offsetsPath, "r");
    size = offsets.length() / Long.BYTES;
  }

  private RandomAccessFile opened(Path path, String mode) throws IOException {
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), mode);
      files.add(file);
      return file;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Opens the store; {@link #truncate} has to follow. */
  static LeafStore open(Path directory) throws IOException {
    Files.createDirectories(directory);
    LeafStore store = new LeafStore(directory);
    Disk.forceDirectory(directory);
    return store;
  }

  synchronized long size() {
    return size;
  }

  /**
   * Keeps the first leaves: as many as a snapshot says were on the disk when it was taken.
   *
   * @throws DamagedException if there are fewer
   */
  synchronized void truncate(long newSize) throws IOException {
    if (size < newSize) {
      throw new DamagedException(
          offsetsPath, size * Long.BYTES, "the file ends before leaf " + newSize, ADVICE);
    }
    dataEnd = newSize == 0 ? 0 : offset(newSize);
    if (data.length() < dataEnd) {
      throw new DamagedException(dataPath, data.length(), "the file ends early", ADVICE);
    }
    size = newSize;
    offsets.setLength(newSize * Long.BYTES);
    data.setLength(dataEnd);
    if (newSize > 0) read(newSize - 1);
  }

  /** Appends the leaves of one entry; durable after {@link #force}. */
  synchronized void append(List<Stored> leaves) throws IOException {
    if (leaves.isEmpty()) return;
    List<byte[]> records = new ArrayList<>(leaves.size());
    ByteBuffer ends = ByteBuffer.allocate(leaves.size() * Long.BYTES);
    int bytes = 0;
    for (Stored leaf : leaves) {
      if (leaf.index() != size + records.size()) {
        throw new IllegalArgumentException("leaf " + leaf.index() + " after " + size + " leaves");
      }
      byte[] record = encode(leaf);
      records.add(record);
      bytes += record.length;
      ends.putLong(dataEnd + bytes);
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    records.forEach(all::put);
    data.seek(dataEnd);
    data.write(all.array());
    offsets.seek(size * Long.BYTES);
    offsets.write(ends.array());
    dataEnd += bytes;
    size += leaves.size();
  }

  void force() throws IOException {
    data.getFD().sync();
    offsets.getFD().sync();
  }

  /**
   * The leaf at an index.
   *
   * @throws DamagedException if its record is damaged
   * @throws IndexOutOfBoundsException if there is none
   */
  Stored read(long index) throws IOException {
    java.util.Objects.checkIndex(index, size());
    long from = index == 0 ? 0 : offset(index);
    long to = offset(index + 1);
    long length = to - from - RECORD_PREFIX_BYTES;
    if (length < 0 || length > CONTENT_BYTES_MAX || to > dataEnd()) {
      throw new DamagedException(
          offsetsPath, index * Long.BYTES, "leaf " + index + ": the offset is wrong", ADVICE);
    }
    byte[] record = new byte[(int) (to - from)];
    synchronized (reading) {
      dataToRead.seek(from);
      try {
        dataToRead.readFully(record);
      } catch (EOFException e) {
        throw damaged(index, from, "the file ends early");
      }
    }
    ByteBuffer in = ByteBuffer.wrap(record);
    if (in.getInt() != length) throw damaged(index, from, "the length is wrong");
    CRC32C crc = new CRC32C();
    crc.update(record, RECORD_PREFIX_BYTES, (int) length);
    if (in.getInt() != (int) crc.getValue()) throw damaged(index, from, "the checksum is wrong");
    Stored stored;
    try {
      stored = decode(in);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | MalformedException e) {
      throw damaged(index, from, "the record is malformed");
    }
    if (stored.index() != index)
      throw damaged(index, from, "leaf " + stored.index() + " stands here");
    return stored;
  }

  private DamagedException damaged(long index, long offset, String what) {
    return new DamagedException(dataPath, offset, "leaf " + index + ": " + what, ADVICE);
  }

  /** A leaf whose record is sound and does not lead to the tree. */
  DamagedException contradicts(long index) throws IOException {
    return damaged(index, index == 0 ? 0 : offset(index), "it does not lead to the tree's hash");
  }

  private long offset(long leaf) throws IOException {
    synchronized (reading) {
      offsetsToRead.seek((leaf - 1) * Long.BYTES);
      return offsetsToRead.readLong();
    }
  }

  private synchronized long dataEnd() {
    return dataEnd;
  }

  private static byte[] encode(Stored stored) {
    List<byte[]> distinct = new ArrayList<>();
    short[] numbers = number(stored.results(), distinct);
    List<byte[]> effects = stored.effects().stream().map(LeafStore::encode).toList();
    int bytes = RECORD_PREFIX_BYTES + 8 + 8 + 4 + 2 + stored.leaf().length + 2 + 4 + 4 + 4;
    for (byte[] result : distinct) bytes += 2 + result.length;
    bytes += 2 * stored.results().size();
    for (byte[] item : stored.timerItems()) bytes += 4 + item.length;
    for (byte[] effect : effects) bytes += effect.length;
    ByteBuffer out = ByteBuffer.allocate(bytes).position(RECORD_PREFIX_BYTES);
    out.putLong(stored.index()).putLong(stored.position()).putInt(stored.envelope());
    out.putShort((short) stored.leaf().length).put(stored.leaf());
    out.putShort((short) distinct.size());
    for (byte[] result : distinct) out.putShort((short) result.length).put(result);
    out.putInt(stored.results().size());
    for (short number : numbers) out.putShort(number);
    out.putInt(stored.timerItems().size());
    for (byte[] item : stored.timerItems()) out.putInt(item.length).put(item);
    out.putInt(effects.size());
    effects.forEach(out::put);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), RECORD_PREFIX_BYTES, bytes - RECORD_PREFIX_BYTES);
    out.putInt(0, bytes - RECORD_PREFIX_BYTES).putInt(4, (int) crc.getValue());
    return out.array();
  }

  private static byte[] encode(Effect effect) {
    int kind = effect instanceof Effect.Made ? MADE : REPEATED;
    byte[] transfer =
        switch (effect) {
          case Effect.Made made -> TRANSFER.encode(made.transfer());
          case Effect.Repeated repeated -> new byte[0];
        };
    return ByteBuffer.allocate(4 + 1 + 2 + transfer.length)
        .putInt(effect.item())
        .put((byte) kind)
        .putShort((short) transfer.length)
        .put(transfer)
        .array();
  }

  private static Effect effect(ByteBuffer in) {
    int item = in.getInt();
    int kind = in.get();
    byte[] transfer = bytes(in, Short.toUnsignedInt(in.getShort()));
    return switch (kind) {
      case MADE -> new Effect.Made(item, TRANSFER.decode(transfer));
      case REPEATED -> new Effect.Repeated(item);
      default -> throw new MalformedException("an effect of the kind " + kind);
    };
  }

  /** Gives equal results one number; the kernel shares an array among most of them. */
  private static short[] number(List<byte[]> results, List<byte[]> distinct) {
    Map<Bytes, Integer> numbers = new HashMap<>();
    short[] numbered = new short[results.size()];
    byte[] last = null;
    short lastNumber = 0;
    for (int i = 0; i < numbered.length; i++) {
      byte[] result = results.get(i);
      if (result != last) {
        Integer known = numbers.putIfAbsent(new Bytes(result), distinct.size());
        lastNumber = (short) (known == null ? distinct.size() : known);
        if (known == null) distinct.add(result);
        last = result;
      }
      numbered[i] = lastNumber;
    }
    return numbered;
  }

  private static Stored decode(ByteBuffer in) {
    long index = in.getLong();
    long position = in.getLong();
    int envelope = in.getInt();
    byte[] leaf = bytes(in, Short.toUnsignedInt(in.getShort()));
    int distinct = Short.toUnsignedInt(in.getShort());
    List<byte[]> texts = new ArrayList<>(distinct);
    for (int i = 0; i < distinct; i++) texts.add(bytes(in, Short.toUnsignedInt(in.getShort())));
    int items = in.getInt();
    List<byte[]> results = new ArrayList<>();
    for (int i = 0; i < items; i++) results.add(texts.get(Short.toUnsignedInt(in.getShort())));
    List<byte[]> timerItems = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) timerItems.add(bytes(in, in.getInt()));
    List<Effect> effects = new ArrayList<>();
    for (int left = in.getInt(); left > 0; left--) effects.add(effect(in));
    return new Stored(index, position, envelope, leaf, results, timerItems, effects);
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) throw new BufferUnderflowException();
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  @Override
  public synchronized void close() throws IOException {
    for (RandomAccessFile file : files) file.close();
  }
}
