package org.rahdari.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Kernel;
import org.rahdari.replication.Fallen;
import org.rahdari.replication.Parcel;
import org.rahdari.replication.SimulatedNode;
import org.rahdari.replication.Submitted;
import org.rahdari.replication.Surroundings;
import org.rahdari.transparency.TrustPolicy;

/**
 * The nodes of one seed, their network and their clocks, and all that befalls them. Everything
 * happens on one thread, one event after the other, in an order that the seed decides.
 */
final class World implements Surroundings {
  private static final long FOUNDED_MILLIS_MAX = 20_000;
  private static final long FAULTY_MILLIS = 5_000;
  private static final long HEALED_MILLIS_MIN = 3_000;
  private static final long HEALED_MILLIS_MAX = 30_000;
  private static final long LOOK_MILLIS = 100;
  private static final long ELECTION_MILLIS = 350;
  private static final int TRIES_MAX = 6;
  private static final int PER_MILLE = 1_000;

  private final SplittableRandom random;
  private final Trace trace = new Trace();
  private final Flaws flaws;
  private final Clients clients;
  private final Laws laws;
  private final Liar liar;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final long[] offsetMillis;
  private final int[] driftPerMille;
  private final long[] impatienceMillis;
  private final @Nullable Point[] falls;
  private final Set<Integer> oneSide = new HashSet<>();
  private final Map<Integer, Answering> answering = new TreeMap<>();
  private int lostPerMille;
  private int twicePerMille;
  private long lateMillisMax;
  private boolean founded;
  private boolean advanced;
  private boolean healed;
  private long now;
  private long steps;
  private long made;

  /** What is to happen; what is due together happens as the seed has it. */
  private record Event(long atMillis, int lot, long number, Runnable happens)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      if (byTime != 0) return byTime;
      int byLot = Integer.compare(lot, other.lot);
      return byLot != 0 ? byLot : Long.compare(number, other.number);
    }
  }

  /** How far a wish has come. */
  private static final class Answering {
    int tries;
    boolean heard;
  }

  World(long seed, Path folder, Flaws flaws) {
    this.random = new SplittableRandom(seed);
    this.flaws = flaws;
    int count = 3 + random.nextInt(5);
    clients = new Clients(random.split(), count);
    liar = Liar.of(random.split(), count, clients);
    laws = new Laws(clients, flaws.unsuspecting() ? liar.overlooked() : liar, nodes, this::note);
    offsetMillis = new long[count];
    driftPerMille = new int[count];
    impatienceMillis = new long[count];
    falls = new @Nullable Point[count];
    lostPerMille = random.nextInt(40);
    twicePerMille = random.nextInt(60);
    lateMillisMax = 5 + random.nextInt(40);
    TrustPolicy policy = flaws.believing().policy(clients.policy(), liar.node());
    int snapshotEvery = 3 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      int self = i;
      offsetMillis[i] = random.nextInt(-400, 401);
      driftPerMille[i] = random.nextInt(-2, 3);
      impatienceMillis[i] = ELECTION_MILLIS + random.nextInt(300);
      SimulatedNode.Identity identity =
          new SimulatedNode.Identity(
              i,
              folder.resolve("v" + i),
              policy,
              clients.signers(),
              clients::kernel,
              snapshotEvery,
              () -> clock(self),
              () -> drifting(self) * 1_000_000);
      nodes.add(new SimulatedNode(identity, this));
    }
  }

  private long drifting(int node) {
    return now + now * driftPerMille[node] / PER_MILLE;
  }

  private long clock(int node) {
    return Clients.beginMillis() + drifting(node) + offsetMillis[node];
  }

  Liar liar() {
    return liar;
  }

  Trace trace() {
    return trace;
  }

  long steps() {
    return steps;
  }

  private void note(String event) {
    trace.add(now, event);
  }

  private void did(Fault fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  // The course of things

  Outcome run(long seed) throws IOException {
    note("seed " + seed + ": " + nodes.size() + " nodes, " + liar);
    for (int i = 0; i < nodes.size(); i++) start(i);
    for (int i = 0; i < nodes.size(); i++) {
      turn(i);
      ask(i);
    }
    look();
    found(clients.founding(Clients.beginMillis()));
    while (!founded && now < FOUNDED_MILLIS_MAX) happen(now + LOOK_MILLIS);
    befall();
    happen(now + FAULTY_MILLIS);
    heal();
    long end = now + HEALED_MILLIS_MAX;
    happen(now + HEALED_MILLIS_MIN);
    while (!settled() && now < end) happen(now + LOOK_MILLIS);
    laws.atTheEnd(settled());
    note("final " + laws.finalSize());
    return new Outcome(
        seed,
        nodes.size(),
        faults,
        laws.acknowledged(),
        laws.lost(),
        laws.duplicated(),
        laws.moved(),
        laws.finalSize(),
        steps,
        laws.named(),
        trace.hash());
  }

  void close() throws IOException {
    for (SimulatedNode each : nodes) each.fall(random);
  }

  private void in(long millis, Runnable happens) {
    events.add(new Event(now + millis, random.nextInt(), ++made, happens));
  }

  private void happen(long untilMillis) {
    while (!events.isEmpty() && events.peek().atMillis() <= untilMillis) {
      Event next = events.remove();
      now = next.atMillis();
      steps++;
      next.happens().run();
    }
    now = untilMillis;
  }

  /** Something happens at a node that runs, and may be the last that does. */
  private void at(int i, Runnable happens) {
    if (!nodes.get(i).up()) return;
    try {
      happens.run();
    } catch (Fallen e) {
      note("v" + i + " falls over: " + e.getMessage());
      did(Fault.FALL_AMID_WRITE);
      fall(i);
      return;
    }
    laws.afterStep(i);
  }

  private void turn(int i) {
    at(i, () -> nodes.get(i).step());
    in(8 + random.nextInt(5), () -> turn(i));
  }

  private void ask(int i) {
    int other = random.nextInt(nodes.size());
    if (nodes.get(i).up() && other != i) send(i, other, new Parcel.Ask());
    in(200 + random.nextInt(200), () -> ask(i));
  }

  // Nodes

  private void start(int i) {
    if (nodes.get(i).up()) return;
    try {
      nodes.get(i).start(random);
      note("v" + i + " starts");
    } catch (Fallen e) {
      fall(i);
      return;
    } catch (IOException e) {
      throw new BrokenLaw(Law.NODES_GO_ON, "v" + i + " does not start: " + e.getMessage());
    }
    laws.afterStep(i);
  }

  private void fall(int i) {
    try {
      falls[i] = null;
      nodes.get(i).fall(random);
      if (random.nextInt(3) == 0) {
        did(Fault.POWER_LOSS);
        note("v" + i + " loses power");
        nodes.get(i).losePower(random);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    in(healed ? 1 : 50 + random.nextInt(1_500), () -> start(i));
  }

  // Who leads

  private void look() {
    for (int i = 0; i < nodes.size(); i++) {
      SimulatedNode node = nodes.get(i);
      if (!node.up() || node.leading()) continue;
      if (now - node.heardMillis() > impatienceMillis[i]) {
        if (elect(i)) break;
        impatienceMillis[i] += random.nextInt(100);
      }
    }
    in(LOOK_MILLIS, this::look);
  }

  private boolean elect(int i) {
    SimulatedNode candidate = nodes.get(i);
    if (!candidate.up()) return false;
    List<SimulatedNode> voters = new ArrayList<>();
    long term = 0;
    for (int j = 0; j < nodes.size(); j++) {
      SimulatedNode each = nodes.get(j);
      term = Math.max(term, each.term());
      if (each.up() && connected(i, j) && each.grants(candidate)) voters.add(each);
    }
    if (voters.size() <= nodes.size() / 2) return false;
    long granted = term + 1;
    note("v" + i + " leads in term " + granted);
    for (int j = 0; j < nodes.size(); j++) {
      SimulatedNode each = nodes.get(j);
      if (voters.contains(each)) at(j, () -> each.grant(granted));
    }
    at(i, () -> candidate.lead(granted));
    return true;
  }

  // The network

  private boolean connected(int a, int b) {
    return oneSide.contains(a) == oneSide.contains(b);
  }

  @Override
  public long nowMillis() {
    return now;
  }

  @Override
  public void send(int from, int to, Parcel parcel) {
    Optional<Parcel> said = liar.says(from, to, parcel, this);
    if (said.isEmpty()) return;
    laws.said(from, said.get());
    if (!connected(from, to)) return;
    if (random.nextInt(PER_MILLE) < lostPerMille) {
      did(Fault.PARCEL_LOST);
      note("lost v" + from + " v" + to + " " + said.get().summary());
      return;
    }
    travel(from, to, said.get());
    if (random.nextInt(PER_MILLE) < twicePerMille) {
      did(Fault.PARCEL_TWICE);
      travel(from, to, said.get());
    }
  }

  private void travel(int from, int to, Parcel parcel) {
    long millis = 1 + random.nextLong(lateMillisMax);
    if (!healed && random.nextInt(PER_MILLE) < 15) {
      did(Fault.PARCEL_LATE);
      millis += random.nextInt(800);
    }
    in(millis, () -> arrive(from, to, parcel));
  }

  private void arrive(int from, int to, Parcel parcel) {
    if (!nodes.get(to).up() || !connected(from, to)) return;
    note("v" + from + " v" + to + " " + parcel.summary());
    at(to, () -> nodes.get(to).receive(from, parcel));
  }

  // What befalls them

  private void befall() {
    if (healed) return;
    switch (random.nextInt(8)) {
      case 0 -> fallNow(random.nextInt(nodes.size()));
      case 1, 2 -> fallAmidWrite(random.nextInt(nodes.size()));
      case 3 -> part();
      case 4 -> {
        if (elect(random.nextInt(nodes.size()))) did(Fault.LEADER_CHANGE);
      }
      case 5 -> setClock(random.nextInt(nodes.size()));
      case 6 -> lostPerMille = random.nextInt(5) == 0 ? 300 : random.nextInt(50);
      default -> {
        if (liar.node() >= 0 && elect(liar.node())) did(Fault.LEADER_CHANGE);
      }
    }
    in(100 + random.nextInt(500), this::befall);
  }

  private void fallNow(int i) {
    if (!nodes.get(i).up()) return;
    did(Fault.FALL);
    note("v" + i + " falls over");
    fall(i);
  }

  private void fallAmidWrite(int i) {
    if (!nodes.get(i).up()) return;
    falls[i] = random.nextBoolean() ? Point.WRITTEN : Point.FLUSHED;
    nodes.get(i).mayTear();
  }

  private void part() {
    did(Fault.PARTITION);
    oneSide.clear();
    for (int i = 0; i < nodes.size(); i++) if (random.nextBoolean()) oneSide.add(i);
    note("parted " + oneSide);
    in(100 + random.nextInt(1_500), oneSide::clear);
  }

  private void setClock(int i) {
    did(Fault.CLOCK_OFF);
    long range = random.nextInt(4) == 0 ? 60_000 : 2_000;
    offsetMillis[i] = random.nextLong(-range, range + 1);
    note("v" + i + " clock " + offsetMillis[i]);
  }

  @Override
  public boolean fallsOver(int node, Point point) {
    if (falls[node] != point) return false;
    falls[node] = null;
    return true;
  }

  /** From now on nothing befalls anybody, and all that was asked for is asked for again. */
  private void heal() {
    healed = true;
    note("healed");
    lostPerMille = 0;
    twicePerMille = 0;
    lateMillisMax = 10;
    oneSide.clear();
    for (int i = 0; i < nodes.size(); i++) {
      falls[i] = null;
      offsetMillis[i] = 0;
      start(i);
    }
    liar.heals();
    for (Clients.Wish each : List.copyOf(clients.wishes())) {
      Answering answer = answering.computeIfAbsent(each.number(), n -> new Answering());
      answer.tries = 0;
      if (!answer.heard) wish(each);
    }
    in(2_000, () -> wish(clients.next(Clients.beginMillis() + now)));
  }

  private boolean settled() {
    if (!healed || clients.wishes().isEmpty()) return false;
    for (Clients.Wish each : clients.wishes()) {
      Answering answer = answering.get(each.number());
      if (answer == null || !answer.heard) return false;
    }
    return laws.settled();
  }

  // What clients do

  /** One after the other: without accounts and money nothing else says much. */
  private void found(List<Clients.Wish> left) {
    if (left.isEmpty()) {
      founded = true;
      wishMore();
      return;
    }
    Clients.Wish first = left.getFirst();
    Answering answer = answering.get(first.number());
    if (answer == null) wish(first);
    boolean done = answer != null && answer.heard;
    in(30, () -> found(done ? left.subList(1, left.size()) : left));
  }

  private void wishMore() {
    if (healed) return;
    Clients.Wish wish = clients.next(Clients.beginMillis() + now);
    wish(wish);
    if (random.nextInt(12) == 0) {
      did(Fault.ENVELOPE_TWICE);
      wish(wish);
    }
    if (random.nextInt(15) == 0 && !wish.transfers().isEmpty()) {
      did(Fault.SIGNED_AGAIN);
      wish(clients.signedAgain(wish, Clients.beginMillis() + now));
    }
    in(30 + random.nextInt(120), this::wishMore);
  }

  private void wish(Clients.Wish wish) {
    Answering answer = answering.computeIfAbsent(wish.number(), n -> new Answering());
    answer.tries++;
    int i = random.nextInt(nodes.size());
    if (liar.node() == i && healed) i = (i + 1) % nodes.size();
    int node = i;
    note("wish " + wish.number() + " at v" + node);
    at(
        node,
        () -> {
          var _ =
              nodes
                  .get(node)
                  .replica()
                  .submit(wish.envelope())
                  .whenComplete((done, failure) -> answered(node, wish, done, failure));
        });
    in(
        500 + random.nextInt(1_000),
        () -> {
          boolean asks = healed || wish.number() < Clients.FOUNDING || answer.tries < TRIES_MAX;
          if (!answer.heard && asks) wish(wish);
        });
  }

  private void answered(
      int node, Clients.Wish wish, @Nullable Submitted done, @Nullable Throwable failure) {
    String said = done == null ? "failure" : done.getClass().getSimpleName();
    note("v" + node + " answers " + wish.number() + " " + said);
    if (failure != null || done == null || done instanceof Submitted.Deferred) return;
    if (done instanceof Submitted.Committed committed) laws.acknowledged(node, wish, committed);
    if (!healed && random.nextInt(12) == 0) {
      did(Fault.ANSWER_LOST);
      return;
    }
    Objects.requireNonNull(answering.get(wish.number())).heard = true;
  }

  // Lies and flaws

  SimulatedNode node(int i) {
    return nodes.get(i);
  }

  int count() {
    return nodes.size();
  }

  void lied(Fault how, String event) {
    did(how);
    note(event);
  }

  @Override
  public byte[] told(int leader, int to, long term, long index, byte[] body) {
    return liar.tells(leader, to, term, index, body, this);
  }

  @Override
  public byte[] executing(int node, byte[] body) {
    return flaws.executing().bytes(clients, node, body);
  }

  @Override
  public int orderQuorum(int count) {
    return flaws.orderQuorum().applyAsInt(count);
  }

  @Override
  public List<byte[]> ordering(List<byte[]> envelopes) {
    return flaws.ordering().apply(clients, envelopes);
  }

  @Override
  public void executed(int node, Done done) {
    note("v" + node + " executes " + done.position() + " " + done.digest());
    Kernel kernel = nodes.get(node).kernel();
    flaws.afterwards().accept(node, kernel);
    laws.executed(node, done, kernel);
    if (!advanced && kernel.version(Meter.NUMBER) > 1) {
      advanced = true;
      did(Fault.NEXT_VERSION);
    }
  }
}
