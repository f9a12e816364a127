package org.rahdari.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.transparency.InnerTree;
import org.rahdari.transparency.ItemResult;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.TileLog;

/** Makes the receipt of an item out of leaf, log and tree; each is checked against the others. */
final class Receipts {
  private final PayloadStore store;
  private final LeafStore leaves;
  private final TileLog tiles;
  private final Checkpoints checkpoints;

  /** Those who share an envelope ask for its receipts together. */
  private volatile @Nullable Opened last;

  /** A leaf with all that it is of, each checked against the others. */
  private record Opened(
      long index, Leaf leaf, List<byte[]> items, List<byte[]> results, InnerTree tree) {}

  Receipts(PayloadStore store, LeafStore leaves, TileLog tiles, Checkpoints checkpoints) {
    this.store = store;
    this.leaves = leaves;
    this.tiles = tiles;
    this.checkpoints = checkpoints;
  }

  /** Empty while no signed checkpoint covers the leaf. */
  Optional<byte[]> receipt(long leafIndex, int itemIndex) throws IOException {
    Checkpoints.Proving proving = checkpoints.proving(leafIndex).orElse(null);
    if (proving == null) return Optional.empty();
    Opened opened = last;
    if (opened == null || opened.index() != leafIndex) {
      opened = open(leafIndex);
      last = opened;
    }
    java.util.Objects.checkIndex(itemIndex, opened.items().size());
    return Optional.of(
        new Receipt(
                opened.leaf(),
                new ItemResult(
                    itemIndex, opened.items().get(itemIndex), opened.results().get(itemIndex)),
                opened.tree().proof(itemIndex),
                leafIndex,
                tiles.inclusionProof(leafIndex, proving.size()),
                proving.note())
            .format());
  }

  private Opened open(long leafIndex) throws IOException {
    LeafStore.Stored stored = leaves.read(leafIndex);
    List<byte[]> items = items(stored);
    Leaf leaf = leaf(stored, leafIndex);
    InnerTree tree = InnerTree.of(pairs(items, stored.results()));
    if (!leaf.hash().equals(tiles.leafHash(leafIndex)) || !tree.root().equals(leaf.innerRoot())) {
      throw leaves.contradicts(leafIndex);
    }
    return new Opened(leafIndex, leaf, items, stored.results(), tree);
  }

  /** The leaves of the inner tree. */
  private static List<byte[]> pairs(List<byte[]> items, List<byte[]> results) {
    List<byte[]> pairs = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      pairs.add(new ItemResult(i, items.get(i), results.get(i)).encode());
    }
    return pairs;
  }

  private List<byte[]> items(LeafStore.Stored stored) throws IOException {
    if (stored.envelope() < 0) return stored.timerItems();
    return store.read(stored.position()).entry().envelopes().get(stored.envelope()).open().items();
  }

  private Leaf leaf(LeafStore.Stored stored, long index) throws IOException {
    try {
      return Leaf.parse(stored.leaf());
    } catch (MalformedException e) {
      throw leaves.contradicts(index);
    }
  }
}
