package org.rahdari.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.Sealed;

/**
 * A small model of an ordered log in Ratis' place: terms, one leader in each, entries that count
 * when a majority has them. It keeps payloads in the node's own store and hands them to its own
 * machine, as {@link Ordering} does. Who leads is decided outside; see {@link
 * SimulatedNode#grants}.
 */
final class SimulatedOrder implements Order {
  private static final long BEAT_MILLIS = 60;
  private static final long FORWARDED_MILLIS_MAX = 1_500;
  private static final int SLOTS_PER_PARCEL_MAX = 8;
  private static final Set<Rejection> FORGED =
      EnumSet.of(
          Rejection.MALFORMED,
          Rejection.WRONG_NETWORK,
          Rejection.SIGNATURE_INVALID,
          Rejection.PAYLOAD_MISMATCH);

  private final int self;
  private final int nodes;
  private final SimulatedDisk disk;
  private final Surroundings around;
  private final OrderSource.Parts parts;
  private final Opened opened;
  private final long[] next;
  private final long[] has;
  private final Map<Long, Own> own = new TreeMap<>();
  private final Map<Long, Sent> sent = new TreeMap<>();
  private long applied;
  private boolean leading;
  private long firstOfTerm;
  private int leader = -1;
  private long heardMillis;
  private long beatMillis;
  private long requests;

  /** An own entry that somebody waits for. */
  private record Own(long term, CompletableFuture<Void> ordered) {}

  /** Envelopes on their way to the leader. */
  private record Sent(long untilMillis, CompletableFuture<Void> ordered) {}

  private SimulatedOrder(
      int self,
      int nodes,
      SimulatedDisk disk,
      Surroundings around,
      OrderSource.Parts parts,
      OrderSource.@Nullable Place executed,
      Opened opened) {
    this.opened = opened;
    this.self = self;
    this.nodes = nodes;
    this.disk = disk;
    this.around = around;
    this.parts = parts;
    this.next = new long[nodes];
    this.has = new long[nodes];
    this.applied = executed == null ? 0 : Math.max(0, executed.index());
    this.heardMillis = around.nowMillis();
    this.requests = around.nowMillis() << 20;
  }

  /** Who has the order. */
  interface Opened {
    void is(SimulatedOrder order);

    /** A snapshot was taken: tree and leaves up to there were flushed before. */
    void snapshot(Home home);
  }

  /**
   * @param purgedUpTo entries that the order does not hand over again
   */
  static OrderSource source(
      int self,
      int nodes,
      SimulatedDisk disk,
      Surroundings around,
      long purgedUpTo,
      Opened opened) {
    return (home, store, snapshot, signed) -> {
      store.settle(
          disk.lastPayloadIndex(),
          snapshot == null ? 0 : snapshot.position(),
          signed == null ? 0 : signed.position());
      return new OrderSource.Settled() {
        @Override
        public boolean handsOver(PayloadHeader entry) {
          return entry.index() > purgedUpTo;
        }

        @Override
        public Order open(OrderSource.Parts parts, OrderSource.@Nullable Place executed) {
          SimulatedOrder order =
              new SimulatedOrder(self, nodes, disk, around, parts, executed, opened);
          opened.is(order);
          return order;
        }
      };
    };
  }

  @Override
  public void begin() {}

  @Override
  public boolean leads() {
    return leading && applied >= firstOfTerm;
  }

  boolean leading() {
    return leading;
  }

  long heardMillis() {
    return heardMillis;
  }

  // The way in

  @Override
  public CompletableFuture<?> order(List<Sealed> envelopes) {
    if (leads()) return appendOwn(envelopes);
    if (leading || leader < 0 || leader == self) {
      return CompletableFuture.failedFuture(new StoppedException("nobody leads"));
    }
    CompletableFuture<Void> ordered = new CompletableFuture<>();
    long request = ++requests;
    sent.put(request, new Sent(around.nowMillis() + FORWARDED_MILLIS_MAX, ordered));
    byte[] body = new Body(0, false, envelopes).bytes().toByteArray();
    around.send(self, leader, new Parcel.Forward(request, body));
    return ordered;
  }

  private CompletableFuture<Void> appendOwn(List<Sealed> envelopes) {
    List<byte[]> bytes = envelopes.stream().map(Sealed::bytes).toList();
    List<Sealed> ordering = around.ordering(bytes).stream().map(Sealed::of).toList();
    byte[] body = parts.stamps().stamp(ordering).bytes().toByteArray();
    CompletableFuture<Void> ordered = new CompletableFuture<>();
    append(disk.term(), body);
    own.put(disk.lastIndex(), new Own(disk.term(), ordered));
    count();
    if (leading) beat();
    return ordered;
  }

  private void forward(int from, Parcel.Forward forward) {
    if (!leads()) {
      around.send(self, from, new Parcel.Forwarded(forward.request(), false));
      return;
    }
    List<Sealed> envelopes = Body.decode(ByteBuffer.wrap(forward.body())).envelopes();
    for (Sealed each : envelopes) {
      Rejection why = parts.machine().kernel().check(each, parts.config().clock().getAsLong());
      if (why != null && FORGED.contains(why)) return;
    }
    var _ =
        appendOwn(envelopes)
            .whenComplete(
                (done, failure) ->
                    around.send(
                        self, from, new Parcel.Forwarded(forward.request(), failure == null)));
  }

  private void forwarded(Parcel.Forwarded forwarded) {
    Sent waiting = sent.remove(forwarded.request());
    if (waiting == null) return;
    if (forwarded.ordered()) waiting.ordered().complete(null);
    else waiting.ordered().completeExceptionally(new StoppedException("the leader does not lead"));
  }

  // Leading

  /** Leads from now on, in a term that a majority has granted. */
  void lead(long term) {
    stepDown(term);
    leading = true;
    leader = self;
    for (int i = 0; i < nodes; i++) {
      next[i] = disk.lastIndex() + 1;
      has[i] = 0;
    }
    append(term, null);
    firstOfTerm = disk.lastIndex();
    count();
    beat();
  }

  private void stepDown(long term) {
    disk.term(term);
    leading = false;
    List<Own> waiting = List.copyOf(own.values());
    own.clear();
    for (Own each : waiting) {
      each.ordered().completeExceptionally(new StoppedException("another one leads"));
    }
  }

  /** Grants a term: from now on entries of earlier ones are refused. */
  void grant(long term) {
    if (term > disk.term()) stepDown(term);
  }

  void tick() {
    long now = around.nowMillis();
    if (leading && now - beatMillis >= BEAT_MILLIS) beat();
    for (Map.Entry<Long, Sent> each : List.copyOf(sent.entrySet())) {
      if (each.getValue().untilMillis() > now) continue;
      sent.remove(each.getKey());
      each.getValue().ordered().completeExceptionally(new StoppedException("no answer"));
    }
  }

  private void beat() {
    beatMillis = around.nowMillis();
    for (int to = 0; to < nodes; to++) if (to != self) send(to);
  }

  private void send(int to) {
    long before = next[to] - 1;
    List<Parcel.Slotted> slots = new ArrayList<>();
    for (long index = next[to];
        index <= disk.lastIndex() && slots.size() < SLOTS_PER_PARCEL_MAX;
        index++) {
      slots.add(slotted(to, index));
    }
    around.send(
        self,
        to,
        new Parcel.Append(disk.term(), before, disk.termAt(before), slots, disk.commit()));
  }

  private Parcel.Slotted slotted(int to, long index) {
    SimulatedDisk.Slot slot = disk.slot(index);
    if (slot.hash() == null) return new Parcel.Slotted(slot.term(), null);
    try {
      PayloadStore store = parts.store();
      byte[] body = store.read(store.positionOf(index)).body().bytes().toByteArray();
      return new Parcel.Slotted(slot.term(), around.told(self, to, slot.term(), index, body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void appended(int from, Parcel.Appended answer) {
    if (answer.term() > disk.term()) stepDown(answer.term());
    if (!leading || answer.term() != disk.term()) return;
    if (answer.matches()) {
      has[from] = Math.max(has[from], answer.upTo());
      next[from] = Math.max(next[from], has[from] + 1);
      count();
      if (leading && next[from] <= disk.lastIndex()) send(from);
    } else {
      next[from] = Math.max(has[from] + 1, Math.min(next[from] - 1, answer.upTo() + 1));
      send(from);
    }
  }

  /** Entries of this term that enough have, and with them all before, are ordered. */
  private void count() {
    for (long index = disk.lastIndex(); index > disk.commit(); index--) {
      if (disk.termAt(index) != disk.term()) return;
      int holders = 1;
      for (int i = 0; i < nodes; i++) if (i != self && has[i] >= index) holders++;
      if (holders >= around.orderQuorum(nodes)) {
        committed(index);
        return;
      }
    }
  }

  private void committed(long index) {
    if (index <= disk.commit()) return;
    disk.commit(index);
    apply();
    for (Map.Entry<Long, Own> each : List.copyOf(own.entrySet())) {
      if (each.getKey() > disk.commit()) continue;
      own.remove(each.getKey());
      each.getValue().ordered().complete(null);
    }
  }

  // Following

  private void append(int from, Parcel.Append append) {
    if (append.term() < disk.term()) {
      around.send(self, from, new Parcel.Appended(disk.term(), false, disk.lastIndex()));
      return;
    }
    if (append.term() > disk.term() || leading) stepDown(append.term());
    leader = from;
    heardMillis = around.nowMillis();
    if (disk.termAt(append.before()) != append.beforeTerm()) {
      long upTo = Math.min(disk.lastIndex(), Math.max(0, append.before() - 1));
      around.send(self, from, new Parcel.Appended(disk.term(), false, upTo));
      return;
    }
    long index = append.before();
    for (Parcel.Slotted slot : append.slots()) {
      index++;
      if (disk.termAt(index) == slot.term()) continue;
      if (index <= disk.lastIndex()) cutFrom(index);
      append(slot.term(), slot.body());
    }
    around.send(self, from, new Parcel.Appended(disk.term(), true, index));
    committed(Math.min(append.commit(), index));
  }

  private void cutFrom(long index) {
    if (index <= applied) parts.machine().stop("The order takes back what it has handed over.");
    disk.cutAfter(index - 1);
    try {
      parts.store().truncate(index - 1);
    } catch (IOException e) {
      parts.machine().stop("The log cannot be cut: " + e.getMessage());
    }
  }

  private void append(long term, byte @Nullable [] bytes) {
    if (bytes == null) {
      disk.add(new SimulatedDisk.Slot(term, null));
      return;
    }
    try {
      Body body = Body.decode(ByteBuffer.wrap(bytes));
      Hash32 hash = body.hash();
      long index = disk.lastIndex() + 1;
      PayloadStore store = parts.store();
      long executed = parts.machine().executedPosition();
      store.append(term, index, executed, hash, List.of(ByteBuffer.wrap(bytes)));
      if (around.fallsOver(self, Surroundings.Point.WRITTEN)) {
        throw new Fallen(Surroundings.Point.WRITTEN);
      }
      store.force();
      if (around.fallsOver(self, Surroundings.Point.FLUSHED)) {
        throw new Fallen(Surroundings.Point.FLUSHED);
      }
      disk.add(new SimulatedDisk.Slot(term, hash));
    } catch (IOException e) {
      parts.machine().stop("The log cannot be written: " + e.getMessage());
    }
  }

  private void apply() {
    while (applied < disk.commit() && !parts.machine().stopped().isDone()) {
      long index = applied + 1;
      SimulatedDisk.Slot slot = disk.slot(index);
      if (slot.hash() != null && !execute(index, slot)) return;
      applied = index;
    }
  }

  private boolean execute(long index, SimulatedDisk.Slot slot) {
    Machine machine = parts.machine();
    long position = machine.executedPosition() + 1;
    try {
      PayloadHeader header = parts.store().header(position);
      if (header.index() != index || !header.hash().equals(slot.hash())) {
        throw new IOException("the log has the payload of index " + header.index());
      }
      byte[] bytes = parts.store().read(position).body().bytes().toByteArray();
      Body body = Body.decode(ByteBuffer.wrap(around.executing(self, bytes)));
      machine.execute(body.entry(position), body.cut(), slot.term(), index);
      Standing now = machine.standing();
      List<Hash32> digests = body.envelopes().stream().map(Sealed::digest).toList();
      around.executed(
          self,
          new Surroundings.Done(
              position, slot.term(), index, header.hash(), now.digest(), now.treeSize(), digests));
      long before = parts.snapshots().position();
      parts.snapshots().takeIfDue(new OrderSource.Place(slot.term(), index));
      if (parts.snapshots().position() != before) opened.snapshot(parts.home());
      return true;
    } catch (IOException e) {
      machine.stop("The entry at position " + position + " cannot be executed: " + e.getMessage());
      return false;
    }
  }

  // The network

  void receive(int from, Parcel parcel) {
    if (parts.machine().stopped().isDone()) return;
    switch (parcel) {
      case Parcel.Append append -> append(from, append);
      case Parcel.Appended answer -> appended(from, answer);
      case Parcel.Forward forward -> forward(from, forward);
      case Parcel.Forwarded forwarded -> forwarded(forwarded);
      case Parcel.Notes _, Parcel.Ask _, Parcel.Told _ ->
          throw new IllegalArgumentException("nothing for the order");
    }
  }

  /** The file that is written to, for whoever tears it. */
  Path log() {
    return parts.home().log();
  }

  @Override
  public long snapshotPosition() {
    return parts.snapshots().position();
  }

  @Override
  public void closing() {}

  @Override
  public void leave() {}

  @Override
  public void close() {}
}
