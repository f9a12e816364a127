package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.Frontier;
import org.rahdari.transparency.Hash;
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
   * @param kernel at the start of the network
   * @throws RefusedException if the folder is in use or of another network
   * @throws DamagedException if the log itself is damaged
   */
  public static Found of(Path directory, TrustPolicy policy, Kernel kernel, Progress progress)
      throws IOException {
    try (Home home = Home.open(directory, kernel.network(), policy.origin());
        PayloadStore store = PayloadStore.open(home.log(), PayloadStore.FILE_BYTES_MAX);
        TileLog tiles = TileLog.open(home.tiles())) {
      Optional<byte[]> note =
          Files.exists(home.checkpoint())
              ? Optional.of(Files.readAllBytes(home.checkpoint()))
              : Optional.empty();
      return new Run(policy, kernel, store, tiles).audit(note, progress);
    }
  }

  private record Run(TrustPolicy policy, Kernel kernel, PayloadStore store, TileLog tiles) {
    private static final long TOLD_EVERY = 1_000;

    Found audit(Optional<byte[]> note, Progress progress) throws IOException {
      Optional<VerifiedCheckpoint> signed = Optional.empty();
      if (note.isPresent()) {
        switch (Verifier.verifyCheckpoint(note.get(), policy)) {
          case VerifiedCheckpoint verified -> signed = Optional.of(verified);
          case Refused refused -> {
            return new Found.Differs(
                0, 0, "The checkpoint of the folder is refused: " + refused.sentence() + ".");
          }
        }
      }
      Leaves leaves = new Leaves();
      Frontier tree = new Frontier();
      long last = store.lastPosition();
      for (long position = 1; position <= last; position++) {
        Execution execution = kernel.execute(store.read(position).entry());
        for (Batch batch : execution.batches()) {
          Hash hash = leaves.leaf(execution, batch).hash();
          long leaf = tree.size();
          if (leaf < tiles.size() && !tiles.leafHash(leaf).equals(hash)) {
            return new Found.Differs(position, leaf, differs(position, leaf));
          }
          tree.append(hash);
          Optional<Found> against = against(signed, tree, position);
          if (against.isPresent()) return against.get();
        }
        if (position % TOLD_EVERY == 0 || position == last) progress.executed(position, last);
      }
      if (signed.isPresent() && signed.get().checkpoint().size() > tree.size()) {
        return new Found.Differs(
            last,
            tree.size(),
            "The log gives "
                + tree.size()
                + " leaves, and the validators have signed "
                + signed.get().checkpoint().size()
                + ": its end is missing.");
      }
      return new Found.Agrees(last, tree.size(), tree.root().toString(), signed);
    }

    private static Optional<Found> against(
        Optional<VerifiedCheckpoint> signed, Frontier tree, long position) {
      if (signed.isEmpty() || signed.get().checkpoint().size() != tree.size()) {
        return Optional.empty();
      }
      if (tree.root().equals(signed.get().checkpoint().root())) return Optional.empty();
      return Optional.of(
          new Found.Differs(
              position,
              tree.size() - 1,
              "The first "
                  + tree.size()
                  + " leaves give another root than the one that "
                  + String.join(", ", signed.get().signedBy())
                  + " have signed."));
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
