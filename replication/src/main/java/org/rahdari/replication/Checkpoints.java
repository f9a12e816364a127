package org.rahdari.replication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.VerifierKey;

/**
 * Signs the tree as each cut leaves it, and collects what the other validators sign: first the tree
 * is on the disk, then this validator's signature, then the others see it; with a quorum of them it
 * is final.
 */
final class Checkpoints implements AutoCloseable {
  private static final long POLL_MILLIS = 1_000;

  /** Ends the name of what the same validator signed before. */
  private static final String BEFORE = ".before";

  private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

  private final Machine machine;
  private final TileLog tiles;
  private final Home home;
  private final Policies policies;
  private final @Nullable NoteSigner signer;
  private final long apartMillis;
  private final Consumer<List<byte[]>> cosigners;
  private final SkewWatch skew;
  private final Pace pace;
  private final ConcurrentSkipListMap<Long, CompletableFuture<VerifiedCheckpoint>> waiting =
      new ConcurrentSkipListMap<>();
  private final Thread thread = Thread.ofPlatform().name("rahdari-checkpoint").unstarted(this::run);

  /** Held by whoever looks at it or changes it. */
  private final Cosignatures cosignatures;

  private final WitnessedCheckpoints witnessed;

  private volatile Cosignatures.@Nullable Final latest;
  private volatile long signedSize;

  /** Why the key cannot sign; null while it can. */
  private volatile @Nullable String keyTrouble;

  /** What it could not sign, where no leader cuts again for several. */
  private List<Standing> unsigned = List.of();

  private volatile boolean started;
  private volatile boolean closing;

  /**
   * @param signer null where there is no key, at a mirror
   * @param apartMillis the rest between two signatures: one validator alone makes its own pace
   */
  Checkpoints(
      Machine machine,
      TileLog tiles,
      Home home,
      Policies policies,
      @Nullable NoteSigner signer,
      long apartMillis,
      Consumer<List<byte[]>> cosigners,
      SkewWatch skew,
      Pace pace) {
    this.machine = machine;
    this.tiles = tiles;
    this.home = home;
    this.policies = policies;
    this.signer = signer;
    this.apartMillis = apartMillis;
    this.cosigners = cosigners;
    this.skew = skew;
    this.pace = pace;
    this.cosignatures = new Cosignatures(policies);
    this.witnessed = new WitnessedCheckpoints(policies, home.witnessed());
  }

  /**
   * @param last what was signed before the last stop
   */
  void start(@Nullable Signed last) throws IOException {
    readConflicts();
    witnessed.start(machine.standing().treeSize(), tiles::rootAt);
    if (last != null) {
      signedSize = last.checkpoint().size();
      meet(last.note());
    }
    if (Files.exists(home.checkpoint())) meet(Files.readAllBytes(home.checkpoint()));
    started = true;
    if (pace.threads()) thread.start();
  }

  /** The last checkpoint that is final, with the lines of the witnesses that cosigned it. */
  Optional<Note> served() {
    Cosignatures.Final last = latest;
    return last == null ? Optional.empty() : Optional.of(witnessed.cosigned(last));
  }

  /** The last one that a witness has cosigned. */
  Optional<Note> lastWitnessed() {
    return witnessed.newest().map(Cosignatures.Final::note);
  }

  /** What proves a leaf: a checkpoint with witnesses where one covers it. */
  Optional<Proving> proving(long leaf) {
    Optional<Cosignatures.Final> best = witnessed.covering(leaf);
    if (best.isPresent()) return best.map(each -> new Proving(each.size(), each.note()));
    Cosignatures.Final last = latest;
    if (last == null || last.size() <= leaf) return Optional.empty();
    return Optional.of(new Proving(last.size(), last.note()));
  }

  /** A checkpoint with its lines, and how many leaves it covers. */
  record Proving(long size, Note note) {}

  /** Leaves under the last checkpoint that is final. */
  long size() {
    Cosignatures.Final last = latest;
    return last == null ? 0 : last.size();
  }

  /** Completes when a final checkpoint covers the leaf. */
  CompletableFuture<VerifiedCheckpoint> awaitFinal(long leaf) {
    CompletableFuture<VerifiedCheckpoint> covered =
        waiting.computeIfAbsent(leaf, l -> new CompletableFuture<>());
    Cosignatures.Final last = latest;
    if (last != null && last.size() > leaf) tell(last);
    if (closing || machine.stopped().isDone()) failWaiting();
    return covered;
  }

  /**
   * Takes a checkpoint that others have signed.
   *
   * @return why it is of no use; empty where it is kept
   */
  Optional<String> meet(byte[] note) throws IOException {
    List<Cosignatures.Met> met;
    witnessed.meet(note);
    synchronized (cosignatures) {
      met = cosignatures.meet(note);
    }
    String refused = null;
    for (Cosignatures.Met each : met) {
      switch (each) {
        case Cosignatures.Met.Kept _ -> {}
        case Cosignatures.Met.Refused r -> refused = r.sentence();
        case Cosignatures.Met.Contradicts c -> report(c.conflict());
      }
    }
    judge();
    return Optional.ofNullable(refused);
  }

  /** Who signed another tree than was executed here, or two trees of one size. */
  List<Conflict> conflicts() {
    synchronized (cosignatures) {
      return cosignatures.conflicts();
    }
  }

  /** Why this validator signs nothing now; empty while it does. */
  Optional<String> silent() {
    Optional<String> astray = astray();
    if (astray.isPresent()) return astray;
    if (!machine.coversSigned()) {
      return Optional.of("The log has not yet come to what this validator signed before.");
    }
    if (signer != null && !names(policies.newest())) {
      return Optional.of(
          "Policy "
              + policies.newest().version()
              + " does not name the validator "
              + signer.verifierKey().name()
              + " with this key.");
    }
    String unavailable = keyTrouble;
    return unavailable == null ? skew.trouble() : Optional.of(unavailable);
  }

  private Optional<String> astray() {
    synchronized (cosignatures) {
      return cosignatures.astray();
    }
  }

  private void run() {
    try {
      while (!closing && !machine.stopped().isDone()) {
        List<Standing> cuts = machine.awaitCuts(POLL_MILLIS);
        if (cuts.isEmpty()) cuts = unsigned;
        if (cuts.isEmpty()) continue;
        sign(cuts);
        if (apartMillis > 0) Thread.sleep(apartMillis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      cannotSign(e);
    }
    if (machine.stopped().isDone()) failWaiting();
  }

  /** One turn: signs the cuts that were not taken yet. */
  void step() {
    try {
      List<Standing> cuts = machine.takeCuts();
      if (!cuts.isEmpty()) sign(cuts);
    } catch (IOException | RuntimeException e) {
      cannotSign(e);
    }
  }

  private void cannotSign(Exception e) {
    machine.stop("The checkpoint cannot be signed: " + e.getMessage());
  }

  /** All of them, so that others find this one's line under whichever cut they come to agree on. */
  private synchronized void sign(List<Standing> cuts) throws IOException {
    if (signer == null) {
      judge();
      return;
    }
    List<byte[]> notes = new ArrayList<>();
    tiles.force();
    Standing last = cuts.getLast();
    boolean signs = astray().isEmpty() && machine.coversSigned();
    judge();
    boolean late = last.treeSize() <= size();
    // One validator alone has no other's clock to compare with.
    if (apartMillis == 0 && !skew.agrees(last.timeMillis(), late)) signs = false;
    Signed largest = null;
    for (Standing cut : cuts) {
      // A size again: news came too late to some. An own line there may never have got to them.
      if (!signs || cut.treeSize() < signedSize || cut.treeSize() == 0) continue;
      TrustPolicy policy = policies.at(cut.treeSize());
      if (!signsUnder(policy)) continue;
      Hash root = tiles.rootAt(cut.treeSize());
      byte[] note;
      try {
        note = new CheckpointSigner(policy, signer).sign(cut.treeSize(), root).format();
      } catch (KeyUnavailableException e) {
        keyTrouble = "This validator's log key does not sign. " + e.getMessage();
        unsigned = apartMillis > 0 ? List.of(last) : List.of();
        return;
      }
      notes.add(note);
      largest = new Signed(cut.position(), cut.index(), checkpoint(policy, cut, root), note);
    }
    keyTrouble = null;
    unsigned = List.of();
    if (largest != null && largest.checkpoint().size() > signedSize) {
      largest.write(home.signed());
      signedSize = largest.checkpoint().size();
    }
    if (notes.isEmpty()) return;
    for (byte[] each : notes) meet(each);
    cosigners.accept(notes);
  }

  private static Checkpoint checkpoint(TrustPolicy policy, Standing cut, Hash root) {
    return new Checkpoint(policy.origin(), cut.treeSize(), root, policy.version());
  }

  /** Whether the first one names this validator was asked before it started. */
  private boolean signsUnder(TrustPolicy policy) {
    return policy.version() == policies.history().founding().version() || names(policy);
  }

  private boolean names(TrustPolicy policy) {
    return signer != null && policy.validators().contains(signer.verifierKey());
  }

  /** Looks at the lines whose tree has been executed by now, and for what has become final. */
  private void judge() throws IOException {
    List<Conflict> found = new ArrayList<>();
    Cosignatures.Final fresh;
    synchronized (cosignatures) {
      for (long size : cosignatures.unjudged(machine.standing().treeSize())) {
        found.addAll(cosignatures.executed(size, tiles.rootAt(size)));
      }
      fresh = cosignatures.newerFinal(latest).orElse(null);
      if (fresh != null) {
        cosignatures.forgetBelow(fresh.size());
        Disk.replaceLazily(home.checkpoint(), fresh.note().format());
        latest = fresh;
      }
    }
    for (Conflict each : found) report(each);
    witnessed.judge(machine.standing().treeSize(), tiles::rootAt);
    if (fresh != null) tell(fresh);
  }

  // Conflicts

  private void report(Conflict conflict) throws IOException {
    Path folder = Files.createDirectories(home.conflicts());
    String name = conflict.validator().replaceAll("[^A-Za-z0-9.-]", "_") + "-" + conflict.size();
    byte[] before = conflict.before();
    if (before != null) Disk.replace(folder.resolve(name + BEFORE), before);
    Disk.replace(folder.resolve(name), conflict.note());
    LOG.log(
        System.Logger.Level.ERROR,
        "{0} has signed another tree of {1} leaves than was executed here: the evidence is in {2}",
        conflict.validator(),
        Long.toString(conflict.size()),
        folder.resolve(name));
  }

  /**
   * What was met before the last stop still counts: an operator who has understood it removes it.
   */
  private void readConflicts() throws IOException {
    if (!Files.exists(home.conflicts())) return;
    try (Stream<Path> all = Files.list(home.conflicts())) {
      for (Path file : all.sorted().toList()) {
        if (!file.toString().endsWith(BEFORE)) readConflict(Files.readAllBytes(file));
      }
    }
  }

  private void readConflict(byte[] bytes) {
    try {
      Note note = Note.parse(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      NoteSignature line = note.signatures().getFirst();
      policies
          .history()
          .at(checkpoint.policy())
          .flatMap(policy -> policy.validatorOf(line))
          .filter(key -> key.verifies(note.text(), line))
          .ifPresent(key -> cosignatures.name(key, conflict(key, checkpoint, bytes)));
    } catch (MalformedException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A file among the conflicts is no checkpoint: {0}",
          new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static Conflict conflict(VerifierKey key, Checkpoint checkpoint, byte[] note) {
    return new Conflict(key.name(), checkpoint.size(), note, null);
  }

  // Those who wait

  private void tell(Cosignatures.Final last) {
    Map<Long, CompletableFuture<VerifiedCheckpoint>> covered = waiting.headMap(last.size());
    for (Long leaf : new ArrayList<>(covered.keySet())) {
      CompletableFuture<VerifiedCheckpoint> future = waiting.remove(leaf);
      if (future != null) future.completeAsync(last::verified);
    }
  }

  private void failWaiting() {
    String sentence =
        machine.stopped().isDone() ? machine.stopped().join() : "The replica has been closed.";
    for (Long leaf : new ArrayList<>(waiting.keySet())) {
      CompletableFuture<VerifiedCheckpoint> future = waiting.remove(leaf);
      if (future != null) future.completeExceptionally(new StoppedException(sentence));
    }
  }

  /** Signs the cuts that are not yet signed, and ends. */
  @Override
  public void close() throws IOException {
    closing = true;
    if (!started) return; // a start that was refused signs nothing
    machine.wake();
    // Not interrupted while it signs: a file channel would close under its hands.
    try {
      thread.join(java.time.Duration.ofMillis(2 * POLL_MILLIS));
      List<Standing> cuts = machine.awaitCuts(1);
      if (!machine.stopped().isDone() && !cuts.isEmpty()) sign(cuts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failWaiting();
  }
}
