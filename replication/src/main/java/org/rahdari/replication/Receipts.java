package org.rahdari.replication;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  Receipts(PayloadStore store, LeafStore leaves, TileLog tiles, Checkpoints checkpoints) {
    this.store = store;
    this.leaves = leaves;
    this.tiles = tiles;
    this.checkpoints = checkpoints;
  }

  /** Empty while no signed checkpoint covers the leaf. */
  Optional<byte[]> receipt(long leafIndex, int itemIndex) throws IOException {
    Checkpoints.Latest latest = checkpoints.latest();
    if (latest == null || latest.size() <= leafIndex) return Optional.empty();
    LeafStore.Stored stored = leaves.read(leafIndex);
    List<byte[]> items = items(stored);
    java.util.Objects.checkIndex(itemIndex, items.size());
    Leaf leaf = leaf(stored, leafIndex);
    InnerTree tree = InnerTree.of(pairs(items, stored.results()));
    if (!leaf.hash().equals(tiles.leafHash(leafIndex)) || !tree.root().equals(leaf.innerRoot())) {
      throw leaves.contradicts(leafIndex);
    }
    return Optional.of(
        new Receipt(
                leaf,
                new ItemResult(itemIndex, items.get(itemIndex), stored.results().get(itemIndex)),
                tree.proof(itemIndex),
                leafIndex,
                tiles.inclusionProof(leafIndex, latest.size()),
                latest.note())
            .format());
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
