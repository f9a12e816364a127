package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.MissingVersionException;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.Frontier;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * Executes a whole log from genesis, and compares it with the tree that lies beside it and with
 * what the validators signed. It trusts the genesis, the policy and this software, and no file of
 * the folder.
 */
public final class Audit {
  private Audit() {}

  /** What an audit finds. */
  public sealed interface Found {
    /**
     * Everything follows.
     *
     * @param positions entries that were executed
     * @param leaves of their tree
     * @param root of their tree
     * @param signed the last final checkpoint, which a tree of these entries has
     */
    record Agrees(long positions, long leaves, String root, Optional<VerifiedCheckpoint> signed)
        implements Found {}

    /**
     * Something does not.
     *
     * @param position the first entry that gives something else
     * @param leaf the first leaf that differs
     */
    record Differs(long position, long leaf, String sentence) implements Found {}
  }

  /** Hears how far it is, now and then. */
  public interface Progress {
    void executed(long position, long ofPositions);
  }

  /**
   * Audits the folder of a replica or mirror that nobody uses meanwhile.
   *
   * @param policy that the network was founded with; the changes since then are in the log
   * @param kernel at the start of the network
   * @throws RefusedException if the folder is in use or of another network, or the log goes on with
   *     a version of a program that this software has not
   * @throws DamagedException if the log itself is damaged
   */
  public static Found of(Path directory, TrustPolicy policy, Kernel kernel, Progress progress)
      throws IOException {
    try (Home home = Home.open(directory, kernel.network(), policy.origin());
        PayloadStore store = PayloadStore.open(home.log(), PayloadStore.FILE_BYTES_MAX);
        TileLog tiles = TileLog.open(home.tiles())) {
      byte[] note = Files.exists(home.checkpoint()) ? Files.readAllBytes(home.checkpoint()) : null;
      return new Run(new Policies(policy, kernel), kernel, store, tiles, progress).audit(note);
    }
  }

  private record Run(
      Policies policies, Kernel kernel, PayloadStore store, TileLog tiles, Progress progress) {
    private static final long TOLD_EVERY = 1_000;

    Found audit(byte @Nullable [] note) throws IOException {
      long signedSize = note == null ? 0 : sizeOf(note);
      Optional<VerifiedCheckpoint> signed = Optional.empty();
      Leaves leaves = new Leaves();
      Frontier tree = new Frontier();
      if (note != null && signedSize == 0) {
        Judged judged = judge(note, 0, tree);
        if (judged.found() != null) return judged.found();
        signed = judged.signed();
      }
      long last = store.lastPosition();
      for (long position = 1; position <= last; position++) {
        Execution execution = executed(position);
        for (Batch batch : execution.batches()) {
          Hash hash = leaves.leaf(execution, batch).hash();
          long leaf = tree.size();
          if (leaf < tiles.size() && !tiles.leafHash(leaf).equals(hash)) {
            return new Found.Differs(position, leaf, differs(position, leaf));
          }
          tree.append(hash);
          if (note == null || tree.size() != signedSize) continue;
          Judged judged = judge(note, position, tree);
          if (judged.found() != null) return judged.found();
          signed = judged.signed();
        }
        if (position % TOLD_EVERY == 0 || position == last) progress.executed(position, last);
      }
      if (note != null && signedSize > tree.size()) return ends(last, tree, note);
      return new Found.Agrees(last, tree.size(), tree.root().toString(), signed);
    }

    /** What is wrong with the checkpoint of the folder, or who has signed it. */
    private record Judged(@Nullable Found found, Optional<VerifiedCheckpoint> signed) {}

    /** By the tree of its size, and by the policy that is in force there. */
    private Judged judge(byte[] note, long position, Frontier tree) {
      long leaf = Math.max(0, tree.size() - 1);
      return switch (Verifier.verifyCheckpoint(note, policies.history())) {
        case Refused refused ->
            new Judged(refused(position, leaf, refused.sentence()), Optional.empty());
        case VerifiedCheckpoint verified ->
            tree.root().equals(verified.checkpoint().root())
                ? new Judged(null, Optional.of(verified))
                : new Judged(differs(position, leaf, tree, verified), Optional.empty());
      };
    }

    private Execution executed(long position) throws IOException {
      try {
        Execution execution = kernel.execute(store.read(position).entry());
        policies.look();
        return execution;
      } catch (MissingVersionException e) {
        throw new RefusedException(String.valueOf(e.getMessage()), e);
      }
    }

    /** As it says itself; {@link Long#MAX_VALUE} where it is none. */
    private static long sizeOf(byte[] note) {
      try {
        return Checkpoint.parse(Note.parse(note).text()).size();
      } catch (MalformedException e) {
        return Long.MAX_VALUE;
      }
    }

    private static Found refused(long position, long leaf, String why) {
      return new Found.Differs(
          position, leaf, "The checkpoint of the folder is refused: " + why + ".");
    }

    private Found ends(long last, Frontier tree, byte[] note) {
      return switch (Verifier.verifyCheckpoint(note, policies.history())) {
        case Refused refused -> refused(last, tree.size(), refused.sentence());
        case VerifiedCheckpoint verified ->
            new Found.Differs(
                last,
                tree.size(),
                "The log gives "
                    + tree.size()
                    + " leaves, and the validators have signed "
                    + verified.checkpoint().size()
                    + ": its end is missing.");
      };
    }

    private static Found differs(
        long position, long leaf, Frontier tree, VerifiedCheckpoint signed) {
      return new Found.Differs(
          position,
          leaf,
          "The first "
              + tree.size()
              + " leaves give another root than the one that "
              + String.join(", ", signed.signedBy())
              + " have signed.");
    }

    private static String differs(long position, long leaf) {
      return "The entry at position "
          + position
          + " gives another leaf "
          + leaf
          + " than the tree beside the log has.";
    }
  }
}
