package org.rahdari.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;
import org.rahdari.transparency.VerifierKey;

/**
 * What the validators have signed and is not final yet: it tells when a quorum agrees with what was
 * executed here, and who signed something else. It knows no clock, file or network.
 *
 * <p>A line that comes before its tree has been executed here waits for it, at most {@link
 * #SIZES_MAX} of one validator: the newest ones.
 *
 * <p><b>Whom to believe.</b> One validator that signs another tree is named, and its lines count no
 * more. Where more than f of them do, f = ⌊(n−1)/3⌋, one of them at least is honest, and then it is
 * this replica that has gone astray.
 */
final class Cosignatures {
  static final int SIZES_MAX = 64;

  private final Policies policies;
  private final NavigableMap<Long, Cut> cuts = new TreeMap<>();
  private final Map<VerifierKey, Conflict> conflicts = new LinkedHashMap<>();

  /** The lines under one size, one a validator. */
  private static final class Cut {
    @Nullable Hash root;
    final Map<VerifierKey, Line> lines = new LinkedHashMap<>();
  }

  /** One validator's line under a checkpoint. */
  private record Line(Checkpoint checkpoint, Note note) {}

  /** What came of a line. */
  sealed interface Met {
    /** It is kept, or known already. */
    record Kept() implements Met {}

    /** It is no line of a validator under a checkpoint of this log; nothing has changed. */
    record Refused(String sentence) implements Met {}

    /** It contradicts. */
    record Contradicts(Conflict conflict) implements Met {}
  }

  Cosignatures(Policies policies) {
    this.policies = policies;
  }

  /** Takes what a validator has signed, one line; whether it is true is looked at here. */
  List<Met> meet(byte[] bytes) {
    Note note;
    Checkpoint checkpoint;
    try {
      note = Note.parse(bytes);
      checkpoint = Checkpoint.parse(note.text());
    } catch (MalformedException e) {
      return List.of(new Met.Refused(e.sentence()));
    }
    PolicyHistory history = policies.history();
    if (!checkpoint.origin().equals(history.origin())) {
      return List.of(new Met.Refused("the checkpoint is of " + checkpoint.origin()));
    }
    TrustPolicy policy = history.at(checkpoint.policy()).orElse(null);
    if (policy == null) {
      return List.of(
          new Met.Refused("policy " + checkpoint.policy() + " is not in force here, or not yet"));
    }
    List<Met> met = new ArrayList<>();
    for (NoteSignature line : note.signatures()) {
      if (policy.witnessOf(line).isPresent()) continue; // adds nothing to finality
      Optional<VerifierKey> signer = policy.validatorOf(line);
      if (signer.isEmpty() || !signer.get().verifies(note.text(), line)) {
        met.add(new Met.Refused(line.key() + " is no validator that signed this"));
        continue;
      }
      met.add(keep(signer.get(), new Line(checkpoint, new Note(note.text(), List.of(line)))));
    }
    return met;
  }

  private Met keep(VerifierKey signer, Line line) {
    if (conflicts.containsKey(signer)) return new Met.Kept(); // it was named, and counts no more
    Hash root = line.checkpoint().root();
    Cut cut = cuts.computeIfAbsent(line.checkpoint().size(), size -> new Cut());
    Line before = cut.lines.get(signer);
    boolean twoTrees = before != null && !before.checkpoint().root().equals(root);
    boolean otherTree = cut.root != null && !cut.root.equals(root);
    if (twoTrees || otherTree) return contradicts(signer, line, before);
    cut.lines.put(signer, line);
    forgetBeyondMax(signer);
    return new Met.Kept();
  }

  private void forgetBeyondMax(VerifierKey signer) {
    List<Long> sizes = new ArrayList<>();
    cuts.forEach(
        (size, cut) -> {
          if (cut.lines.containsKey(signer)) sizes.add(size);
        });
    if (sizes.size() <= SIZES_MAX) return;
    Cut oldest = cuts.get(sizes.getFirst());
    if (oldest == null) return;
    oldest.lines.remove(signer);
    if (oldest.lines.isEmpty()) cuts.remove(sizes.getFirst());
  }

  private Met.Contradicts contradicts(VerifierKey signer, Line line, @Nullable Line before) {
    Conflict conflict =
        new Conflict(
            signer.name(),
            line.checkpoint().size(),
            line.note().format(),
            before == null ? null : before.note().format());
    name(signer, conflict);
    return new Met.Contradicts(conflict);
  }

  /** Counts no line of this validator any more. */
  void name(VerifierKey signer, Conflict conflict) {
    conflicts.put(signer, conflict);
    cuts.values().forEach(cut -> cut.lines.remove(signer));
  }

  /** Sizes whose lines wait for the tree, up to the one that has been executed. */
  List<Long> unjudged(long treeSize) {
    List<Long> sizes = new ArrayList<>();
    cuts.headMap(treeSize, true)
        .forEach(
            (size, cut) -> {
              if (cut.root == null) sizes.add(size);
            });
    return sizes;
  }

  /**
   * The root of the tree of a size as it was executed here.
   *
   * @return who signed another one
   */
  List<Conflict> executed(long size, Hash root) {
    Cut cut = cuts.computeIfAbsent(size, s -> new Cut());
    cut.root = root;
    List<Conflict> found = new ArrayList<>();
    for (Map.Entry<VerifierKey, Line> line : List.copyOf(cut.lines.entrySet())) {
      if (line.getValue().checkpoint().root().equals(root)) continue;
      found.add(contradicts(line.getKey(), line.getValue(), null).conflict());
    }
    return found;
  }

  /** A checkpoint that a quorum has signed, with all lines that are known. */
  record Final(VerifiedCheckpoint verified, Note note) {
    long size() {
      return verified.checkpoint().size();
    }
  }

  /**
   * The largest executed tree that a quorum has signed.
   *
   * @param before what was final before: only a larger tree counts, or more lines under that one
   */
  Optional<Final> newerFinal(@Nullable Final before) {
    for (Map.Entry<Long, Cut> each : cuts.descendingMap().entrySet()) {
      Cut cut = each.getValue();
      if (before != null && each.getKey() < before.size()) break;
      TrustPolicy policy = policies.at(each.getKey());
      if (cut.root == null || cut.lines.size() < policy.quorum()) continue;
      Note note = combined(policy, each.getKey(), cut);
      if (note == null) continue;
      if (before != null
          && each.getKey() == before.size()
          && note.signatures().size() <= before.note().signatures().size()) {
        continue;
      }
      if (Verifier.verifyCheckpoint(note.format(), policy) instanceof VerifiedCheckpoint verified) {
        return Optional.of(new Final(verified, note));
      }
    }
    return Optional.empty();
  }

  /** All lines under this policy, in its order; each was verified when it came. Null for none. */
  private static @Nullable Note combined(TrustPolicy policy, long size, Cut cut) {
    if (cut.root == null) return null;
    String text = new Checkpoint(policy.origin(), size, cut.root, policy.version()).toText();
    List<NoteSignature> lines = new ArrayList<>();
    for (VerifierKey key : policy.validators()) {
      Line line = cut.lines.get(key);
      if (line != null && line.note().text().equals(text)) {
        lines.addAll(line.note().signatures());
      }
    }
    return lines.isEmpty() ? null : new Note(text, lines);
  }

  /** Forgets what is below a size that is final: nobody asks for it any more. */
  void forgetBelow(long size) {
    cuts.headMap(size).clear();
  }

  /** Who signed another tree. */
  List<Conflict> conflicts() {
    return List.copyOf(conflicts.values());
  }

  /** Why this replica has to believe that its own tree is the wrong one; empty while it has not. */
  Optional<String> astray() {
    List<VerifierKey> validators = policies.newest().validators();
    long contradict = validators.stream().filter(conflicts::containsKey).count();
    if (contradict <= (validators.size() - 1) / 3) return Optional.empty();
    return Optional.of(
        contradict
            + " of "
            + validators.size()
            + " validators have signed another tree than was executed here: this validator signs"
            + " nothing more, and its reads are not to be trusted before that is explained.");
  }
}
