package org.rahdari.ledger;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;

/**
 * The ids of the last transfers, with what is needed to answer a repeat as the first time. Ids are
 * ordered by time (UUIDv7, ULID: their first 48 bits are milliseconds since 1970) and kept in
 * buckets of one second of that time. When the window is full the oldest bucket goes as a whole and
 * the floor rises: an id below it is expired, and nothing is known of it here any more.
 *
 * <pre>
 * id 2 | debit account, credit account 1 | amount 1 | user data 128 2 | user data 64 1 |
 * code, user data 32 1 | timeout, party 1 | flags 10 bits, outcome 6 bits, program 16 bits,
 * next of the bucket 32 bits 1 | pending id 2
 * </pre>
 *
 * A free record has the next free one in the place of the next of the bucket, and zeroes.
 */
final class IdWindow {
  /** How far the time of an id may lie ahead of ledger time. */
  static final long AHEAD_MILLIS_MAX = 5_000;

  /** What a used id came to; above these, a remembered {@link LedgerRefusal}. */
  static final int POSTED = 1;

  static final int PENDING = 2;
  static final int PENDING_POSTED = 3;
  static final int PENDING_VOIDED = 4;
  static final int PENDING_EXPIRED = 5;
  private static final int REFUSED = 8;

  private static final int LONGS = 12;
  private static final int ACCOUNTS = 2;
  private static final int AMOUNT = 3;
  private static final int USER_DATA_128 = 4;
  private static final int USER_DATA_64 = 6;
  private static final int CODE_USER_DATA_32 = 7;
  private static final int TIMEOUT_PARTY = 8;
  private static final int STANDING = 9;
  private static final int PENDING_ID = 10;
  private static final int FLAGS_SHIFT = 54;
  private static final int OUTCOME_SHIFT = 48;
  private static final long OUTCOME_MASK = 0x3FL << OUTCOME_SHIFT;
  private static final int PROGRAM_SHIFT = 32;
  private static final int NONE = -1;
  private static final int TIME_SHIFT = 16;
  private static final int BUCKET_MILLIS = 1_000;

  private final int capacity;
  private final Records records = new Records(LONGS, 10);
  private final IdIndex index = new IdIndex(records);
  private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
  private @Nullable Bucket recent;
  private int free = NONE;

  /** First of the records of dropped buckets that are not free yet. */
  private int dropped = NONE;

  private long floorSecond;
  private int used;
  private final int[] gathered = new int[Ledger.LOOK_AHEAD];

  /** Keeps the compiler from leaving out what is read ahead. */
  private long glanced;

  private static final class Bucket {
    final long second;
    int first = NONE;

    Bucket(long second) {
      this.second = second;
    }
  }

  static {
    if (REFUSED + LedgerRefusal.values().length > OUTCOME_MASK >>> OUTCOME_SHIFT)
      throw new IllegalStateException("a refusal does not fit its 6 bits");
  }

  IdWindow(int capacity) {
    this.capacity = capacity;
  }

  /** Ids before this time, in milliseconds since 1970, have expired. */
  long floorMillis() {
    return floorSecond * BUCKET_MILLIS;
  }

  /** How many records there are, free ones included. */
  int size() {
    return records.size();
  }

  /** Whether the record is of a transfer that the ledger took, and still counts. */
  boolean entered(int number) {
    int outcome = outcome(number);
    return outcome != 0 && outcome < REFUSED && !expired(word(number, 0));
  }

  /** Records in use. */
  int used() {
    return used;
  }

  static long millisOf(long idHigh) {
    return idHigh >>> TIME_SHIFT;
  }

  private static long secondOf(long idHigh) {
    return millisOf(idHigh) / BUCKET_MILLIS;
  }

  boolean expired(long idHigh) {
    return secondOf(idHigh) < floorSecond;
  }

  /** The record of the id, or −1. */
  int find(long idHigh, long idLow) {
    return expired(idHigh) ? NONE : index.find(idHigh, idLow);
  }

  /** Reads where the id will be looked for. */
  long touch(long idHigh, long idLow) {
    return index.touch(idHigh, idLow);
  }

  /**
   * Makes room for so many ids, before anything is executed that would use them. What it drops
   * stays dropped, whatever becomes of them.
   */
  void makeRoom(int ids) {
    while (capacity - used < ids) {
      if (dropped == NONE && !dropOldest()) return;
      releaseDropped(Math.min(gathered.length, ids - (capacity - used)));
    }
  }

  /** Frees so many at most; looks all of them up first, so that their cache misses overlap. */
  private void releaseDropped(int most) {
    int count = 0;
    long seen = 0;
    for (int number = dropped; number != NONE && count < most; number = next(number)) {
      gathered[count++] = number;
      seen += index.touch(word(number, 0), word(number, 1));
    }
    glanced = seen;
    for (int i = 0; i < count; i++) {
      int number = gathered[i];
      dropped = next(number);
      index.remove(word(number, 0), word(number, 1), number);
      release(number);
    }
  }

  private boolean dropOldest() {
    Map.Entry<Long, Bucket> oldest = buckets.pollFirstEntry();
    if (oldest == null) return false;
    if (recent == oldest.getValue()) recent = null;
    floorSecond = oldest.getKey() + 1;
    dropped = oldest.getValue().first;
    return true;
  }

  private void release(int number) {
    long[] page = records.pageToWrite(number);
    int at = records.at(number);
    java.util.Arrays.fill(page, at, at + LONGS, 0);
    page[at + STANDING] = Integer.toUnsignedLong(free);
    free = number;
    used--;
  }

  /** Whether the next id that is added takes a record that was never used. */
  boolean addsFresh() {
    return free == NONE;
  }

  /** Adds an id that is not there; there has to be room. */
  int add(
      TransferView t,
      int debit,
      int credit,
      long amountMinor,
      int party,
      int program,
      int outcome) {
    if (used >= capacity) throw new IllegalStateException("no room was made for an id");
    long high = t.idHigh();
    long low = t.idLow();
    int number = free;
    if (number == NONE) number = records.add();
    else free = next(number);
    used++;
    Bucket bucket = bucket(secondOf(high));
    long[] page = records.pageToWrite(number);
    int at = records.at(number);
    page[at] = high;
    page[at + 1] = low;
    page[at + ACCOUNTS] = pair(debit, credit);
    page[at + AMOUNT] = amountMinor;
    page[at + USER_DATA_128] = t.userData128High();
    page[at + USER_DATA_128 + 1] = t.userData128Low();
    page[at + USER_DATA_64] = t.userData64();
    page[at + CODE_USER_DATA_32] = pair(t.code(), t.userData32());
    page[at + TIMEOUT_PARTY] = pair(t.timeoutSeconds(), party);
    page[at + STANDING] =
        (long) t.flags() << FLAGS_SHIFT
            | (long) outcome << OUTCOME_SHIFT
            | (long) program << PROGRAM_SHIFT
            | Integer.toUnsignedLong(bucket.first);
    page[at + PENDING_ID] = t.pendingIdHigh();
    page[at + PENDING_ID + 1] = t.pendingIdLow();
    bucket.first = number;
    index.add(high, low, number);
    return number;
  }

  private Bucket bucket(long second) {
    Bucket last = recent;
    if (last != null && last.second == second) return last;
    recent = buckets.computeIfAbsent(second, Bucket::new);
    return recent;
  }

  /** Takes the last added id back. */
  void takeBackAdded(int number, boolean fresh) {
    long high = word(number, 0);
    index.remove(high, word(number, 1), number);
    Bucket bucket = bucket(secondOf(high));
    bucket.first = next(number);
    if (bucket.first == NONE) {
      buckets.remove(bucket.second);
      recent = null;
    }
    if (fresh) {
      records.removeLast();
      used--;
    } else {
      release(number);
    }
  }

  // What an id was used for

  private long word(int number, int word) {
    return records.page(number)[records.at(number) + word];
  }

  private int next(int number) {
    return (int) word(number, STANDING);
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

  int flags(int number) {
    return (int) (word(number, STANDING) >>> FLAGS_SHIFT);
  }

  int party(int number) {
    return (int) word(number, TIMEOUT_PARTY);
  }

  int program(int number) {
    return (int) (word(number, STANDING) >>> PROGRAM_SHIFT) & 0xFFFF;
  }

  int timeoutSeconds(int number) {
    return (int) (word(number, TIMEOUT_PARTY) >> 32);
  }

  boolean sameReferences(int number, TransferView t) {
    return word(number, USER_DATA_128) == t.userData128High()
        && word(number, USER_DATA_128 + 1) == t.userData128Low()
        && word(number, USER_DATA_64) == t.userData64()
        && (int) word(number, CODE_USER_DATA_32) == t.userData32();
  }

  boolean samePendingId(int number, TransferView t) {
    return word(number, PENDING_ID) == t.pendingIdHigh()
        && word(number, PENDING_ID + 1) == t.pendingIdLow();
  }

  int code(int number) {
    return (int) (word(number, CODE_USER_DATA_32) >> 32);
  }

  /** {@link #POSTED} and so on, or a remembered refusal. */
  int outcome(int number) {
    return (int) ((word(number, STANDING) & OUTCOME_MASK) >>> OUTCOME_SHIFT);
  }

  void setOutcome(int number, int outcome) {
    long[] page = records.pageToWrite(number);
    int at = records.at(number) + STANDING;
    page[at] = page[at] & ~OUTCOME_MASK | (long) outcome << OUTCOME_SHIFT;
  }

  static int outcomeOf(LedgerRefusal refusal) {
    return REFUSED + refusal.ordinal();
  }

  /** The refusal that the id was used up by, or null. */
  @Nullable LedgerRefusal refusal(int number) {
    int outcome = outcome(number);
    return outcome < REFUSED ? null : LedgerRefusal.values()[outcome - REFUSED];
  }

  Id id(int number) {
    return new Id(word(number, 0), word(number, 1));
  }

  Id pendingId(int number) {
    return new Id(word(number, PENDING_ID), word(number, PENDING_ID + 1));
  }

  Id userData128(int number) {
    return new Id(word(number, USER_DATA_128), word(number, USER_DATA_128 + 1));
  }

  long userData64(int number) {
    return word(number, USER_DATA_64);
  }

  int userData32(int number) {
    return (int) word(number, CODE_USER_DATA_32);
  }

  private static long pair(int high, int low) {
    return (long) high << 32 | Integer.toUnsignedLong(low);
  }

  // Snapshot

  /** The window at one moment. */
  record Image(
      Records.Image records,
      long floorSecond,
      int free,
      int dropped,
      long[] seconds,
      int[] firsts) {

    void save(DataOutput out) throws IOException {
      records.save(out);
      out.writeLong(floorSecond);
      out.writeInt(free);
      out.writeInt(dropped);
      out.writeInt(seconds.length);
      for (int i = 0; i < seconds.length; i++) {
        out.writeLong(seconds[i]);
        out.writeInt(firsts[i]);
      }
    }
  }

  Image image() {
    long[] seconds = buckets.keySet().stream().mapToLong(Long::longValue).toArray();
    int[] firsts = buckets.values().stream().mapToInt(bucket -> bucket.first).toArray();
    return new Image(records.image(), floorSecond, free, dropped, seconds, firsts);
  }

  void restore(DataInput in, Beside beside) throws IOException {
    records.restore(in, capacity, beside);
    if (!index.addAll(number -> outcome(number) != 0))
      throw new IOException("an id is there twice");
    floorSecond = in.readLong();
    free = in.readInt();
    dropped = in.readInt();
    buckets.clear();
    recent = null;
    used = 0;
    int count = in.readInt();
    if (count < 0 || count > records.size()) throw new IOException(count + " buckets of ids");
    for (int i = 0; i < count; i++) {
      Bucket bucket = new Bucket(in.readLong());
      bucket.first = in.readInt();
      boolean next = buckets.isEmpty() || buckets.lastKey() < bucket.second;
      if (!next || bucket.first == NONE || bucket.second < floorSecond)
        throw new IOException("the buckets of ids are out of order");
      readChain(bucket.first, bucket.second);
      buckets.put(bucket.second, bucket);
    }
    if (dropped != NONE) readChain(dropped, floorSecond - 1);
    if (used != index.size() || countFree() + used != records.size())
      throw new IOException("ids are lost");
  }

  /** Whether every number of an account is below a limit, and none is missing but of refusals. */
  boolean refersWithin(int accounts) {
    for (int number = 0; number < records.size(); number++) {
      if (outcome(number) == 0) continue; // a free record
      boolean refused = outcome(number) >= REFUSED;
      if (refused ? word(number, ACCOUNTS) != pair(NONE, NONE) : !within(number, accounts))
        return false;
    }
    return true;
  }

  private boolean within(int number, int accounts) {
    return outcome(number) <= PENDING_EXPIRED
        && debit(number) >= 0
        && debit(number) < accounts
        && credit(number) >= 0
        && credit(number) < accounts;
  }

  private void readChain(int first, long second) throws IOException {
    for (int number = first; number != NONE; number = next(number)) {
      if (number < 0 || number >= records.size() || used >= records.size())
        throw new IOException("a bucket of ids is broken");
      if (secondOf(word(number, 0)) != second)
        throw new IOException("an id is in the wrong bucket");
      int outcome = outcome(number);
      if (outcome == 0 || outcome - REFUSED >= LedgerRefusal.values().length)
        throw new IOException("the outcome of an id is unknown");
      used++;
    }
  }

  private int countFree() throws IOException {
    int unused = 0;
    for (int number = free; number != NONE; number = next(number)) {
      if (number < 0 || number >= records.size() || unused >= records.size())
        throw new IOException("the free ids do not add up");
      for (int word = 0; word < LONGS; word++) {
        if (word != STANDING && word(number, word) != 0) throw new IOException("a free id is set");
      }
      if (word(number, STANDING) >>> 32 != 0) throw new IOException("a free id is set");
      unused++;
    }
    return unused;
  }
}
