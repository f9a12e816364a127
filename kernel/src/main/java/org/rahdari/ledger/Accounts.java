package org.rahdari.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;

/**
 * The accounts, numbered from 0 in the order in which they were opened. What a transfer reads and
 * writes fits one cache line; the rest stands apart.
 *
 * <pre>
 * hot   id 2 | debits pending, debits posted, credits pending, credits posted 4 | party, asset 1 |
 *       program 16 bits, flags 16 bits, mark 32 bits 1
 * cold  user data 128 2 | user data 64 1 | code, user data 32 1 | opened at 1
 * </pre>
 */
final class Accounts {
  static final int DEBITS_PENDING = 2;
  static final int DEBITS_POSTED = 3;
  static final int CREDITS_PENDING = 4;
  static final int CREDITS_POSTED = 5;
  private static final int PARTY_ASSET = 6;
  private static final int STANDING = 7;

  /** The size of what {@link #writeStanding} writes. */
  static final int STANDING_BYTES = 2 * Integer.BYTES + 4 * Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private static final int HOT_LONGS = 8;
  private static final int COLD_LONGS = 5;
  private static final int PROGRAM_SHIFT = 48;
  private static final int FLAGS_SHIFT = 32;
  private static final long FLAGS_MASK = 0xFFFFL << FLAGS_SHIFT;
  private static final long MARK_MASK = 0xFFFF_FFFFL;

  private final int capacity;

  /** Small pages, since transfers between random accounts write to all of them. */
  private final Records hot = new Records(HOT_LONGS, 8);

  private final Records cold = new Records(COLD_LONGS, 10);
  private final IdIndex index = new IdIndex(hot);

  /** The accounts that this entry touched, in the order of the first touch. */
  private int[] touched = new int[1 << 10];

  private int touchedCount;
  private int mark;

  Accounts(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return hot.size();
  }

  boolean full() {
    return hot.size() >= capacity;
  }

  /** The number of the account, or −1. */
  int find(long idHigh, long idLow) {
    return index.find(idHigh, idLow);
  }

  /** Reads where the id will be looked for. */
  long touch(long idHigh, long idLow) {
    return index.touch(idHigh, idLow);
  }

  /** The number of the account that most likely has the id, or −1. */
  int glance(long idHigh, long idLow) {
    return index.glance(idHigh, idLow);
  }

  /** Reads some of an account, if there is one of that number. */
  long touchLine(int number) {
    return number < 0 ? 0 : hot.page(number)[hot.at(number) + STANDING];
  }

  /** Adds an account and answers its number. */
  int open(Account a) {
    int number = hot.add();
    cold.add();
    long[] page = hot.page(number);
    int at = hot.at(number);
    page[at] = a.id().high();
    page[at + 1] = a.id().low();
    page[at + PARTY_ASSET] = (long) a.party() << 32 | Integer.toUnsignedLong(a.asset());
    page[at + STANDING] = (long) a.program() << PROGRAM_SHIFT | (long) a.flags() << FLAGS_SHIFT;
    long[] more = cold.page(number);
    int from = cold.at(number);
    more[from] = a.userData128().high();
    more[from + 1] = a.userData128().low();
    more[from + 2] = a.userData64();
    more[from + 3] = (long) a.code() << 32 | Integer.toUnsignedLong(a.userData32());
    more[from + 4] = a.openedAtMillis();
    index.add(page[at], page[at + 1], number);
    touch(number);
    return number;
  }

  /** Takes the last opened account back. */
  void removeLast() {
    int number = hot.size() - 1;
    long[] page = hot.page(number);
    int at = hot.at(number);
    index.remove(page[at], page[at + 1], number);
    hot.removeLast();
    cold.removeLast();
    untouch(number);
  }

  /** The account as a record. */
  Account get(int number) {
    long[] page = hot.page(number);
    int at = hot.at(number);
    long[] more = cold.page(number);
    int from = cold.at(number);
    return new Account(
        new Id(page[at], page[at + 1]),
        party(number),
        (int) page[at + PARTY_ASSET],
        (int) (more[from + 3] >> 32),
        flags(number),
        program(number),
        page[at + DEBITS_PENDING],
        page[at + DEBITS_POSTED],
        page[at + CREDITS_PENDING],
        page[at + CREDITS_POSTED],
        new Id(more[from], more[from + 1]),
        more[from + 2],
        (int) more[from + 3],
        more[from + 4]);
  }

  @Nullable Account get(Id id) {
    int number = find(id.high(), id.low());
    return number < 0 ? null : get(number);
  }

  Id id(int number) {
    return new Id(hot.page(number)[hot.at(number)], hot.page(number)[hot.at(number) + 1]);
  }

  boolean sameAsset(int one, int other) {
    return asset(one) == asset(other);
  }

  private int asset(int number) {
    return (int) hot.page(number)[hot.at(number) + PARTY_ASSET];
  }

  int party(int number) {
    return (int) (hot.page(number)[hot.at(number) + PARTY_ASSET] >> 32);
  }

  int program(int number) {
    return (int) (hot.page(number)[hot.at(number) + STANDING] >>> PROGRAM_SHIFT);
  }

  int flags(int number) {
    return (int) (hot.page(number)[hot.at(number) + STANDING] >>> FLAGS_SHIFT) & 0xFFFF;
  }

  /** One of the four balances, in minor units. */
  long balance(int number, int which) {
    return hot.page(number)[hot.at(number) + which];
  }

  /** Adds to one side's balances: debits from {@link #DEBITS_PENDING}, or credits. */
  void move(int number, int pendingBalance, long pendingChange, long postedChange) {
    touch(number);
    long[] page = hot.pageToWrite(number);
    int at = hot.at(number) + pendingBalance;
    page[at] += pendingChange;
    page[at + 1] += postedChange;
  }

  void setFlags(int number, int flags) {
    touch(number);
    long[] page = hot.pageToWrite(number);
    int at = hot.at(number) + STANDING;
    page[at] = page[at] & ~FLAGS_MASK | (long) flags << FLAGS_SHIFT;
  }

  /** Writes number 4, flags 4 and the four balances. */
  void writeStanding(int number, byte[] to, int offset) {
    long[] page = hot.page(number);
    int at = hot.at(number);
    INT.set(to, offset, number);
    INT.set(to, offset + 4, flags(number));
    LONG.set(to, offset + 8, page[at + DEBITS_PENDING]);
    LONG.set(to, offset + 16, page[at + DEBITS_POSTED]);
    LONG.set(to, offset + 24, page[at + CREDITS_PENDING]);
    LONG.set(to, offset + 32, page[at + CREDITS_POSTED]);
  }

  // What an entry touched

  /** Begins an entry: nothing is touched yet. */
  void begin(long position) {
    mark = (int) position;
    touchedCount = 0;
  }

  private void touch(int number) {
    if ((int) hot.page(number)[hot.at(number) + STANDING] == mark) return;
    long[] page = hot.pageToWrite(number);
    int at = hot.at(number) + STANDING;
    page[at] = page[at] & ~MARK_MASK | Integer.toUnsignedLong(mark);
    if (touchedCount == touched.length) touched = Arrays.copyOf(touched, 2 * touchedCount);
    touched[touchedCount++] = number;
  }

  /** Another account may get the number; it is touched in its turn. */
  private void untouch(int number) {
    int at = touchedCount - 1;
    while (at >= 0 && touched[at] != number) at--;
    if (at >= 0) System.arraycopy(touched, at + 1, touched, at, --touchedCount - at);
  }

  int touchedCount() {
    return touchedCount;
  }

  /** The number of an account that this entry touched. */
  int touched(int index) {
    return touched[index];
  }

  // Snapshot

  /** The accounts at one moment. */
  record Image(Records.Image hot, Records.Image cold) {
    void save(DataOutput out) throws IOException {
      hot.save(out);
      cold.save(out);
    }

    void release() {
      hot.release();
      cold.release();
    }
  }

  Image image() {
    return new Image(hot.image(), cold.image());
  }

  /** Replaces all; {@link #index} has to follow. */
  void restore(DataInput in, Beside beside) throws IOException {
    hot.restore(in, capacity, beside);
    cold.restore(in, capacity, beside);
    if (hot.size() != cold.size()) throw new IOException("accounts are incomplete");
    touchedCount = 0;
  }

  /** Finds restored accounts by their ids; answers false if one is there twice. */
  boolean index() {
    return index.addAll(number -> true);
  }
}
