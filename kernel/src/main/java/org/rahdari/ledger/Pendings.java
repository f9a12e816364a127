package org.rahdari.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.rahdari.codec.Id;

/**
 * The transfers that are pending now, and in which order they expire: by time, then by the order in
 * which they were made.
 *
 * <pre>
 * id 2 | debit account, credit account 1 | amount 1 | expires at, 0 for never 1 | party, code 1 |
 * program 16 bits, flags 16 bits, 0 32 bits 1 | previous, next of those that expire together 1
 * </pre>
 *
 * A record that is free has no id, and the next free one in the last place.
 */
final class Pendings {
  static final int LONGS = 8;
  private static final int ACCOUNTS = 2;
  private static final int AMOUNT = 3;
  private static final int EXPIRES_AT = 4;
  private static final int PARTY_CODE = 5;
  private static final int PROGRAM_FLAGS = 6;
  private static final int LINKS = 7;
  private static final int NONE = -1;

  private final int capacity;
  private final Records records = new Records(LONGS, 8);
  private final IdIndex index = new IdIndex(records);

  /** First and last of those that expire at one millisecond. */
  private final TreeMap<Long, Due> due = new TreeMap<>();

  private int free = NONE;
  private int count;

  private static final class Due {
    int first = NONE;
    int last = NONE;
  }

  Pendings(int capacity) {
    this.capacity = capacity;
  }

  int count() {
    return count;
  }

  boolean full() {
    return count >= capacity;
  }

  /** The number of the pending transfer, or −1. */
  int find(long idHigh, long idLow) {
    return index.find(idHigh, idLow);
  }

  /** Whether the next one that is added takes a record that was never used. */
  boolean addsFresh() {
    return free == NONE;
  }

  int add(
      long idHigh,
      long idLow,
      int debit,
      int credit,
      long amountMinor,
      long expiresAtMillis,
      int party,
      int code,
      int program,
      int flags) {
    int number = free;
    if (number == NONE) number = records.add();
    else free = next(number);
    long[] page = records.pageToWrite(number);
    int at = records.at(number);
    page[at] = idHigh;
    page[at + 1] = idLow;
    page[at + ACCOUNTS] = pair(debit, credit);
    page[at + AMOUNT] = amountMinor;
    page[at + EXPIRES_AT] = expiresAtMillis;
    page[at + PARTY_CODE] = pair(party, code);
    page[at + PROGRAM_FLAGS] = (long) program << 48 | (long) flags << 32;
    page[at + LINKS] = pair(NONE, NONE);
    index.add(idHigh, idLow, number);
    count++;
    if (expiresAtMillis != 0) linkLast(number);
    return number;
  }

  /** Removes one; its record is free for another. */
  void remove(int number) {
    unindex(number);
    clear(number);
    records.pageToWrite(number)[records.at(number) + LINKS] = pair(NONE, free);
    free = number;
  }

  /** Takes the last added one back. */
  void takeBackAdded(int number, boolean fresh) {
    if (!fresh) {
      remove(number);
      return;
    }
    unindex(number);
    records.removeLast();
  }

  /** Puts the last removed one back, where its neighbours still know its place. */
  void takeBackRemoved(int number, long[] from, int offset) {
    free = next(number);
    System.arraycopy(from, offset, records.pageToWrite(number), records.at(number), LONGS);
    index.add(word(number, 0), word(number, 1), number);
    count++;
    if (expiresAtMillis(number) != 0) relink(number);
  }

  void copy(int number, long[] to, int offset) {
    System.arraycopy(records.page(number), records.at(number), to, offset, LONGS);
  }

  private void unindex(int number) {
    index.remove(word(number, 0), word(number, 1), number);
    count--;
    if (expiresAtMillis(number) != 0) unlink(number);
  }

  private void clear(int number) {
    long[] page = records.pageToWrite(number);
    int at = records.at(number);
    Arrays.fill(page, at, at + LONGS, 0);
  }

  // What one is

  private long word(int number, int word) {
    return records.page(number)[records.at(number) + word];
  }

  private boolean isUsed(int number) {
    return word(number, 0) != 0 || word(number, 1) != 0;
  }

  Id id(int number) {
    return new Id(word(number, 0), word(number, 1));
  }

  int debit(int number) {
    return (int) (word(number, ACCOUNTS) >> 32);
  }

  int credit(int number) {
    return (int) word(number, ACCOUNTS);
  }

  long amountMinor(int number) {
    return word(number, AMOUNT);
  }

  long expiresAtMillis(int number) {
    return word(number, EXPIRES_AT);
  }

  int code(int number) {
    return (int) word(number, PARTY_CODE);
  }

  int program(int number) {
    return (int) (word(number, PROGRAM_FLAGS) >>> 48);
  }

  int flags(int number) {
    return (int) (word(number, PROGRAM_FLAGS) >>> 32) & 0xFFFF;
  }

  // The order of expiry

  /** When the first one expires; {@link Long#MAX_VALUE} where none does. */
  long nextExpiryMillis() {
    return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
  }

  /** Whether the time of one has come, which at the end of time is not the same as of none. */
  boolean expiryDue(long timeMillis) {
    return !due.isEmpty() && due.firstKey() <= timeMillis;
  }

  /** The one that expires first, or −1. */
  int firstToExpire() {
    Map.Entry<Long, Due> first = due.firstEntry();
    return first == null ? NONE : first.getValue().first;
  }

  private void linkLast(int number) {
    Due together = due.computeIfAbsent(expiresAtMillis(number), at -> new Due());
    if (together.last == NONE) together.first = number;
    else setNext(together.last, number);
    setLinks(number, together.last, NONE);
    together.last = number;
  }

  private void unlink(int number) {
    int previous = previous(number);
    int next = next(number);
    long at = expiresAtMillis(number);
    if (previous == NONE && next == NONE) {
      due.remove(at);
      return;
    }
    if (previous != NONE) setNext(previous, next);
    else together(at).first = next;
    if (next != NONE) setPrevious(next, previous);
    else together(at).last = previous;
  }

  private void relink(int number) {
    int previous = previous(number);
    int next = next(number);
    Due together = due.computeIfAbsent(expiresAtMillis(number), at -> new Due());
    if (previous != NONE) setNext(previous, number);
    else together.first = number;
    if (next != NONE) setPrevious(next, number);
    else together.last = number;
  }

  private Due together(long expiresAtMillis) {
    Due together = due.get(expiresAtMillis);
    if (together == null) throw new IllegalStateException("nothing expires at " + expiresAtMillis);
    return together;
  }

  private int previous(int number) {
    return (int) (word(number, LINKS) >> 32);
  }

  private int next(int number) {
    return (int) word(number, LINKS);
  }

  private void setNext(int number, int next) {
    setLinks(number, previous(number), next);
  }

  private void setPrevious(int number, int previous) {
    setLinks(number, previous, next(number));
  }

  private void setLinks(int number, int previous, int next) {
    records.pageToWrite(number)[records.at(number) + LINKS] = pair(previous, next);
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | Integer.toUnsignedLong(low);
  }

  // Snapshot

  /** The pending transfers at one moment; the order of expiry is in their links. */
  record Image(Records.Image records, int free) {
    void save(DataOutput out) throws IOException {
      records.save(out);
      out.writeInt(free);
    }
  }

  Image image() {
    return new Image(records.image(), free);
  }

  void restore(DataInput in, Beside beside) throws IOException {
    records.restore(in, capacity, beside);
    free = in.readInt();
    if (!index.addAll(this::isUsed)) throw new IOException("a pending transfer is there twice");
    due.clear();
    count = 0;
    int unused = countFree();
    for (int number = 0; number < records.size(); number++) {
      if (!isUsed(number)) continue;
      count++;
      if (expiresAtMillis(number) != 0) noteEnds(number);
      else if (word(number, LINKS) != pair(NONE, NONE))
        throw new IOException("a transfer that never expires is in the order of expiry");
    }
    if (count + unused != records.size()) throw new IOException("pending transfers are lost");
    for (Map.Entry<Long, Due> each : due.entrySet()) checkOrder(each.getKey(), each.getValue());
  }

  /** Whether every number of an account is below a limit. */
  boolean refersWithin(int accounts) {
    for (int number = 0; number < records.size(); number++) {
      if (!isUsed(number)) continue;
      if (Math.min(debit(number), credit(number)) < 0) return false;
      if (Math.max(debit(number), credit(number)) >= accounts) return false;
    }
    return true;
  }

  private int countFree() throws IOException {
    int unused = 0;
    for (int number = free; number != NONE; number = next(number)) {
      boolean sound = number >= 0 && number < records.size() && unused < records.size();
      if (!sound || word(number, 0) != 0 || word(number, 1) != 0)
        throw new IOException("the free pending transfers do not add up");
      for (int word = 2; word < LINKS; word++) {
        if (word(number, word) != 0) throw new IOException("a free record is not empty");
      }
      if (previous(number) != NONE) throw new IOException("a free record has two neighbours");
      unused++;
    }
    return unused;
  }

  private void noteEnds(int number) throws IOException {
    Due together = due.computeIfAbsent(expiresAtMillis(number), at -> new Due());
    if (previous(number) == NONE) {
      if (together.first != NONE) throw new IOException("two transfers expire first");
      together.first = number;
    }
    if (next(number) == NONE) {
      if (together.last != NONE) throw new IOException("two transfers expire last");
      together.last = number;
    }
  }

  private void checkOrder(long expiresAtMillis, Due together) throws IOException {
    int before = NONE;
    int steps = 0;
    for (int number = together.first; number != NONE; number = next(number)) {
      boolean sound = number >= 0 && number < records.size() && steps++ < count;
      if (!sound || expiresAtMillis(number) != expiresAtMillis || previous(number) != before)
        throw new IOException("the order of expiry is broken");
      before = number;
    }
    if (before == NONE || before != together.last)
      throw new IOException("the order of expiry is broken");
  }
}
