package org.rahdari.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.replication.Forgery;
import org.rahdari.replication.Parcel;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;

/**
 * One validator that lies with its own key, or none. Its software is what all others run; what
 * leaves it is changed on the way out.
 */
final class Liar {
  /** How it lies. */
  enum Way {
    NONE,
    /** It signs trees that nobody executed. */
    FALSE_ROOT,
    /** As a leader it tells some another entry, and signs its own tree. */
    TWO_ENTRIES,
    /** The same, and it signs to each of them what that one executed. */
    TWO_TREES
  }

  private final RandomGenerator random;
  private final Way way;
  private final int node;
  private final CheckpointSigner signer;
  private final Set<Integer> deceived = new HashSet<>();
  private final Map<String, byte[]> forged = new HashMap<>();
  private boolean forging;
  private boolean healed;
  private boolean liedOfRoots;

  private Liar(RandomGenerator random, Way way, int node, CheckpointSigner signer) {
    this.random = random;
    this.way = way;
    this.node = node;
    this.signer = signer;
    this.forging = way == Way.TWO_ENTRIES || way == Way.TWO_TREES;
  }

  static Liar of(RandomGenerator random, int count, Clients clients) {
    int lot = random.nextInt(10);
    Way way =
        count < 4 || lot < 5
            ? Way.NONE
            : lot < 7 ? Way.FALSE_ROOT : lot == 7 ? Way.TWO_ENTRIES : Way.TWO_TREES;
    int node = random.nextInt(count);
    CheckpointSigner signer = new CheckpointSigner(clients.policy(), clients.signer(node));
    Liar liar = new Liar(random, way, way == Way.NONE ? -1 : node, signer);
    int victims = 1 + random.nextInt(Math.max(1, count / 3));
    while (liar.forging && liar.deceived.size() < victims) {
      int victim = random.nextInt(count);
      if (victim != node) liar.deceived.add(victim);
    }
    return liar;
  }

  Way way() {
    return way;
  }

  /** The same network, and nobody in it lies. */
  Liar overlooked() {
    return new Liar(random, Way.NONE, -1, signer);
  }

  /** Its number, or −1. */
  int node() {
    return node;
  }

  /** Whether two orders may have come to be. */
  boolean parts() {
    return !forged.isEmpty();
  }

  /** Whether somebody honest was shown a tree that nobody executed. */
  boolean toldFalseRoots() {
    return liedOfRoots;
  }

  /** From now on it orders one log, and what it signs reaches everybody. */
  void heals() {
    forging = false;
    healed = true;
  }

  // What it signs

  /** What leaves a node, which for all others is what they said. */
  Optional<Parcel> says(int from, int to, Parcel parcel, World world) {
    if (from != node || !(parcel instanceof Parcel.Notes notes)) return Optional.of(parcel);
    return switch (way) {
      case FALSE_ROOT -> Optional.of(falseRoots(to, notes, world));
      case TWO_TREES -> deceived.contains(to) ? trees(to, notes, world) : Optional.of(parcel);
      case NONE, TWO_ENTRIES -> Optional.of(parcel);
    };
  }

  private Parcel falseRoots(int to, Parcel.Notes notes, World world) {
    if (!healed && random.nextInt(4) != 0) return notes;
    liedOfRoots = true;
    List<byte[]> signed = new ArrayList<>();
    for (byte[] each : notes.notes()) {
      long size = size(each);
      Hash root = Hash.of(Hash32.sha256(("lie " + size).getBytes(StandardCharsets.UTF_8)).bytes());
      signed.add(signer.sign(size, root).format());
    }
    world.lied(Fault.FALSE_ROOT, "v" + node + " signs false trees to v" + to);
    return new Parcel.Notes(signed);
  }

  /** To each what that one has executed itself. */
  private Optional<Parcel> trees(int to, Parcel.Notes notes, World world) {
    if (!parts() || !world.node(to).up()) return Optional.of(notes);
    Replica replica = world.node(to).replica();
    List<byte[]> signed = new ArrayList<>();
    for (byte[] each : notes.notes()) {
      long size = size(each);
      if (size > replica.figures().treeSize()) continue;
      try {
        signed.add(signer.sign(size, replica.tiles().rootAt(size)).format());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (signed.isEmpty()) return Optional.empty();
    world.lied(Fault.TWO_TREES, "v" + node + " signs to v" + to + " what that one executed");
    return Optional.of(new Parcel.Notes(signed));
  }

  private static long size(byte[] note) {
    try {
      return Checkpoint.parse(Note.parse(note).text()).size();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  // What it orders

  /** What it tells one of the others that an entry is. */
  byte[] tells(int leader, int to, long term, long index, byte[] body, World world) {
    if (leader != node || !deceived.contains(to)) return body;
    byte[] known = forged.get(term + "/" + index);
    if (known != null) return known;
    if (!forging || random.nextInt(3) != 0) return body;
    byte @Nullable [] other = Forgery.of(body, random);
    if (other == null) return body;
    forging = false;
    forged.put(term + "/" + index, other);
    world.lied(
        Fault.TWO_ENTRIES,
        "v" + node + " tells " + deceived + " another entry " + term + "/" + index);
    return other;
  }

  @Override
  public String toString() {
    return way + (node < 0 ? "" : " by v" + node);
  }
}
