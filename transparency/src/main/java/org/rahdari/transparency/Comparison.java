package org.rahdari.transparency;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.rahdari.transparency.Blame.NoConflict;
import org.rahdari.transparency.KnownTree.Place;

/** Two signed trees beside each other, as far as they are known. */
final class Comparison {
  private final Evidence smaller;
  private final Evidence larger;

  /** The root of the larger tree's first leaves, as many as the smaller has; empty when unknown. */
  private final Optional<Hash> beginning;

  Comparison(Evidence smaller, Evidence larger) throws IOException {
    this.smaller = smaller;
    this.larger = larger;
    this.beginning = beginning(smaller.checkpoint().size(), larger);
  }

  /** What the two trees disagree about, as a sentence; empty when no disagreement is known. */
  Optional<String> conflict() throws IOException {
    long size = smaller.checkpoint().size();
    if (beginning.isPresent()) {
      if (beginning.get().equals(smaller.checkpoint().root())) return Optional.empty();
      return Optional.of(
          size == larger.checkpoint().size()
              ? "two roots of " + leaves(size) + " were signed"
              : "a tree of "
                  + leaves(larger.checkpoint().size())
                  + " was signed that does not begin with the signed tree of "
                  + leaves(size));
    }
    Optional<Place> place = differing(smaller.tree(), larger.tree());
    if (place.isEmpty()) place = differing(larger.tree(), smaller.tree());
    return place.map(Comparison::twice);
  }

  /** Asked for when there is no conflict. */
  NoConflict noConflict() {
    long size = smaller.checkpoint().size();
    long more = larger.checkpoint().size();
    if (size == more) {
      return new NoConflict(NoConflict.Why.SAME_TREE, "both are of one tree of " + leaves(size));
    }
    if (beginning.isPresent()) {
      return new NoConflict(
          NoConflict.Why.EXTENDS,
          "the tree of " + leaves(more) + " begins with the tree of " + leaves(size));
    }
    return new NoConflict(
        NoConflict.Why.NOT_PROVEN,
        "checkpoints of "
            + size
            + " and "
            + leaves(more)
            + " are not by themselves evidence; the tiles of the larger tree would show whether it"
            + " begins with the smaller one");
  }

  private static Optional<Hash> beginning(long size, Evidence larger) throws IOException {
    if (size == larger.checkpoint().size()) return Optional.of(larger.checkpoint().root());
    try {
      return Optional.of(Merkle.root(size, (height, index) -> known(larger, height, index)));
    } catch (UnknownSubtreeException _) {
      return Optional.empty();
    }
  }

  private static Hash known(Evidence evidence, int height, long index) throws IOException {
    return evidence
        .tree()
        .subtree(new Place(height, index))
        .orElseThrow(UnknownSubtreeException::new);
  }

  /** The first place at which both are known and differ. */
  private static Optional<Place> differing(KnownTree listed, KnownTree other) throws IOException {
    for (Map.Entry<Place, Hash> known : listed.listed().entrySet()) {
      Optional<Hash> there = other.subtree(known.getKey());
      if (there.isPresent() && !there.get().equals(known.getValue())) {
        return Optional.of(known.getKey());
      }
    }
    return Optional.empty();
  }

  private static String twice(Place place) {
    return place.height() == 0
        ? "two leaves were signed for the index " + place.index()
        : "the leaves "
            + place.start()
            + " to "
            + (place.end() - 1)
            + " were signed with two hashes";
  }

  private static String leaves(long size) {
    return size == 1 ? "1 leaf" : size + " leaves";
  }

  private static final class UnknownSubtreeException extends IOException {
    private static final long serialVersionUID = 1;
  }
}
