package org.rahdari.transparency;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree of somebody's copy of the log, in the files of a {@link TileLog}. Nothing is written, as
 * it may be evidence; and nothing is believed before it leads to the signed root, as the files of
 * its levels may contradict each other.
 */
final class Mirror implements KnownTree {
  private final Path tiles;
  private final long size;
  private final Hash root;

  private Mirror(Path tiles, Checkpoint checkpoint) {
    this.tiles = tiles;
    this.size = checkpoint.size();
    this.root = checkpoint.root();
  }

  /** The first leaves in the folder, as many as the checkpoint says. */
  static Mirror of(Path tiles, Checkpoint checkpoint) throws IOException, MalformedException {
    Mirror mirror = new Mirror(tiles, checkpoint);
    if (!Merkle.root(mirror.size, mirror::read).equals(mirror.root)) {
      throw new MalformedException("tiles do not lead to the root of " + mirror.size + " leaves");
    }
    return mirror;
  }

  @Override
  public Optional<Hash> subtree(Place place) throws IOException {
    if (place.end() > size) return Optional.empty();
    long leaf = place.start();
    List<Hash> proof = Merkle.inclusionProof(leaf, size, this::read);
    Optional<KnownSubtrees> known = KnownSubtrees.ofProof(read(0, leaf), leaf, size, proof, root);
    if (known.isEmpty()) {
      throw new DamagedLogException(
          file(0), leaf * Hash.BYTES, "the levels of the tree contradict each other");
    }
    return known.get().subtree(place);
  }

  @Override
  public Map<Place, Hash> listed() {
    return Map.of();
  }

  private Hash read(int height, long index) throws IOException {
    int level = height / TileLog.TILE_HEIGHT;
    int width = 1 << (height % TileLog.TILE_HEIGHT);
    byte[] hashes = new byte[width * Hash.BYTES];
    try (RandomAccessFile file = new RandomAccessFile(file(level).toFile(), "r")) {
      file.seek(index * hashes.length);
      file.readFully(hashes);
    } catch (EOFException _) {
      throw new DamagedLogException(
          file(level), index * hashes.length, "the file ends before the checkpoint's leaves do");
    }
    return Hashes.fold(hashes);
  }

  private Path file(int level) {
    return tiles.resolve("level-" + level);
  }
}
