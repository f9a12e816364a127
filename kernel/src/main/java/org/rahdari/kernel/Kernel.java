package org.rahdari.kernel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Authority;
import org.rahdari.ledger.Ledger;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.Program;
import org.rahdari.table.RowChange;
import org.rahdari.table.Table;
import org.rahdari.table.TableFullException;

/**
 * The deterministic machine. The same genesis and entries give the same results, changes and digest
 * on every node, in every process: no clock, no randomness, no order but declared ones.
 *
 * <p>One thread executes. {@link #check} may be called from any thread; every other read happens
 * between entries.
 */
public final class Kernel {

  /** Envelopes that one entry carries at most. */
  public static final int ENVELOPES_PER_ENTRY_MAX = 1_024;

  /** Items that one envelope carries at most. */
  public static final int ITEMS_PER_ENVELOPE_MAX = 8_190;

  /** The size of an envelope's binary form, in bytes, at most. */
  public static final int ENVELOPE_BYTES_MAX = 2 << 20;

  /** How far ahead of ledger time an envelope's valid-until may lie. */
  public static final long VALID_FOR_MILLIS_MAX = 24 * 60 * 60 * 1_000L;

  /** Timers that one entry fires at most; the others wait for the next one. */
  public static final int TIMERS_PER_ENTRY_MAX = 8_190;

  /** Tables that are the kernel's own memory and of no use in a projection. */
  public static final List<String> UNPROJECTED =
      List.of("core.envelope", "core.timer", Ledger.TRANSFERS);

  private static final int FORGOTTEN_PER_ENTRY_MAX = 8_190;
  private static final int STATE_MAGIC = 0x52484b31; // "RHK1"

  private final Genesis genesis;
  private final Hash32 network;
  private final State state;
  private long position;
  private long timeMillis;
  private long leaves;
  private Hash32 digest;

  /**
   * A kernel at the start of its network.
   *
   * @param programs every program that the genesis names, in the genesis' versions
   * @throws IllegalArgumentException if they differ from the genesis
   */
  public Kernel(Genesis genesis, List<Program> programs) {
    this(genesis, programs, State.ENVELOPES_MAX);
  }

  /** A kernel that remembers at most so many envelopes. */
  Kernel(Genesis genesis, List<Program> programs, int envelopesMax) {
    List<Genesis.ProgramVersion> have = new ArrayList<>();
    for (Program p : programs)
      have.add(new Genesis.ProgramVersion(p.number(), p.name(), p.version()));
    if (!have.equals(genesis.programs())) {
      throw new IllegalArgumentException(
          "the network runs the programs "
              + genesis.programs()
              + ", and this software has "
              + have);
    }
    this.genesis = genesis;
    this.network = genesis.network();
    this.state = new State(programs, envelopesMax);
    this.digest = network;
    state.parties.found(genesis);
    genesis.assets().forEach(state.ledger::issue);
    settle(digest());
    state.parties.publish();
  }

  /** What the network started from. */
  public Genesis genesis() {
    return genesis;
  }

  /** The SHA-256 of the genesis; every envelope's header bears it. */
  public Hash32 network() {
    return network;
  }

  /** The position of the last executed entry, 0 before the first. */
  public long position() {
    return position;
  }

  /** Ledger time in milliseconds: that of the last executed entry. */
  public long timeMillis() {
    return timeMillis;
  }

  /** The chained digest of all changes so far. */
  public Hash32 digest() {
    return digest;
  }

  /** How many leaves the transparency log has after the last executed entry. */
  public long leaves() {
    return leaves;
  }

  /** When the next timer is due, in milliseconds; {@link Long#MAX_VALUE} when none is set. */
  public long nextTimerMillis() {
    Timer first = state.timers.first();
    return first == null ? Long.MAX_VALUE : first.dueMillis();
  }

  /** The accounts and transfers, to read. */
  public Ledger ledger() {
    return state.ledger;
  }

  /** The instructions of the network's programs. */
  public Catalogue catalogue() {
    return state.catalogue;
  }

  /** All tables, to read. */
  public List<Table<?, ?>> tables() {
    return state.tables.all();
  }

  /**
   * The table of that name, to read.
   *
   * @throws IllegalArgumentException if there is none of that name, key and row
   */
  @SuppressWarnings("unchecked")
  public <K extends Comparable<? super K>, R extends Record> Table<K, R> table(
      String name, Class<K> key, Class<R> row) {
    for (Table<?, ?> table : state.tables.all()) {
      if (table.name().equals(name) && table.keyType() == key && table.rowType() == row)
        return (Table<K, R>) table;
    }
    throw new IllegalArgumentException("no table " + name + " of " + row.getName());
  }

  /**
   * Judges an envelope before it is ordered, by what the last entry left. Any thread may call it.
   *
   * @param timeMillis the leader's clock
   * @return why it may not be ordered, or null
   */
  public @Nullable Rejection check(byte[] envelope, long timeMillis) {
    try {
      return judge(Envelope.decode(envelope), timeMillis);
    } catch (MalformedException e) {
      return Rejection.MALFORMED;
    }
  }

  private @Nullable Rejection judge(Envelope envelope, long atMillis) {
    Header header = envelope.header();
    if (header.version() != Header.VERSION) return Rejection.MALFORMED;
    if (!header.network().equals(network)) return Rejection.WRONG_NETWORK;
    Rejection signer = state.parties.judge(envelope, atMillis);
    if (signer != null) return signer;
    if (!Hash32.sha256(envelope.payload()).equals(header.payload()))
      return Rejection.PAYLOAD_MISMATCH;
    envelope.items();
    if (header.validUntilMillis() <= atMillis) return Rejection.EXPIRED;
    if (header.validUntilMillis() - atMillis > VALID_FOR_MILLIS_MAX)
      return Rejection.VALID_TOO_LONG;
    return null;
  }

  /**
   * Executes the next entry.
   *
   * @throws IllegalArgumentException if the entry is not the next one
   */
  public Execution execute(Entry entry) {
    if (entry.position() != position + 1) {
      throw new IllegalArgumentException(
          "entry " + entry.position() + " cannot follow entry " + position);
    }
    timeMillis = Math.max(timeMillis, entry.stampMillis());
    forgetEnvelopes();
    List<Batch> batches = new ArrayList<>();
    List<Execution.Skip> skipped = new ArrayList<>();
    fireTimers(batches);
    for (int i = 0; i < entry.envelopes().size(); i++) {
      Rejection rejection = executeEnvelope(i, entry.envelopes().get(i), batches);
      if (rejection != null) skipped.add(new Execution.Skip(i, rejection));
      state.parties.publishIfChanged();
    }
    position = entry.position();
    List<RowChange> changes = settle(digest);
    long firstLeaf = leaves;
    leaves += batches.size();
    return new Execution(position, timeMillis, firstLeaf, batches, skipped, changes, digest);
  }

  private void forgetEnvelopes() {
    for (int i = 0; i < FORGOTTEN_PER_ENTRY_MAX; i++) {
      Seen oldest = state.seen.first();
      if (oldest == null || oldest.validUntilMillis() > timeMillis) return;
      state.seen.retire(oldest);
    }
  }

  private void fireTimers(List<Batch> batches) {
    List<byte[]> items = new ArrayList<>();
    List<byte[]> results = new ArrayList<>();
    for (Timer due = state.dueTimer(timeMillis); due != null; due = state.dueTimer(timeMillis)) {
      if (items.size() == TIMERS_PER_ENTRY_MAX) break;
      state.timers.retire(due.place());
      Catalogue.Type<?> type = state.catalogue.timer(due.program(), due.kind());
      byte[] body = due.body().value();
      items.add(type.form(body, 0));
      results.add(
          attempt(
                  () -> {
                    type.fire(body, new ProgramContext(0, type.program));
                    return Outcome.accepted();
                  })
              .encode());
    }
    if (!items.isEmpty()) batches.add(new Batch(Batch.Kind.TIMER, -1, new byte[0], items, results));
  }

  private @Nullable Rejection executeEnvelope(int index, byte[] bytes, List<Batch> batches) {
    Envelope envelope;
    List<byte[]> items;
    try {
      envelope = Envelope.decode(bytes);
      Rejection rejection = judge(envelope, timeMillis);
      if (rejection != null) return rejection;
      items = envelope.items();
    } catch (MalformedException e) {
      return Rejection.MALFORMED;
    }
    Seen seen = Seen.of(envelope.header());
    if (state.seen.get(seen) != null) return Rejection.REPEATED;
    try {
      state.seen.put(seen);
    } catch (TableFullException e) {
      return Rejection.TOO_MANY_ENVELOPES;
    }
    List<byte[]> results = new ArrayList<>(items.size());
    for (Result result : executeItems(envelope.header(), items)) results.add(result.encode());
    batches.add(new Batch(Batch.Kind.ENVELOPE, index, envelope.head(), items, results));
    return null;
  }

  /**
   * Executes chain by chain: the items up to and with the first one that is not linked to the next.
   */
  private List<Result> executeItems(Header header, List<byte[]> items) {
    List<Result> results = new ArrayList<>(items.size());
    for (int from = 0; from < items.size(); ) {
      int last = from;
      while (last < items.size() - 1 && linked(header, items.get(last))) last++;
      results.addAll(executeChain(header, items.subList(from, last + 1)));
      from = last + 1;
    }
    return results;
  }

  private List<Result> executeChain(Header header, List<byte[]> chain) {
    State.Mark mark = state.mark();
    List<Result> results = new ArrayList<>(chain.size());
    for (int i = 0; i < chain.size(); i++) {
      byte[] item = chain.get(i);
      boolean open = i == chain.size() - 1 && linked(header, item);
      Result result =
          open
              ? Result.of(Outcome.refuse(KernelRefusal.LINKED_CHAIN_OPEN))
              : attempt(() -> executeItem(header, item));
      if (!result.accepted()) {
        state.rollback(mark);
        List<Result> refused = new ArrayList<>();
        for (int j = 0; j < chain.size(); j++) {
          refused.add(
              j == i ? result : Result.of(Outcome.refuse(KernelRefusal.LINKED_ITEM_REFUSED)));
        }
        return refused;
      }
      results.add(result);
    }
    return results;
  }

  private static boolean linked(Header header, byte[] item) {
    return switch (header.content()) {
      case TRANSFERS -> Transfer.linked(item);
      case INSTRUCTIONS -> Catalogue.linked(item);
    };
  }

  private Outcome executeItem(Header header, byte[] item) {
    if (header.content() == Header.Content.TRANSFERS) {
      Transfer transfer = Transfer.decode(ByteBuffer.wrap(item));
      return state.ledger.enter(transfer, new Authority(header.party(), 0), timeMillis);
    }
    Catalogue.Type<?> type = state.catalogue.instruction(item);
    boolean mandated =
        type.mandates.isEmpty()
            || type.mandates.stream()
                .anyMatch(m -> state.parties.holds(header.party(), m, timeMillis));
    if (!mandated) return Outcome.refuse(KernelRefusal.MANDATE_MISSING);
    return type.handle(item, new ProgramContext(header.party(), type.program));
  }

  private interface Attempt {
    Outcome run();
  }

  /** Runs a handler; whatever it did is taken back unless it accepted. */
  private Result attempt(Attempt attempt) {
    State.Mark mark = state.mark();
    Result result;
    try {
      result = Result.of(attempt.run());
    } catch (MalformedException e) {
      result = Result.of(Outcome.refuse(KernelRefusal.ITEM_MALFORMED));
    } catch (TableFullException e) {
      result = Result.of(Outcome.refuse(KernelRefusal.TABLE_FULL));
    } catch (RuntimeException e) {
      // A defect of a program is the same on every node; it must not stop the network.
      result = Result.of(Outcome.refuse(KernelRefusal.PROGRAM_FAILED));
    }
    if (!result.accepted()) state.rollback(mark);
    return result;
  }

  /** Ends an entry: chains its changes onto the digest and lets go of the journal. */
  private List<RowChange> settle(Hash32 before) {
    MessageDigest sha = Hash32.digest();
    sha.update(before.bytes());
    sha.update(ByteBuffer.allocate(16).putLong(position).putLong(timeMillis).array());
    List<RowChange> changes = new ArrayList<>();
    try {
      state.tables.takeChanges(
          (change, key, row) -> {
            changes.add(change);
            byte[] name = change.table().getBytes(StandardCharsets.UTF_8);
            sha.update(
                ByteBuffer.allocate(12)
                    .putInt(name.length)
                    .putInt(key.length)
                    .putInt(row.length)
                    .array());
            sha.update(name);
            sha.update(key);
            sha.update(row);
          });
    } catch (IOException e) {
      throw new IllegalStateException("hashing failed", e);
    }
    digest = Hash32.of(sha.digest());
    return changes;
  }

  /** Writes the whole state. */
  public void save(DataOutput out) throws IOException {
    out.writeInt(STATE_MAGIC);
    out.write(network.bytes());
    out.writeLong(position);
    out.writeLong(timeMillis);
    out.writeLong(leaves);
    out.write(digest.bytes());
    out.writeLong(state.timersSet);
    state.tables.save(out);
  }

  /**
   * Replaces the whole state by a saved one.
   *
   * @throws IOException if the bytes are not a state of this network, these programs and their
   *     versions
   */
  public void restore(DataInput in) throws IOException {
    if (in.readInt() != STATE_MAGIC) throw new IOException("these bytes are not a kernel's state");
    if (!readHash(in).equals(network))
      throw new IOException("this state belongs to another network");
    position = in.readLong();
    timeMillis = in.readLong();
    leaves = in.readLong();
    digest = readHash(in);
    state.timersSet = in.readLong();
    try {
      state.tables.restore(in);
    } catch (MalformedException e) {
      throw new IOException("a saved row is damaged: " + e.getMessage(), e);
    }
    state.parties.publish();
  }

  private static Hash32 readHash(DataInput in) throws IOException {
    byte[] bytes = new byte[Hash32.BYTES];
    in.readFully(bytes);
    return Hash32.of(bytes);
  }

  /** What a handler of one program sees while one item executes. */
  private final class ProgramContext implements Context {
    private final int party;
    private final Program program;

    ProgramContext(int party, Program program) {
      this.party = party;
      this.program = program;
    }

    @Override
    public long timeMillis() {
      return timeMillis;
    }

    @Override
    public int party() {
      return party;
    }

    @Override
    public @Nullable Party party(int number) {
      return state.parties.party(number);
    }

    @Override
    public boolean holds(int holder, MandateKind mandate) {
      return state.parties.holds(holder, mandate, timeMillis);
    }

    @Override
    public @Nullable Asset asset(int number) {
      return state.ledger.assets().get(number);
    }

    @Override
    public @Nullable Account account(Id id) {
      return state.ledger.account(id);
    }

    @Override
    public boolean entered(Id transfer) {
      return state.ledger.transfer(transfer) != null;
    }

    @Override
    public Outcome transfer(List<Transfer> chain) {
      State.Mark mark = state.mark();
      Outcome outcome =
          state.ledger.enter(chain, new Authority(party, program.number()), timeMillis);
      if (outcome.refused()) state.rollback(mark);
      return outcome;
    }

    @Override
    public Outcome openGoverned(Id id, int owner, int asset) {
      return state.ledger.open(
          Account.opened(
              id,
              owner,
              asset,
              0,
              AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS,
              program.number(),
              timeMillis));
    }

    @Override
    public void at(long dueMillis, Record timer) {
      state.setTimer(program.number(), dueMillis, timer);
    }
  }
}
