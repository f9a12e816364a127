package org.rahdari.ledger;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Finds a record by the id in its first two longs: hash tables with linear probing, split by hash
 * so that one that grows holds nobody up for long.
 *
 * <p>A slot is the record's number plus one below and 32 bits of the id's hash above, from which
 * its place follows: a probe of another id touches no record, and a table grows without reading
 * any.
 */
final class IdIndex {
  private static final int TABLES = 256;
  private static final int SLOTS_MIN = 16;

  private final Records records;
  private final long[][] tables = new long[TABLES][];
  private final int[] counts = new int[TABLES];

  /** Keeps the compiler from leaving out what is read ahead. */
  private long glanced;

  IdIndex(Records records) {
    this.records = records;
    clear(0);
  }

  /** Forgets all, and makes room for so many. */
  void clear(int expected) {
    int slots = SLOTS_MIN;
    while (slots / 4L * 3 * TABLES < expected) slots *= 2;
    for (int i = 0; i < TABLES; i++) tables[i] = new long[slots];
    Arrays.fill(counts, 0);
  }

  /** The record with the id, or −1. */
  int find(long high, long low) {
    long hash = hash(high, low);
    long[] table = tables[tableOf(hash)];
    int mask = table.length - 1;
    for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
      long slot = table[i];
      if (slot == 0) return -1;
      if ((int) (slot >>> 32) == (int) hash) {
        int record = (int) slot - 1;
        long[] page = records.page(record);
        int at = records.at(record);
        if (page[at] == high && page[at + 1] == low) return record;
      }
    }
  }

  /** Reads where the id will be looked for first, without a branch: many of these overlap. */
  long touch(long high, long low) {
    long hash = hash(high, low);
    long[] table = tables[tableOf(hash)];
    return table[(int) hash & table.length - 1];
  }

  /** The number of the record that most likely has the id, or −1: no record is read. */
  int glance(long high, long low) {
    long hash = hash(high, low);
    long[] table = tables[tableOf(hash)];
    int mask = table.length - 1;
    for (int i = (int) hash & mask; ; i = (i + 1) & mask) {
      long slot = table[i];
      if (slot == 0 || (int) (slot >>> 32) == (int) hash) return (int) slot - 1;
    }
  }

  /** Adds a record whose id is in no other. */
  void add(long high, long low, int record) {
    long hash = hash(high, low);
    int number = tableOf(hash);
    if (++counts[number] > (tables[number].length >>> 2) * 3) grow(number);
    put(tables[number], (int) hash, (hash << 32) | (record + 1));
  }

  /**
   * Makes it anew of those records that are in use.
   *
   * @return false if an id is there twice
   */
  boolean addAll(IntPredicate used) {
    clear(records.size());
    for (int from = 0; from < records.size(); from += Ledger.LOOK_AHEAD) {
      int to = Math.min(records.size(), from + Ledger.LOOK_AHEAD);
      long seen = 0;
      for (int record = from; record < to; record++) {
        long[] page = records.page(record);
        seen += touch(page[records.at(record)], page[records.at(record) + 1]);
      }
      glanced = seen;
      for (int record = from; record < to; record++) {
        if (!used.test(record)) continue;
        long high = records.page(record)[records.at(record)];
        long low = records.page(record)[records.at(record) + 1];
        if (find(high, low) >= 0) return false;
        add(high, low, record);
      }
    }
    return true;
  }

  /** How many there are. */
  int size() {
    return Arrays.stream(counts).sum();
  }

  private static void put(long[] table, int hash, long slot) {
    int mask = table.length - 1;
    int i = hash & mask;
    while (table[i] != 0) i = (i + 1) & mask;
    table[i] = slot;
  }

  private void grow(int number) {
    long[] grown = new long[2 * tables[number].length];
    for (long slot : tables[number]) {
      if (slot != 0) put(grown, (int) (slot >>> 32), slot);
    }
    tables[number] = grown;
  }

  /** Removes a record that is there. */
  void remove(long high, long low, int record) {
    long hash = hash(high, low);
    int number = tableOf(hash);
    long[] table = tables[number];
    int mask = table.length - 1;
    int gap = (int) hash & mask;
    while ((int) table[gap] != record + 1) {
      if (table[gap] == 0) throw new IllegalStateException("record " + record + " is not indexed");
      gap = (gap + 1) & mask;
    }
    counts[number]--;
    // What a longer probe had pushed beyond the gap moves into it.
    for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      int home = (int) (table[i] >>> 32) & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = 0;
  }

  private static int tableOf(long hash) {
    return (int) (hash >>> 56);
  }

  /** The finaliser of MurmurHash3 over both halves. */
  private static long hash(long high, long low) {
    long h = high * 0x9e37_79b9_7f4a_7c15L ^ Long.rotateLeft(low, 32);
    h = (h ^ h >>> 33) * 0xff51_afd7_ed55_8ccdL;
    h = (h ^ h >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
    return h ^ h >>> 33;
  }
}
