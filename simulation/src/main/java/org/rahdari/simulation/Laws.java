package org.rahdari.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.replication.Conflict;
import org.rahdari.replication.Figures;
import org.rahdari.replication.Parcel;
import org.rahdari.replication.Recorded;
import org.rahdari.replication.Replica;
import org.rahdari.replication.SimulatedNode;
import org.rahdari.replication.Submitted;
import org.rahdari.replication.Surroundings;
import org.rahdari.transparency.Blame;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.Consistent;
import org.rahdari.transparency.Evidence;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * Looks on, remembers what was promised, and says when a promise is broken: after every step that
 * can break one, and about the whole at the end.
 */
final class Laws {
  private static final int RECEIPTS_MAX = 6;
  private static final int COMPARED_MAX = 60;

  private final Clients clients;
  private final Liar liar;
  private final List<SimulatedNode> nodes;
  private final Consumer<String> note;

  /** What a node has executed, position by position, each with all before it. */
  private final Map<Integer, List<Hash32>> executed = new TreeMap<>();

  /** What that came to: two orders of the same effect are one. */
  private final Map<Integer, List<Hash32>> states = new TreeMap<>();

  private final Map<Hash32, Came> came = new HashMap<>();
  private final Map<Long, Hash32> order = new HashMap<>();
  private final Map<Long, Place> places = new HashMap<>();
  private final List<Promise> promises = new ArrayList<>();
  private final List<Promise> fresh = new ArrayList<>();
  private final TreeMap<Long, Hash> finals = new TreeMap<>();
  private final Map<Integer, VerifiedCheckpoint> lastFinal = new HashMap<>();
  private final TreeMap<Long, Map<Hash, Map<String, byte[]>>> signed = new TreeMap<>();
  private final TreeSet<String> named = new TreeSet<>();
  private int acknowledged;
  private int lost;
  private int duplicated;
  private int moved;
  private int compared;

  /** What executing has come to. */
  private record Came(Hash32 digest, long treeSize) {}

  /** Where the order had an entry. */
  private record Place(long term, long index) {}

  /** What a node has said that it has done. */
  private record Promise(int node, Clients.Wish wish, Submitted.Committed committed) {}

  Laws(Clients clients, Liar liar, List<SimulatedNode> nodes, Consumer<String> note) {
    this.clients = clients;
    this.liar = liar;
    this.nodes = nodes;
    this.note = note;
  }

  int acknowledged() {
    return acknowledged;
  }

  int lost() {
    return lost;
  }

  /** Transfers that had effect. */
  int moved() {
    return moved;
  }

  int duplicated() {
    return duplicated;
  }

  long finalSize() {
    return finals.isEmpty() ? 0 : finals.lastKey();
  }

  List<String> named() {
    return List.copyOf(named);
  }

  private boolean honest(int node) {
    return node != liar.node();
  }

  // What happens

  void acknowledged(int node, Clients.Wish wish, Submitted.Committed committed) {
    if (!honest(node)) return;
    fresh.add(new Promise(node, wish, committed));
  }

  void executed(int node, Surroundings.Done done, Kernel kernel) {
    List<Hash32> all = executed.computeIfAbsent(node, n -> new ArrayList<>());
    int before = (int) done.position() - 1;
    if (all.size() < before) throw new IllegalStateException("v" + node + " skips a position");
    Hash32 previous = before == 0 ? Hash32.ZERO : all.get(before - 1);
    Hash32 log = Hash32.sha256(previous.bytes(), done.content().bytes());
    if (all.size() > before) {
      BrokenLaw.unless(
          all.get(before).equals(log),
          Law.ONE_ORDER,
          "v" + node + " executes another entry " + done.position() + " than before");
    } else {
      all.add(log);
      states.computeIfAbsent(node, n -> new ArrayList<>()).add(done.digest());
    }
    Hash32 first = order.putIfAbsent(done.position(), log);
    boolean one = first == null || first.equals(log) || liar.parts();
    BrokenLaw.unless(one, Law.ONE_ORDER, "v" + node + " executes another entry " + done.position());
    places.put(done.position(), new Place(done.term(), done.index()));
    Came here = new Came(done.digest(), done.treeSize());
    Came there = came.putIfAbsent(log, here);
    BrokenLaw.unless(
        there == null || there.equals(here),
        Law.ONE_STATE,
        "v" + node + " has come to another state at position " + done.position());
    conserved(node, kernel);
  }

  private static void conserved(int node, Kernel kernel) {
    try (Stream<Account> accounts = kernel.ledger().accounts()) {
      long sumMinor = 0;
      for (Account each : accounts.toList()) {
        sumMinor += each.balanceMinor();
        boolean within =
            !each.has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS) || each.availableMinor() >= 0;
        BrokenLaw.unless(
            within, Law.MONEY_IS_CONSERVED, "v" + node + " has overdrawn " + each.id());
      }
      BrokenLaw.unless(
          sumMinor == 0,
          Law.MONEY_IS_CONSERVED,
          "at v" + node + " all balances together are " + sumMinor);
    }
  }

  /** What a validator signed and sent. */
  void said(int from, Parcel parcel) {
    if (!(parcel instanceof Parcel.Notes notes)) return;
    String name = clients.signer(from).verifierKey().name();
    for (byte[] bytes : notes.notes()) {
      try {
        Checkpoint checkpoint = Checkpoint.parse(Note.parse(bytes).text());
        signed
            .computeIfAbsent(checkpoint.size(), size -> new LinkedHashMap<>())
            .computeIfAbsent(checkpoint.root(), root -> new TreeMap<>())
            .put(name, bytes);
      } catch (MalformedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** After something has happened at a node. */
  void afterStep(int i) {
    SimulatedNode node = nodes.get(i);
    List<Promise> made = List.copyOf(fresh);
    fresh.clear();
    for (Promise each : made) kept(each);
    if (!node.up()) return;
    if (honest(i) && node.stopped().isPresent()) {
      throw new BrokenLaw(Law.NODES_GO_ON, "v" + i + " has stopped: " + node.stopped().get());
    }
    try {
      becameFinal(i, node.replica());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!honest(i) || liar.parts()) return;
    for (Conflict each : node.replica().conflicts()) honestNotNamed(each.validator());
  }

  /** Enough have it on their disks that no majority is without it. */
  private void kept(Promise promise) {
    acknowledged++;
    promises.add(promise);
    Place place = Objects.requireNonNull(places.get(promise.committed().position()));
    long have = nodes.stream().filter(each -> each.has(place.term(), place.index())).count();
    if (have > nodes.size() / 2) return;
    lost++;
    throw new BrokenLaw(
        Law.ACKNOWLEDGED_IS_KEPT,
        "v"
            + promise.node()
            + " acknowledged wish "
            + promise.wish().number()
            + ", and "
            + have
            + " of "
            + nodes.size()
            + " have it");
  }

  private void honestNotNamed(String validator) {
    boolean lies =
        liar.node() >= 0 && clients.signer(liar.node()).verifierKey().name().equals(validator);
    BrokenLaw.unless(lies, Law.HONEST_ARE_NOT_NAMED, validator);
    named.add(validator);
  }

  private void becameFinal(int i, Replica replica) throws IOException {
    VerifiedCheckpoint before = lastFinal.get(i);
    long size = replica.figures().finalSize();
    if (size == 0 || (before != null && before.checkpoint().size() == size)) return;
    byte[] bytes = replica.checkpoint().orElseThrow();
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(Note.parse(bytes).text());
    } catch (MalformedException e) {
      throw new BrokenLaw(Law.ONE_FINAL_HISTORY, e.sentence());
    }
    note.accept("v" + i + " has final " + size + " " + checkpoint.root());
    Hash other = finals.putIfAbsent(size, checkpoint.root());
    BrokenLaw.unless(
        other == null || other.equals(checkpoint.root()),
        Law.ONE_FINAL_HISTORY,
        "two trees of " + size + " leaves are final");
    if (!(Verifier.verifyCheckpoint(bytes, clients.policy()) instanceof VerifiedCheckpoint now)) {
      return; // of a policy that is a flaw
    }
    if (before != null && before.checkpoint().size() < size) extend(replica, before, now);
    lastFinal.put(i, now);
  }

  private static void extend(Replica replica, VerifiedCheckpoint from, VerifiedCheckpoint to)
      throws IOException {
    List<Hash> proof =
        replica.tiles().consistencyProof(from.checkpoint().size(), to.checkpoint().size());
    BrokenLaw.unless(
        Verifier.verifyConsistency(from, to, proof) instanceof Consistent,
        Law.ONE_FINAL_HISTORY,
        "the tree of " + to.checkpoint().size() + " does not begin with what was final before");
  }

  // The end

  /** Those who have executed what most honest ones have. */
  private List<Integer> together() {
    Map<Hash32, List<Integer>> by = new HashMap<>();
    List<Integer> most = List.of();
    for (int i = 0; i < nodes.size(); i++) {
      List<Hash32> all = states.get(i);
      if (!honest(i) || all == null || !nodes.get(i).up()) continue;
      List<Integer> same = by.computeIfAbsent(all.getLast(), state -> new ArrayList<>());
      same.add(i);
      if (same.size() > most.size()) most = same;
    }
    return most;
  }

  /** Whether these are a quorum by themselves. */
  private boolean enough(List<Integer> together) {
    return together.size() >= clients.policy().quorum();
  }

  /** Whether nobody honest is behind the others, whatever each has come to. */
  private boolean level() {
    Set<Integer> positions = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      List<Hash32> all = states.get(i);
      if (honest(i)) positions.add(all == null || !nodes.get(i).up() ? -i - 1 : all.size());
    }
    return positions.size() == 1;
  }

  boolean settled() {
    if (!level()) return false;
    List<Integer> together = together();
    long honest = nodes.size() - (liar.node() < 0 ? 0 : 1);
    if (!liar.parts() && together.size() < honest) return false;
    if (liar.parts() && !enough(together)) return true;
    for (int i : together) {
      Figures figures = nodes.get(i).replica().figures();
      if (figures.treeSize() == 0 || figures.finalSize() < figures.treeSize()) return false;
      if (figures.queuedEnvelopes() > 0 || figures.entriesInFlight() > 0) return false;
    }
    return true;
  }

  void atTheEnd(boolean settled) throws IOException {
    List<Integer> together = together();
    BrokenLaw.unless(
        settled, Law.BECOMES_FINAL, together + " have executed the same, and " + standings());
    for (int i : together) {
      Replica replica = nodes.get(i).replica();
      List<Recorded> all = replica.recorded(0).toList();
      promisesKept(i, replica, all, together);
      Books books = effectOnce(all);
      String where = "v" + i;
      replica.read(kernel -> books.agree(kernel, where));
      for (Map.Entry<Long, Hash> each : finals.entrySet()) {
        BrokenLaw.unless(
            replica.tiles().rootAt(each.getKey()).equals(each.getValue()) || !enough(together),
            Law.ONE_FINAL_HISTORY,
            "what was final at " + each.getKey() + " is not in the log of v" + i);
      }
    }
    if (liar.toldFalseRoots()) {
      BrokenLaw.unless(!named.isEmpty(), Law.LIARS_ARE_NAMED, "v" + liar.node() + " is not");
    }
    blame();
    if (liar.parts() && together.size() < nodes.size() - 1) suspected();
  }

  private String standings() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < nodes.size(); i++) {
      if (!nodes.get(i).up()) continue;
      Figures f = nodes.get(i).replica().figures();
      all.append(" v" + i + " " + f.position() + "/" + f.treeSize() + "/" + f.finalSize());
      all.append(nodes.get(i).replica().silent().map(s -> " (" + s + ")").orElse(""));
    }
    return "stand at" + all;
  }

  private void promisesKept(int i, Replica replica, List<Recorded> all, List<Integer> together)
      throws IOException {
    List<Hash32> here = Objects.requireNonNull(states.get(i));
    int receipts = 0;
    for (Promise each : promises) {
      int at = (int) each.committed().position() - 1;
      List<Hash32> theirs = Objects.requireNonNull(states.get(each.node()));
      boolean same = at < here.size() && theirs.get(at).equals(here.get(at));
      boolean deceived = liar.parts() && !same;
      if (deceived) continue; // it was not final, and by whom it was told lies on the table
      if (!isIn(each, replica, all)) {
        lost++;
        throw new BrokenLaw(
            Law.ACKNOWLEDGED_IS_KEPT,
            "wish " + each.wish().number() + " is not in the log of v" + i);
      }
      if (enough(together) && receipts++ < RECEIPTS_MAX) verify(replica, each);
    }
  }

  private static boolean isIn(Promise promise, Replica replica, List<Recorded> all) {
    Submitted.Committed committed = promise.committed();
    if (committed.leaf() >= all.size()) return false;
    Recorded recorded = all.get((int) committed.leaf());
    List<byte[]> results = recorded.batch().results();
    if (recorded.position() != committed.position()) return false;
    if (results.size() != committed.results().size()) return false;
    for (int i = 0; i < results.size(); i++) {
      if (!Arrays.equals(results.get(i), committed.results().get(i))) return false;
    }
    try (Stream<Entry> entry = replica.entries(committed.position())) {
      int envelope = recorded.batch().envelope();
      Hash32 digest = entry.findFirst().orElseThrow().envelopes().get(envelope).digest();
      return digest.equals(promise.wish().digest());
    }
  }

  private void verify(Replica replica, Promise promise) throws IOException {
    long leaf = promise.committed().leaf();
    byte[] receipt = replica.receipt(leaf, 0).orElseThrow();
    boolean verifies =
        Verifier.verify(receipt, clients.policy()) instanceof Verified verified
            && verified.index() == leaf
            && Arrays.equals(verified.result(), promise.committed().results().getFirst());
    BrokenLaw.unless(verifies, Law.RECEIPTS_VERIFY, "that of leaf " + leaf + " does not");
  }

  /** Answers the books that the log gives. */
  private Books effectOnce(List<Recorded> all) {
    Set<Long> seen = new HashSet<>();
    Books books = new Books();
    for (Recorded each : all) {
      for (long reference : books.enter(each)) {
        if (seen.add(reference)) continue;
        duplicated++;
        throw new BrokenLaw(
            Law.EFFECT_ONCE, "what wish " + (reference >> 16) + " wanted was done twice");
      }
    }
    moved = seen.size();
    return books;
  }

  // Whoever signed two trees

  /** Everybody can convict who signed two trees of one size, and nobody else. */
  private void blame() throws IOException {
    for (Map<Hash, Map<String, byte[]>> roots : signed.values()) {
      if (roots.size() < 2) continue;
      List<Map<String, byte[]>> trees = List.copyOf(roots.values());
      for (int a = 0; a < trees.size(); a++) {
        for (int b = a + 1; b < trees.size(); b++) blame(trees.get(a), trees.get(b));
      }
    }
  }

  private void blame(Map<String, byte[]> one, Map<String, byte[]> other) throws IOException {
    for (Map.Entry<String, byte[]> first : one.entrySet()) {
      for (Map.Entry<String, byte[]> second : other.entrySet()) {
        boolean both = first.getKey().equals(second.getKey());
        if (!both && ++compared > COMPARED_MAX) continue;
        List<String> guilty = guilty(first.getValue(), second.getValue());
        guilty.forEach(this::honestNotNamed);
        BrokenLaw.unless(
            guilty.contains(first.getKey()) == both,
            Law.LIARS_ARE_NAMED,
            "of " + first.getKey() + " and " + second.getKey() + " these are: " + guilty);
      }
    }
  }

  private List<String> guilty(byte[] first, byte[] second) throws IOException {
    try {
      PolicyHistory policies = PolicyHistory.of(clients.policy());
      Blame blame =
          Blame.between(Evidence.ofCheckpoint(first), Evidence.ofCheckpoint(second), policies);
      return blame instanceof Blame.Named named ? named.validators() : List.of();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two orders are found out by somebody: the evidence is there, whoever it is against. */
  private void suspected() {
    boolean found = false;
    for (int i = 0; i < nodes.size(); i++) {
      if (honest(i) && nodes.get(i).up()) found |= !nodes.get(i).replica().conflicts().isEmpty();
    }
    BrokenLaw.unless(found, Law.LIARS_ARE_NAMED, "nobody has found out that there are two orders");
  }
}
