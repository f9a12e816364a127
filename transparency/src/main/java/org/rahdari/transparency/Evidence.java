package org.rahdari.transparency;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A signed checkpoint, and what is known of its tree: nothing besides, the way of one leaf, or the
 * whole. What is known leads to the signed root; who signed that is for {@link Blame} to find.
 */
public final class Evidence {
  private final Note note;
  private final Checkpoint checkpoint;
  private final KnownTree tree;

  private Evidence(Note note, Checkpoint checkpoint, KnownTree tree) {
    this.note = note;
    this.checkpoint = checkpoint;
    this.tree = tree;
  }

  /** A checkpoint alone. */
  public static Evidence ofCheckpoint(byte[] bytes) throws MalformedException {
    Note note = Note.parse(bytes);
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    KnownTree tree = KnownSubtrees.ofRoot(checkpoint.size(), checkpoint.root());
    return new Evidence(note, checkpoint, tree);
  }

  /** A receipt, for its leaf and what lies beside the way to it. */
  public static Evidence ofReceipt(byte[] bytes) throws MalformedException {
    Receipt receipt = Receipt.parse(bytes);
    Checkpoint checkpoint = Checkpoint.parse(receipt.checkpoint().text());
    Hash leaf = receipt.leaf().hash();
    long size = checkpoint.size();
    KnownTree tree =
        KnownSubtrees.ofProof(leaf, receipt.index(), size, receipt.proof(), checkpoint.root())
            .orElseThrow(
                () ->
                    new MalformedException(
                        "leaf " + receipt.index() + " does not lead to the root of " + size));
    return new Evidence(receipt.checkpoint(), checkpoint, tree);
  }

  /**
   * A mirror: a folder with a file {@code checkpoint} and, in {@code tiles/}, the files of a {@link
   * TileLog}. It is read only.
   */
  public static Evidence ofMirror(Path folder) throws IOException, MalformedException {
    Note note = Note.parse(read(folder.resolve("checkpoint"), Note.NOTE_BYTES_MAX));
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    return new Evidence(note, checkpoint, Mirror.of(folder.resolve("tiles"), checkpoint));
  }

  /** Whichever it is: a folder is a mirror, a file is a receipt or a checkpoint. */
  public static Evidence of(Path path) throws IOException, MalformedException {
    if (Files.isDirectory(path)) return ofMirror(path);
    byte[] bytes = read(path, Receipt.RECEIPT_BYTES_MAX);
    boolean receipt =
        new String(bytes, StandardCharsets.ISO_8859_1).startsWith(Receipt.HEADER + "\n");
    return receipt ? ofReceipt(bytes) : ofCheckpoint(bytes);
  }

  private static byte[] read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytesMax + 1); // one more, so that what is too long is refused
    }
  }

  Note note() {
    return note;
  }

  public Checkpoint checkpoint() {
    return checkpoint;
  }

  KnownTree tree() {
    return tree;
  }
}
