package org.rahdari.kernel;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.Beside;
import org.rahdari.ledger.Ledger;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;
import org.rahdari.program.Founding;
import org.rahdari.program.MandateKind;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.table.RowChange;
import org.rahdari.table.Table;
import org.rahdari.table.TableFullException;

/**
 * The deterministic machine. The same genesis and entries give the same results, changes and digest
 * on every node, in every process: no clock, no randomness, no order but declared ones.
 *
 * <p>One thread executes. {@link #check} and {@link #keys} may be called from any thread; every
 * other read happens between entries.
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

  /** Transfers that one item or timer of a program enters at most. */
  public static final int TRANSFERS_PER_ITEM_MAX = 1_024;

  /**
   * Transfers that a chain of a program's items enters at most. Room for them is made before the
   * chain: once it has begun no id may be forgotten, for it might have to be taken back.
   */
  public static final int TRANSFERS_PER_CHAIN_MAX = ITEMS_PER_ENVELOPE_MAX;

  /** Tables that are the kernel's own memory and of no use in a projection. */
  private static final List<String> UNPROJECTED = List.of("core.envelope", "core.timer");

  private static final int FORGOTTEN_PER_ENTRY_MAX = 8_190;
  private static final byte[] ACCEPTED = Result.of(Outcome.accepted()).encode();
  private static final List<byte[]> REFUSED =
      Arrays.stream(LedgerRefusal.values())
          .map(refusal -> Result.of(Outcome.refuse(refusal)).encode())
          .toList();
  private static final byte[] MALFORMED = refused(KernelRefusal.ITEM_MALFORMED).encode();

  private static final byte[] GUARDED = refused(KernelRefusal.PARTY_GUARDED).encode();

  private final Genesis genesis;

  /** Of all versions that this software has, in force or not; without rows. */
  private final List<Table<?, ?>> declared;

  private final Hash32 network;
  private final Founding founding;
  private final State state;
  private long position;
  private long timeMillis;
  private long leaves;
  private Hash32 digest;
  private boolean tellsAccounts = true;

  /**
   * A kernel at the start of its network.
   *
   * @param programs every version of every program that this software has, those of the genesis
   *     among them; the versions of one in their order
   * @throws IllegalArgumentException if one of the genesis is not among them, or a version does not
   *     go with the one before
   */
  public Kernel(Genesis genesis, List<Program> programs) {
    this(genesis, programs, State.ENVELOPES_MAX);
  }

  /** A kernel that remembers at most so many envelopes. */
  Kernel(Genesis genesis, List<Program> programs, int envelopesMax) {
    this.genesis = genesis;
    this.network = genesis.network();
    this.founding = genesis.founding();
    this.state =
        new State(programs, founding(genesis, programs), envelopesMax, genesis.transferIds());
    this.declared = Catalogue.tables(programs);
    this.digest = network;
    state.parties.found(genesis);
    genesis.assets().forEach(state.ledger::issue);
    settle(digest());
    state.parties.publish();
  }

  private static List<Program> founding(Genesis genesis, List<Program> programs) {
    List<Program> founding = new ArrayList<>();
    for (Genesis.ProgramVersion wanted : genesis.programs()) {
      Program found = null;
      for (Program each : programs)
        if (Genesis.ProgramVersion.of(each).equals(wanted)) found = each;
      if (found == null)
        throw new IllegalArgumentException(
            "the network starts with version "
                + wanted.version()
                + " of "
                + wanted.name()
                + ", program "
                + wanted.number()
                + ", which this software has not");
      founding.add(found);
    }
    return founding;
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
    return Math.min(
        first == null ? Long.MAX_VALUE : first.dueMillis(), state.ledger.nextExpiryMillis());
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
   * The tables that a projection mirrors, also of versions that are not in force yet; the accounts
   * come beside them.
   */
  public List<Table<?, ?>> projected() {
    List<Table<?, ?>> projected = new ArrayList<>(tables());
    for (Table<?, ?> later : declared) if (!state.tables.has(later.name())) projected.add(later);
    projected.removeIf(table -> UNPROJECTED.contains(table.name()));
    return projected;
  }

  /** The version of a program that is in force; 0 for one that is not. */
  public int version(int program) {
    return state.catalogue.version(program);
  }

  /**
   * Whether executions tell the accounts that they touched, as rows of {@link Ledger#ACCOUNTS}: as
   * many as an entry has legs. They do unless told not to.
   */
  public void tellAccounts(boolean tell) {
    tellsAccounts = tell;
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

  /** The keys of a party by number, as the last entry left them. Any thread may call it. */
  public List<PartyKey> keys(int party) {
    return state.parties.keys(party);
  }

  /**
   * Judges an envelope before it is ordered, by what the last entry left. Any thread may call it.
   *
   * @param timeMillis the leader's clock
   * @return why it may not be ordered, or null
   */
  public @Nullable Rejection check(Sealed envelope, long timeMillis) {
    try {
      return judge(envelope.open(), timeMillis);
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
    if (!envelope.payloadHash().equals(header.payload())) return Rejection.PAYLOAD_MISMATCH;
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
   * @throws MissingVersionException if it puts a version in force that this software has not;
   *     nothing can be done with this kernel any more
   */
  public Execution execute(Entry entry) {
    if (entry.position() != position + 1) {
      throw new IllegalArgumentException(
          "entry " + entry.position() + " cannot follow entry " + position);
    }
    timeMillis = Math.max(timeMillis, entry.stampMillis());
    state.ledger.begin(entry.position());
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
    state.activate();
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

  /** What the ledger gives back in time comes first, then what programs asked to be told. */
  private void fireTimers(List<Batch> batches) {
    List<byte[]> items = new ArrayList<>();
    List<byte[]> results = new ArrayList<>();
    expirePending(items, results);
    for (Timer due = state.dueTimer(timeMillis); due != null; due = state.dueTimer(timeMillis)) {
      if (items.size() == TIMERS_PER_ENTRY_MAX) break;
      state.timers.retire(due.place());
      ProgramChain chain = programChain(1);
      Catalogue.Type<?> type = state.catalogue.timer(due.program(), due.kind());
      byte[] body = due.body().value();
      ProgramContext context = new ProgramContext(chain, items.size(), 0, type.program);
      items.add(type.form(body, 0));
      results.add(
          attempt(
                  () -> {
                    type.fire(body, context);
                    return Outcome.accepted();
                  })
              .encode());
      state.settle();
    }
    if (!items.isEmpty())
      batches.add(
          new Batch(
              Batch.Kind.TIMER, -1, new byte[0], Items.of(items), results, state.takeEffects()));
  }

  private void expirePending(List<byte[]> items, List<byte[]> results) {
    while (state.ledger.expiryDue(timeMillis) && items.size() < TIMERS_PER_ENTRY_MAX) {
      items.add(state.catalogue.timerItem(new Core.ExpirePending(state.ledger.expireNext())));
      results.add(ACCEPTED);
    }
  }

  private @Nullable Rejection executeEnvelope(int index, Sealed sealed, List<Batch> batches) {
    Envelope envelope;
    Items items;
    try {
      envelope = sealed.open();
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
    byte[][] results = new byte[items.size()][];
    executeItems(envelope.header(), items, results);
    batches.add(
        new Batch(
            Batch.Kind.ENVELOPE,
            index,
            envelope.head(),
            items,
            Arrays.asList(results),
            state.takeEffects()));
    return null;
  }

  /**
   * Executes chain by chain: the items up to and with the first one that is not linked to the next.
   */
  private void executeItems(Header header, Items items, byte[][] results) {
    boolean transfers = header.content() == Header.Content.TRANSFERS;
    if (transfers && guarded(header.party())) {
      Arrays.fill(results, GUARDED);
      return;
    }
    if (transfers) state.ledger.makeRoom(items.size());
    int end = items.size() - 1;
    int ahead = 0;
    for (int from = 0; from <= end; ) {
      int last = from;
      while (last < end && linked(header, items, last)) last++;
      boolean open = last == end && linked(header, items, last);
      if (transfers && from >= ahead) ahead = lookAhead(items, from);
      if (transfers && from == last && !open) results[from] = enterAlone(header, items, from);
      else executeChain(header, items, from, last, results);
      from = last + 1;
    }
  }

  private boolean guarded(int party) {
    for (MandateKind mandate : state.catalogue.guards().keySet())
      if (state.parties.wasGiven(party, mandate)) return true;
    return false;
  }

  /** Reads for the next transfers, and answers the first one after them. */
  private int lookAhead(Items items, int from) {
    int count = Math.min(Ledger.LOOK_AHEAD, items.size() - from);
    state.ledger.lookAhead(items.bytes(), items.offset(from), count);
    return from + count;
  }

  /** A transfer that stands alone is judged whole before it changes anything. */
  private byte[] enterAlone(Header header, Items items, int index) {
    byte[] bytes = items.bytes();
    int offset = items.offset(index);
    if (!Transfer.padded(bytes, offset)) return MALFORMED;
    LedgerRefusal refusal = state.ledger.enter(bytes, offset, header.party(), 0, timeMillis);
    if (refusal != null) {
      state.ledger.remember(bytes, offset, header.party(), refusal);
      return REFUSED.get(refusal.ordinal());
    }
    if (state.ledger.repeated()) state.note(new Effect.Repeated(index));
    long amountMinor = state.ledger.amountMinor();
    return amountMinor == 0 ? ACCEPTED : Result.accepted(amountMinor).encode();
  }

  private void executeChain(Header header, Items items, int from, int last, byte[][] results) {
    boolean instructions = header.content() == Header.Content.INSTRUCTIONS;
    ProgramChain chain = instructions ? programChain(last - from + 1) : null;
    State.Mark mark = state.mark();
    for (int i = from; i <= last; i++) {
      boolean open = i == items.size() - 1 && linked(header, items, i);
      Result result =
          open ? refused(KernelRefusal.LINKED_CHAIN_OPEN) : executeItem(header, items, i, chain);
      results[i] = result.encode();
      if (result.accepted()) continue;
      state.rollback(mark);
      byte[] with = refused(KernelRefusal.LINKED_ITEM_REFUSED).encode();
      for (int j = from; j <= last; j++) if (j != i) results[j] = with;
      rememberRefused(header, items, i, result);
      break;
    }
    state.settle();
  }

  /** The entry that executes is the one after the last. */
  private ProgramChain programChain(int items) {
    return new ProgramChain(state, founding, position + 1, timeMillis, items);
  }

  private void rememberRefused(Header header, Items items, int index, Result result) {
    if (header.content() != Header.Content.TRANSFERS) return;
    for (LedgerRefusal refusal : LedgerRefusal.values()) {
      if (refusal.name().equals(result.reason()))
        state.ledger.remember(items.bytes(), items.offset(index), header.party(), refusal);
    }
  }

  private static boolean linked(Header header, Items items, int index) {
    return switch (header.content()) {
      case TRANSFERS -> Transfer.linked(items.bytes(), items.offset(index));
      case INSTRUCTIONS ->
          Catalogue.linked(items.bytes(), items.offset(index), items.length(index));
    };
  }

  /**
   * @param chain that of programs; null for transfers
   */
  private Result executeItem(Header header, Items items, int index, @Nullable ProgramChain chain) {
    return chain == null
        ? enterLinked(header, items, index)
        : attempt(() -> instruct(header, items.get(index), index, chain));
  }

  private Result enterLinked(Header header, Items items, int index) {
    byte[] bytes = items.bytes();
    int offset = items.offset(index);
    if (!Transfer.padded(bytes, offset)) return refused(KernelRefusal.ITEM_MALFORMED);
    LedgerRefusal refusal = state.ledger.enter(bytes, offset, header.party(), 0, timeMillis);
    if (refusal != null) return refused(refusal);
    if (state.ledger.repeated()) state.note(new Effect.Repeated(index));
    return Result.accepted(state.ledger.amountMinor());
  }

  private Outcome instruct(Header header, byte[] item, int index, ProgramChain chain) {
    Catalogue.Type<?> type = state.catalogue.instruction(item);
    boolean mandated =
        type.mandates.isEmpty()
            || type.mandates.stream()
                .anyMatch(m -> state.parties.holds(header.party(), m, timeMillis));
    if (!mandated) return Outcome.refuse(KernelRefusal.MANDATE_MISSING);
    return type.handle(item, new ProgramContext(chain, index, header.party(), type.program));
  }

  private static Result refused(Reason reason) {
    return Result.of(Outcome.refuse(reason));
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
      result = refused(KernelRefusal.ITEM_MALFORMED);
    } catch (TableFullException e) {
      result = refused(KernelRefusal.TABLE_FULL);
    } catch (RuntimeException e) {
      // A defect of a program is the same on every node; it must not stop the network.
      result = refused(KernelRefusal.PROGRAM_FAILED);
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
    state.ledger.digest(sha);
    if (tellsAccounts) {
      state
          .ledger
          .touched()
          .forEach(account -> changes.add(new RowChange(Ledger.ACCOUNTS, account.id(), account)));
    }
    digest = Hash32.of(sha.digest());
    return changes;
  }

  /**
   * The whole state now, between two entries. It takes no time to speak of: what changes later is
   * copied before. One image at a time.
   */
  public KernelImage image() {
    return new KernelImage(
        new KernelImage.Head(network, position, timeMillis, leaves, digest, state.timersSet),
        state.tables.image(),
        state.ledger.image());
  }

  /** Writes the whole state. */
  public void save(DataOutput out) throws IOException {
    KernelImage image = image();
    try {
      image.save(out);
    } finally {
      image.release();
    }
  }

  /**
   * Replaces the whole state by a saved one; nothing may have been activated here.
   *
   * @throws IOException if the bytes are not a state of this network
   * @throws MissingVersionException if a version is in force there that this software has not
   */
  public void restore(DataInput in) throws IOException {
    restore(in, Beside.NOBODY);
  }

  /**
   * The same, with help.
   *
   * @param beside who does what need not wait; at the end it is done
   */
  public void restore(DataInput in, Beside beside) throws IOException {
    KernelImage.Head head = KernelImage.Head.read(in, network);
    position = head.position();
    timeMillis = head.timeMillis();
    leaves = head.leaves();
    digest = head.digest();
    state.timersSet = head.timersSet();
    try {
      state.restore(in, beside);
    } catch (MalformedException e) {
      throw new IOException("a saved row is damaged: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IOException("a saved activation is none: " + e.getMessage(), e);
    }
  }
}
