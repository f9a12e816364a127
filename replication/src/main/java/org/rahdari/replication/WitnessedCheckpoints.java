package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * Final checkpoints that witnesses have cosigned, each in a file of its own. A cosignature comes
 * some time after finality, when the tree has often grown, so these are kept beside what is final
 * now; those that another one beats in size and in the number of witnesses are let go.
 */
final class WitnessedCheckpoints {
  private static final System.Logger LOG = System.getLogger(WitnessedCheckpoints.class.getName());

  private final Policies policies;
  private final Path folder;

  /** By size, so that the witnesses grow fewer. */
  private final List<Cosignatures.Final> kept = new ArrayList<>();

  /** The largest one whose tree has not been executed here yet. */
  private Cosignatures.@Nullable Final unjudged;

  WitnessedCheckpoints(Policies policies, Path folder) {
    this.policies = policies;
    this.folder = folder;
  }

  /** Where the root of the tree of a size comes from, as it was executed here. */
  interface Roots {
    Hash rootAt(long size) throws IOException;
  }

  /** What was kept before the last stop. */
  synchronized void start(long treeSize, Roots roots) throws IOException {
    if (!Files.exists(folder)) return;
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      if (!Files.exists(file)) continue; // unfinished, and written again by now
      meet(Files.readAllBytes(file));
      judge(treeSize, roots);
      boolean needed = kept.stream().anyMatch(each -> file(each).equals(file));
      if (!needed && unjudged == null) Files.delete(file);
    }
  }

  /** Takes a note if it is final and a witness has cosigned it. */
  synchronized void meet(byte[] bytes) {
    try {
      Note note = Note.parse(bytes);
      if (note.signatures().stream().noneMatch(this::isWitness)) return;
      if (!(Verifier.verifyCheckpoint(bytes, policies.history())
          instanceof VerifiedCheckpoint verified)) return;
      if (unjudged == null || unjudged.size() <= verified.checkpoint().size()) {
        unjudged = new Cosignatures.Final(verified, note);
      }
    } catch (MalformedException e) {
      LOG.log(System.Logger.Level.DEBUG, "No note: {0}", e.sentence());
    }
  }

  private boolean isWitness(NoteSignature line) {
    PolicyHistory all = policies.history();
    return all.founding().witnessOf(line).isPresent()
        || all.changes().stream().anyMatch(change -> change.policy().witnessOf(line).isPresent());
  }

  /** Keeps what was met, once its tree is the one that was executed here. */
  synchronized void judge(long treeSize, Roots roots) throws IOException {
    Cosignatures.Final fresh = unjudged;
    if (fresh == null || fresh.size() > treeSize) return;
    unjudged = null;
    // Who signed another tree is named by its line, not here.
    if (!fresh.verified().checkpoint().root().equals(roots.rootAt(fresh.size()))) return;
    keep(fresh);
  }

  private void keep(Cosignatures.Final met) throws IOException {
    Cosignatures.Final fresh = joined(met);
    if (kept.stream().anyMatch(each -> !each.equals(fresh) && beats(each, fresh))) return;
    Files.createDirectories(folder);
    Disk.replaceLazily(file(fresh), fresh.note().format());
    for (Cosignatures.Final each : List.copyOf(kept)) {
      if (!beats(fresh, each)) continue;
      kept.remove(each);
      if (each.size() != fresh.size()) Files.deleteIfExists(file(each));
    }
    kept.add(fresh);
    kept.sort(Comparator.comparingLong(Cosignatures.Final::size));
  }

  /** With the lines that are known of the same text. */
  private Cosignatures.Final joined(Cosignatures.Final met) {
    for (Cosignatures.Final each : kept) {
      if (!each.note().text().equals(met.note().text())) continue;
      TrustPolicy policy =
          policies.history().at(met.verified().checkpoint().policy()).orElseThrow();
      Note all = CheckpointSigner.combine(policy, List.of(met.note(), each.note()));
      if (Verifier.verifyCheckpoint(all.format(), policies.history())
          instanceof VerifiedCheckpoint verified) {
        return new Cosignatures.Final(verified, all);
      }
    }
    return met;
  }

  private static boolean beats(Cosignatures.Final one, Cosignatures.Final other) {
    return one.size() >= other.size() && witnesses(one) >= witnesses(other);
  }

  private static int witnesses(Cosignatures.Final each) {
    return each.verified().witnessedBy().size();
  }

  private Path file(Cosignatures.Final each) {
    return folder.resolve(Long.toString(each.size()));
  }

  /** The largest one. */
  synchronized Optional<Cosignatures.Final> newest() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(kept.getLast());
  }

  /** The one with the most witnesses that covers a leaf. */
  synchronized Optional<Cosignatures.Final> covering(long leaf) {
    return kept.stream().filter(each -> each.size() > leaf).findFirst();
  }

  /** The note of a final checkpoint, with the lines of its witnesses. */
  synchronized Note cosigned(Cosignatures.Final last) {
    for (Cosignatures.Final each : kept) {
      if (!each.note().text().equals(last.note().text())) continue;
      List<NoteSignature> lines = new ArrayList<>(last.note().signatures());
      each.note().signatures().stream().filter(this::isWitness).forEach(lines::add);
      return new Note(last.note().text(), lines);
    }
    return last.note();
  }
}
