package org.rahdari.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.history.Index.Family;
import org.rahdari.history.Index.Place;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Effect;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.replication.Recorded;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Rows that are written together: the movements of some leaves, read off items, results and
 * effects.
 *
 * <p>Legs are sorted before they are written, for a store of sorted rows takes neighbours several
 * times faster. About one leg in {@link #LEGS_PER_BALANCE} is followed by its account's balances;
 * which ones, a hash says, so that nothing has to be known of an account to write its legs.
 */
final class Chunk implements AutoCloseable {
  /** So many legs are added up for an account's balances at any line, in the mean. */
  static final int LEGS_PER_BALANCE = 256;

  private static final int OPEN_AMOUNT =
      TransferFlag.BALANCING_DEBIT
          | TransferFlag.BALANCING_CREDIT
          | TransferFlag.POST_PENDING
          | TransferFlag.VOID_PENDING;
  private static final byte[] NOTHING = {};

  private final Index index;
  private final Catalogue catalogue;
  private final WriteBatch rows = new WriteBatch();
  private final List<Leg> legs = new ArrayList<>();
  private final Map<Id, Line> pending = new HashMap<>();
  private long leaves;
  private long lines;
  private long position;
  private int size;

  /** What is being read. */
  private @Nullable Recorded from;

  private byte @Nullable [] lastBytes;
  private Result lastResult = Result.decode(new Result(true, "", 0).encode());

  Chunk(Index index, Catalogue catalogue) {
    this.index = index;
    this.catalogue = catalogue;
    leaves = index.standing().leaves();
    lines = index.standing().lines();
    position = index.standing().position();
  }

  /** How many movements and refusals it has. */
  int size() {
    return size;
  }

  /** The position of the last leaf that was added. */
  long position() {
    return position;
  }

  /** Adds what the next leaf is of. */
  void add(Recorded recorded) throws RocksDBException {
    from = recorded;
    leaves = recorded.leaf() + 1;
    position = recorded.position();
    Batch batch = recorded.batch();
    switch (batch.kind()) {
      case TIMER -> timers(batch);
      case ENVELOPE -> envelope(batch, Envelope.header(batch.head()));
    }
  }

  private void envelope(Batch batch, Header header) throws RocksDBException {
    switch (header.content()) {
      case TRANSFERS -> transfers(batch, header.party());
      case INSTRUCTIONS -> {
        for (Effect effect : batch.effects()) made(effect);
      }
    }
  }

  private void transfers(Batch batch, int party) throws RocksDBException {
    ByteBuffer items = ByteBuffer.wrap(batch.items().bytes());
    int effects = 0;
    for (int i = 0; i < batch.items().size(); i++) {
      boolean repeated =
          effects < batch.effects().size() && batch.effects().get(effects).item() == i;
      if (repeated) effects++;
      items.position(batch.items().offset(i));
      Result result = result(batch.results().get(i));
      if (!result.accepted()) refused(items, i, party, result.reason());
      else if (!repeated) entered(Transfer.decode(items), i, party, result.amountMinor());
    }
  }

  /** Most items of a batch have the same result, and the same array for it. */
  @SuppressWarnings("ReferenceEquality")
  private Result result(byte[] bytes) {
    if (bytes != lastBytes) {
      lastResult = Result.decode(bytes);
      lastBytes = bytes;
    }
    return lastResult;
  }

  private void timers(Batch batch) throws RocksDBException {
    int effects = 0;
    for (int i = 0; i < batch.items().size(); i++) {
      if (catalogue.describeTimer(batch.items().get(i)).content()
          instanceof Core.ExpirePending expiry) {
        expired(expiry.pendingId(), i);
      }
      while (effects < batch.effects().size() && batch.effects().get(effects).item() == i) {
        made(batch.effects().get(effects++));
      }
    }
  }

  // Movements

  private void entered(Transfer t, int item, int party, long openAmountMinor)
      throws RocksDBException {
    boolean open = (t.flags() & OPEN_AMOUNT) != 0;
    add(
        item,
        t.id(),
        t.debitAccount(),
        t.creditAccount(),
        t.pendingId(),
        open ? openAmountMinor : t.amountMinor(),
        t.userData128(),
        t.userData64(),
        t.userData32(),
        t.timeoutSeconds(),
        t.code(),
        t.flags() & ~TransferFlag.LINKED,
        0,
        party);
  }

  private void made(Effect effect) throws RocksDBException {
    if (!(effect instanceof Effect.Made made)) return;
    Entered t = made.transfer();
    add(
        made.item(),
        t.id(),
        t.debitAccount(),
        t.creditAccount(),
        t.pendingId(),
        t.amountMinor(),
        t.userData128(),
        t.userData64(),
        t.userData32(),
        t.timeoutSeconds(),
        t.code(),
        t.flags(),
        t.program(),
        t.party());
  }

  private void expired(Id pendingId, int item) throws RocksDBException {
    Line ended = pending(pendingId);
    add(
        item,
        Id.NONE,
        ended.debitAccount(),
        ended.creditAccount(),
        pendingId,
        ended.amountMinor(),
        Id.NONE,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private void add(
      int item,
      Id transfer,
      Id debit,
      Id credit,
      Id pendingId,
      long amountMinor,
      Id userData128,
      long userData64,
      int userData32,
      int timeoutSeconds,
      int code,
      int flags,
      int program,
      int party)
      throws RocksDBException {
    Recorded place = java.util.Objects.requireNonNull(from);
    Line ended = pendingId.isNone() ? null : pending(pendingId);
    Line line =
        new Line(
            ++lines,
            place.leaf(),
            item,
            place.position(),
            place.timeMillis(),
            transfer,
            ended == null ? debit : ended.debitAccount(),
            ended == null ? credit : ended.creditAccount(),
            pendingId,
            amountMinor,
            ended == null ? 0 : ended.amountMinor(),
            userData128,
            userData64,
            userData32,
            timeoutSeconds,
            ended == null || code != 0 ? code : ended.code(),
            flags,
            program,
            party);
    put(line, ended);
  }

  private Line pending(Id id) throws RocksDBException {
    Line here = pending.get(id);
    if (here != null) return here;
    Place place = index.place(id);
    if (place == null) throw new RocksDBException("the pending transfer " + id + " is missing");
    return index.line(place.number());
  }

  private void put(Line line, @Nullable Line ended) throws RocksDBException {
    size++;
    rows.put(index.handle(Family.LINE), Index.key(line.number()), line.encode());
    if (!line.transfer().isNone()) put(line.transfer(), new Place(line.number(), 0));
    if (ended != null) put(ended.transfer(), new Place(ended.number(), line.number()));
    if (line.code() != 0) {
      byte[] key = Index.key(Index.key(line.code()), line.number());
      rows.put(index.handle(Family.CODE), key, NOTHING);
    }
    if (line.kind() == Line.Kind.PENDING) pending.put(line.transfer(), line);
    legs.add(line.leg(Side.DEBIT));
    legs.add(line.leg(Side.CREDIT));
  }

  private void put(Id transfer, Place place) throws RocksDBException {
    rows.put(index.handle(Family.TRANSFER), Index.key(transfer), place.encode());
  }

  private void refused(ByteBuffer items, int item, int party, String reason)
      throws RocksDBException {
    size++;
    Recorded place = java.util.Objects.requireNonNull(from);
    Id id = new Id(items.getLong(), items.getLong());
    Refused refused =
        new Refused(id, place.leaf(), item, place.position(), place.timeMillis(), party, reason);
    byte[] key = Index.key(Index.key(id), party);
    rows.put(index.handle(Family.REFUSAL), key, refused.encode());
  }

  // Writing

  /** Writes everything that was added, at once or not at all. */
  void write(Hash32 lastLeaf) throws RocksDBException {
    legs.sort(Comparator.comparing(Leg::account));
    for (int first = 0; first < legs.size(); ) {
      int end = first + 1;
      while (end < legs.size() && legs.get(end).account().equals(legs.get(first).account())) end++;
      putLegs(legs.subList(first, end));
      first = end;
    }
    index.write(rows, new Index.Standing(leaves, lines, position, lastLeaf));
  }

  /** The legs of one account, in order. */
  private void putLegs(List<Leg> ofAccount) throws RocksDBException {
    byte[] account = Index.key(ofAccount.getFirst().account());
    Balances balances = null;
    int added = 0;
    for (int i = 0; i < ofAccount.size(); i++) {
      Leg leg = ofAccount.get(i);
      byte[] key = Index.key(account, leg.number());
      rows.put(index.handle(Family.LEG), key, leg.value());
      if (!keepsBalances(leg)) continue;
      if (balances == null) balances = index.balances(leg.account(), index.standing().lines());
      while (added <= i) balances = balances.plus(ofAccount.get(added++));
      rows.put(index.handle(Family.BALANCE), key, balances.encode());
    }
  }

  private static boolean keepsBalances(Leg leg) {
    long mixed = (leg.account().low() ^ leg.number() * 0x9E37_79B9_7F4A_7C15L);
    mixed = (mixed ^ mixed >>> 31) * 0xBF58_476D_1CE4_E5B9L;
    return (mixed >>> 32) % LEGS_PER_BALANCE == 0;
  }

  @Override
  public void close() {
    rows.close();
  }
}
