package org.rahdari.table;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * All tables of one kernel, in the order of their declaration, with the journal that takes changes
 * back.
 *
 * <p>A change is kept when the entry ends and can be taken back until then: {@link #mark()} before
 * an item, {@link #rollback(int)} if it is refused.
 */
public final class Tables {
  private final List<Table<?, ?>> tables = new ArrayList<>();
  private final List<Runnable> undo = new ArrayList<>();

  /** Declares a table. Names are unique; the order of declaration is part of the state's form. */
  public <K extends Comparable<? super K>, R extends Record> Table<K, R> declare(
      String name, Class<K> key, Class<R> row, Function<R, K> keyOf, int capacity) {
    if (has(name)) {
      throw new IllegalArgumentException("the table " + name + " is declared twice");
    }
    Table<K, R> table = new Table<>(this, name, key, row, keyOf, capacity);
    tables.add(table);
    return table;
  }

  /**
   * The table that was declared by that name.
   *
   * @throws IllegalArgumentException if it was declared otherwise
   */
  @SuppressWarnings("unchecked")
  public <K extends Comparable<? super K>, R extends Record> Table<K, R> declared(
      String name, Class<K> key, Class<R> row, int capacity) {
    for (Table<?, ?> table : tables) {
      if (!table.name().equals(name)) continue;
      if (table.keyType() == key && table.rowType() == row && table.capacity() == capacity)
        return (Table<K, R>) table;
      throw new IllegalArgumentException("the table " + name + " is declared otherwise");
    }
    throw new IllegalArgumentException("there is no table " + name);
  }

  /** Whether a table of that name is declared. */
  public boolean has(String name) {
    return tables.stream().anyMatch(table -> table.name().equals(name));
  }

  /** The declared tables, in order. */
  public List<Table<?, ?>> all() {
    return List.copyOf(tables);
  }

  /** A point that {@link #rollback(int)} can go back to. */
  public int mark() {
    return undo.size();
  }

  /** Takes back every change since the mark. */
  public void rollback(int mark) {
    while (undo.size() > mark) undo.removeLast().run();
  }

  /**
   * Tells every changed row with its binary key and row, in table and key order, and forgets how to
   * undo.
   */
  public void takeChanges(ChangeSink sink) throws IOException {
    undo.clear();
    for (Table<?, ?> table : tables) table.takeChanges(sink);
  }

  /** All rows at one moment, to be written on any thread, once, and released. */
  public static final class Image {
    private final List<Table.Image<?, ?>> tables = new ArrayList<>();

    private Image() {}

    /** Writes them. */
    public void save(DataOutput out) throws IOException {
      out.writeInt(tables.size());
      for (Table.Image<?, ?> table : tables) table.save(out);
    }

    /** Lets the tables go on without noting what changes. */
    public void release() {
      for (Table.Image<?, ?> table : tables) table.release();
    }
  }

  /** All rows now. */
  public Image image() {
    Image image = new Image();
    for (Table<?, ?> table : tables) image.tables.add(table.image());
    return image;
  }

  /**
   * Replaces all rows.
   *
   * @param declaring a table whose rows say which ones follow
   * @param then called when that one is restored, to declare them
   * @throws IOException if other tables were saved
   */
  public void restore(DataInput in, Table<?, ?> declaring, Runnable then) throws IOException {
    undo.clear();
    int saved = in.readInt();
    for (int i = 0; i < Math.min(saved, tables.size()); i++) {
      tables.get(i).restore(in);
      if (tables.get(i) == declaring) then.run();
    }
    if (saved != tables.size())
      throw new IOException(saved + " tables saved where " + tables.size() + " are declared");
  }

  void journal(Runnable change) {
    undo.add(change);
  }

  /** Hears of changed rows. */
  public interface ChangeSink {

    /** One row: its change, its key and itself in canonical bytes, empty where it was retired. */
    void changed(RowChange change, byte[] key, byte[] row) throws IOException;
  }
}
