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
  private final NavigableMap<K, R> map = new TreeMap<>();

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
    return map.size();
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
    if (before == null && map.size() >= capacity) throw new TableFullException(name, capacity);
    map.put(key, row);
    changed(key, before);
  }

  /** Takes a finished row out of memory and snapshot; projections keep its last state. */
  public void retire(K key) {
    R before = map.remove(key);
    if (before != null) changed(key, before);
  }

  private void changed(K key, @Nullable R before) {
    touched.putIfAbsent(key, Optional.ofNullable(before));
    tables.journal(() -> restore(key, before));
  }

  private void restore(K key, @Nullable R before) {
    if (before == null) map.remove(key);
    else map.put(key, before);
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

  void save(DataOutput out) throws IOException {
    out.writeUTF(name);
    out.writeInt(map.size());
    for (R row : map.values()) {
      byte[] bytes = rows.encode(row);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  void restore(DataInput in) throws IOException {
    String saved = in.readUTF();
    if (!saved.equals(name))
      throw new IOException("the table " + saved + " stands where " + name + " was expected");
    map.clear();
    touched.clear();
    int size = in.readInt();
    if (size < 0 || size > capacity) throw new IOException(name + " with " + size + " rows");
    for (int i = 0; i < size; i++) {
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
    }
  }
}
