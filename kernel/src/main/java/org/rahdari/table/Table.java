package org.rahdari.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Codec;

/**
 * Rows of one record type, in key order. A change can be rolled back until the entry ends; see
 * {@link Tables}.
 *
 * @param <K> the key
 * @param <R> the row
 */
public final class Table<K extends Comparable<? super K>, R extends Record> {

  /** The bytes of a row and its key at most. */
  public static final int ROW_BYTES_MAX = 1 << 20;

  private final Tables tables;
  private final String name;
  private final Class<K> keyType;
  private final Class<R> rowType;
  private final Function<R, K> keyOf;
  private final int capacity;
  private final Codec<K> keys;
  private final Codec<R> rows;

  /** Of the kind that one thread may read while another writes: see {@link Image}. */
  private final ConcurrentSkipListMap<K, R> map = new ConcurrentSkipListMap<>();

  /** Kept beside the map, which would have to count. */
  private int size;

  private @Nullable Image<K, R> image;

  /** The rows that this entry touched, as they were before it. */
  private final NavigableMap<K, Optional<R>> touched = new TreeMap<>();

  Table(
      Tables tables,
      String name,
      Class<K> keyType,
      Class<R> rowType,
      Function<R, K> keyOf,
      int capacity) {
    this.tables = tables;
    this.name = name;
    this.keyType = keyType;
    this.rowType = rowType;
    this.keyOf = keyOf;
    this.capacity = capacity;
    this.keys = Codec.of(keyType);
    this.rows = Codec.of(rowType);
  }

  /** Its full name: program, dot, table. */
  public String name() {
    return name;
  }

  /** The type of its key. */
  public Class<K> keyType() {
    return keyType;
  }

  /** The type of its rows. */
  public Class<R> rowType() {
    return rowType;
  }

  /** Rows at most. */
  public int capacity() {
    return capacity;
  }

  /** The key of a row. */
  public K keyOf(R row) {
    return keyOf.apply(row);
  }

  /** The row, or null. */
  public @Nullable R get(K key) {
    return map.get(key);
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  /** The row of the smallest key that is not below the given one, or null. */
  public @Nullable R ceiling(K key) {
    var entry = map.ceilingEntry(key);
    return entry == null ? null : entry.getValue();
  }

  /** The row of the smallest key, or null. */
  public @Nullable R first() {
    var entry = map.firstEntry();
    return entry == null ? null : entry.getValue();
  }

  /** All rows in key order, as a view. */
  public Collection<R> rows() {
    return Collections.unmodifiableCollection(map.values());
  }

  /**
   * Adds or replaces a row.
   *
   * @throws TableFullException if it is one row too many
   * @throws IllegalArgumentException if it has no binary form, or one that is too long
   */
  public void put(R row) {
    K key = keyOf.apply(row);
    // Refused here, where the item can still be, and not when the entry is settled.
    int bytes = keys.size(key) + rows.size(row);
    if (bytes > ROW_BYTES_MAX)
      throw new IllegalArgumentException("a row of " + bytes + " bytes in " + name);
    R before = map.get(key);
    if (before == null && size >= capacity) throw new TableFullException(name, capacity);
    set(key, before, row);
    changed(key, before);
  }

  /** Takes a finished row out of memory and snapshot; projections keep its last state. */
  public void retire(K key) {
    R before = map.get(key);
    if (before == null) return;
    set(key, before, null);
    changed(key, before);
  }

  private void set(K key, @Nullable R before, @Nullable R row) {
    Image<K, R> sparing = image;
    if (sparing != null) {
      if (sparing.released) image = null;
      else sparing.spare(key, before);
    }
    if (row == null) map.remove(key);
    else map.put(key, row);
    if (before == null) size++;
    if (row == null) size--;
  }

  private void changed(K key, @Nullable R before) {
    touched.putIfAbsent(key, Optional.ofNullable(before));
    tables.journal(() -> restore(key, before));
  }

  private void restore(K key, @Nullable R before) {
    R now = map.get(key);
    if (now == null && before == null) return;
    set(key, now, before);
  }

  void takeChanges(Tables.ChangeSink sink) throws IOException {
    for (var each : touched.entrySet()) {
      K key = each.getKey();
      R row = map.get(key);
      if (Objects.equals(row, each.getValue().orElse(null))) continue;
      sink.changed(
          new RowChange(name, key, row),
          keys.encode(key),
          row == null ? new byte[0] : rows.encode(row));
    }
    touched.clear();
  }

  /**
   * The rows at one moment. What changes later is noted here before it does, so that one thread can
   * write the rows as they were while another goes on: a row that it finds changed is noted
   * already.
   */
  static final class Image<K extends Comparable<? super K>, R extends Record> {
    private final Table<K, R> table;
    private final int size;
    private final ConcurrentSkipListMap<K, Optional<R>> spared = new ConcurrentSkipListMap<>();
    private volatile boolean released;

    private Image(Table<K, R> table) {
      this.table = table;
      this.size = table.size;
    }

    private void spare(K key, @Nullable R before) {
      spared.putIfAbsent(key, Optional.ofNullable(before));
    }

    void save(DataOutput out) throws IOException {
      out.writeUTF(table.name);
      out.writeInt(size);
      int written = 0;
      for (K key = first(null); key != null; key = first(key)) {
        R now = table.map.get(key);
        Optional<R> before = spared.get(key);
        R row = before == null ? now : before.orElse(null);
        if (row == null) continue;
        byte[] bytes = table.rows.encode(row);
        out.writeInt(bytes.length);
        out.write(bytes);
        written++;
      }
      if (written != size)
        throw new IllegalStateException(table.name + " had " + size + " rows, not " + written);
    }

    /** The smallest key after the given one, of the rows now and of those before. */
    private @Nullable K first(@Nullable K after) {
      var live = after == null ? table.map.firstEntry() : table.map.higherEntry(after);
      var gone = after == null ? spared.firstEntry() : spared.higherEntry(after);
      if (live == null) return gone == null ? null : gone.getKey();
      if (gone == null) return live.getKey();
      return live.getKey().compareTo(gone.getKey()) <= 0 ? live.getKey() : gone.getKey();
    }

    void release() {
      released = true;
      spared.clear();
    }
  }

  Image<K, R> image() {
    Image<K, R> now = new Image<>(this);
    image = now;
    return now;
  }

  void restore(DataInput in) throws IOException {
    String saved = in.readUTF();
    if (!saved.equals(name))
      throw new IOException("the table " + saved + " stands where " + name + " was expected");
    map.clear();
    touched.clear();
    image = null;
    size = 0;
    int count = in.readInt();
    if (count < 0 || count > capacity) throw new IOException(name + " with " + count + " rows");
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length < 0 || length > ROW_BYTES_MAX)
        throw new IOException("a row of " + length + " bytes in " + name);
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      R row = rows.decode(bytes);
      K key = keyOf.apply(row);
      if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0)
        throw new IOException("the rows of " + name + " are out of order");
      map.put(key, row);
      size++;
    }
  }
}
