package org.rahdari.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Priority;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The files of the index: a RocksDB of one family of rows for each way to ask, so that each
 * question is one range of keys. All numbers are big-endian.
 *
 * <pre>
 * default   "format" → text | "standing" → leaves 8 | lines 8 | position 8 | hash of the last leaf 32
 * line      number 8 → {@link Line}
 * transfer  id 16 → number 8 | number of the line that ended it 8, where one did
 * refusal   id 16 | party 8 → {@link Refused}
 * leg       account 16 | number 8 → {@link Leg}
 * balance   account 16 | number 8 → the account's {@link Balances} after that leg, of some legs
 * code      code 4 | number 8 → nothing; of every code but 0
 * </pre>
 *
 * <p>There is no journal: rows are written in atomic batches, each with the standing that it leads
 * to, and all families reach the disk together. What a crash takes away, it takes with the
 * standing, and it is read from the log again. RocksDB checks every block that it reads.
 */
final class Index implements AutoCloseable {
  /** Rows that are not yet in a file, in bytes, at most. */
  private static final long UNWRITTEN_BYTES_MAX = 64 << 20;

  private static final long CACHE_BYTES_MAX = 64 << 20;
  private static final int BLOCK_BYTES = 16 << 10;
  private static final int FILTER_BITS_PER_KEY = 10;
  private static final int BACKGROUND_JOBS_MAX = 2;
  private static final long SYNC_EVERY_BYTES = 1 << 20;
  private static final long INFO_LOG_BYTES_MAX = 1 << 20;
  private static final String TITLE = "rahdari history 1\nnetwork ";
  private static final byte[] FORMAT = ascii("format");
  private static final byte[] STANDING = ascii("standing");

  static {
    RocksDB.loadLibrary();
    Env.getDefault().lowerThreadPoolCPUPriority(Priority.LOW);
  }

  /** A family of rows. */
  enum Family {
    LINE,
    TRANSFER,
    REFUSAL,
    LEG,
    BALANCE,
    CODE
  }

  /**
   * What the rows are of.
   *
   * @param leaves how many leaves of the transparency log
   * @param lines how many movements they come to
   * @param position of the last of these leaves
   * @param lastLeaf its hash, which stands for the whole log before it
   */
  record Standing(long leaves, long lines, long position, Hash32 lastLeaf) {
    static final Standing EMPTY = new Standing(0, 0, 0, Hash32.ZERO);

    private byte[] encode() {
      return ByteBuffer.allocate(3 * Long.BYTES + Hash32.BYTES)
          .putLong(leaves)
          .putLong(lines)
          .putLong(position)
          .put(lastLeaf.bytes())
          .array();
    }

    private static Standing decode(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new Standing(
          in.getLong(),
          in.getLong(),
          in.getLong(),
          Hash32.of(Arrays.copyOfRange(bytes, in.position(), bytes.length)));
    }
  }

  private final List<RocksObject> owned = new ArrayList<>();
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final Map<Family, ColumnFamilyHandle> byFamily = new EnumMap<>(Family.class);
  private final WriteOptions unjournaled = own(new WriteOptions().setDisableWAL(true));
  private final RocksDB db;
  private volatile Standing standing;

  private Index(Path directory) throws RocksDBException {
    LRUCache cache = own(new LRUCache(CACHE_BYTES_MAX));
    BloomFilter filter = own(new BloomFilter(FILTER_BITS_PER_KEY, false));
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options(cache, null)));
    for (Family family : Family.values()) {
      boolean byKey = family == Family.TRANSFER || family == Family.REFUSAL;
      families.add(
          new ColumnFamilyDescriptor(ascii(family.name()), options(cache, byKey ? filter : null)));
    }
    try {
      db = RocksDB.open(options(), directory.toString(), families, handles);
    } catch (RocksDBException e) {
      owned.reversed().forEach(RocksObject::close);
      throw e;
    }
    for (int i = 0; i < Family.values().length; i++) {
      byFamily.put(Family.values()[i], handles.get(1 + i)); // the first is RocksDB's own
    }
    try {
      byte[] found = db.get(STANDING);
      standing = found == null ? Standing.EMPTY : Standing.decode(found);
    } catch (RocksDBException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private DBOptions options() {
    return own(
        new DBOptions()
            .setCreateIfMissing(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true)
            .setDbWriteBufferSize(UNWRITTEN_BYTES_MAX)
            .setMaxBackgroundJobs(BACKGROUND_JOBS_MAX)
            .setBytesPerSync(SYNC_EVERY_BYTES)
            .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
            .setMaxLogFileSize(INFO_LOG_BYTES_MAX)
            .setKeepLogFileNum(1));
  }

  private ColumnFamilyOptions options(LRUCache cache, @Nullable BloomFilter filter) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (filter != null) table.setFilterPolicy(filter);
    return own(
        new ColumnFamilyOptions()
            .setWriteBufferSize(UNWRITTEN_BYTES_MAX)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setLevelCompactionDynamicLevelBytes(true)
            .setTableFormatConfig(table));
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  /**
   * Opens the index in a directory, which is made when it is missing.
   *
   * @throws RocksDBException if what is there is damaged, of another version, or of another network
   */
  static Index open(Path directory, Hash32 network) throws IOException, RocksDBException {
    Files.createDirectories(directory);
    Index index = new Index(directory);
    try {
      index.claim(network);
      return index;
    } catch (RocksDBException e) {
      index.close();
      throw e;
    }
  }

  private void claim(Hash32 network) throws RocksDBException {
    byte[] mine = ascii(TITLE + network);
    byte[] found = db.get(FORMAT);
    if (Arrays.equals(found, mine)) return;
    if (found != null || standing.leaves() > 0) {
      throw new RocksDBException("it is of another network or of another version");
    }
    db.put(unjournaled, FORMAT, mine);
  }

  /** What the rows are of now. */
  Standing standing() {
    return standing;
  }

  /** Writes rows together with what they lead to. */
  void write(WriteBatch batch, Standing then) throws RocksDBException {
    batch.put(STANDING, then.encode());
    db.write(unjournaled, batch);
    standing = then;
  }

  ColumnFamilyHandle handle(Family family) {
    return Objects.requireNonNull(byFamily.get(family));
  }

  // Single rows

  byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
    return db.get(handle(family), key);
  }

  /**
   * The line of a number.
   *
   * @throws RocksDBException if it is not there, though the standing says so
   */
  Line line(long number) throws RocksDBException {
    byte[] found = get(Family.LINE, key(number));
    if (found == null) throw new RocksDBException("the line " + number + " is missing");
    return Line.decode(number, found);
  }

  /** Where a transfer is: its line, and the one that ended it, 0 for none. */
  record Place(long number, long endedBy) {
    byte[] encode() {
      ByteBuffer out = ByteBuffer.allocate(endedBy == 0 ? Long.BYTES : 2 * Long.BYTES);
      out.putLong(number);
      if (endedBy != 0) out.putLong(endedBy);
      return out.array();
    }
  }

  @Nullable Place place(Id transfer) throws RocksDBException {
    byte[] found = get(Family.TRANSFER, key(transfer));
    if (found == null) return null;
    ByteBuffer in = ByteBuffer.wrap(found);
    return new Place(in.getLong(), in.hasRemaining() ? in.getLong() : 0);
  }

  /** The first line that is not earlier; one more than there are where all are. */
  long firstAt(long timeMillis) throws RocksDBException {
    long low = 1;
    long high = standing.lines() + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (line(middle).timeMillis() < timeMillis) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The balances of an account after the line of a number and all before it: from the last ones
   * that were kept, leg by leg.
   */
  Balances balances(Id account, long number) throws RocksDBException {
    Balances balances = Balances.ZERO;
    long from = 0;
    try (Rows kept = rows(Family.BALANCE, key(account))) {
      if (kept.seekAtOrBefore(number)) {
        balances = Balances.decode(kept.value());
        from = kept.number();
      }
    }
    try (Rows legs = rows(Family.LEG, key(account))) {
      for (boolean more = legs.seekAtOrAfter(from + 1);
          more && legs.number() <= number;
          more = legs.next()) {
        balances = balances.plus(Leg.decode(account, legs.number(), legs.value()));
      }
    }
    return balances;
  }

  // Rows in order

  /** The rows of a family whose keys are a prefix and a number, in the order of the number. */
  Rows rows(Family family, byte[] prefix) {
    return new Rows(db.newIterator(handle(family)), prefix);
  }

  /** Stands at one row, or at none. */
  static final class Rows implements AutoCloseable {
    private final RocksIterator at;
    private final byte[] prefix;

    private Rows(RocksIterator at, byte[] prefix) {
      this.at = at;
      this.prefix = prefix;
    }

    /** Goes to the first row from a number on, in an order. */
    boolean seek(long number, Order order) throws RocksDBException {
      return order == Order.OLDEST_FIRST ? seekAtOrAfter(number) : seekAtOrBefore(number);
    }

    /** Goes to the row after this one, in an order. */
    boolean step(Order order) throws RocksDBException {
      if (order == Order.OLDEST_FIRST) at.next();
      else at.prev();
      return there();
    }

    boolean seekAtOrAfter(long number) throws RocksDBException {
      at.seek(key(prefix, number));
      return there();
    }

    boolean seekAtOrBefore(long number) throws RocksDBException {
      at.seekForPrev(key(prefix, number));
      return there();
    }

    boolean next() throws RocksDBException {
      return step(Order.OLDEST_FIRST);
    }

    /** An iterator also ends at damage, and says so only when it is asked. */
    private boolean there() throws RocksDBException {
      if (!at.isValid()) {
        at.status();
        return false;
      }
      return Arrays.equals(at.key(), 0, prefix.length, prefix, 0, prefix.length);
    }

    long number() {
      return ByteBuffer.wrap(at.key()).getLong(prefix.length);
    }

    byte[] value() {
      return at.value();
    }

    @Override
    public void close() {
      at.close();
    }
  }

  // Keys

  static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  static byte[] key(Id id) {
    return ByteBuffer.allocate(Id.BYTES).putLong(id.high()).putLong(id.low()).array();
  }

  static byte[] key(int code) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(code).array();
  }

  static byte[] key(byte[] prefix, long number) {
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(number).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What is not yet in a file is written first. */
  @Override
  public void close() {
    handles.forEach(RocksObject::close);
    db.close();
    owned.reversed().forEach(RocksObject::close);
  }
}
