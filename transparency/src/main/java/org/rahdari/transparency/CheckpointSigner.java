package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Signs checkpoints of one log for one validator. It remembers nothing: that a checkpoint extends
 * the last one signed, and is of this institution's own executed state, is for the caller to know.
 */
public final class CheckpointSigner {
  private final String origin;
  private final NoteSigner signer;

  public CheckpointSigner(String origin, NoteSigner signer) {
    this.origin = origin;
    this.signer = signer;
  }

  /** A note with this validator's line alone. */
  public Note sign(long size, Hash root) {
    String text = new Checkpoint(origin, size, root).toText();
    return new Note(text, List.of(signer.sign(text)));
  }

  /**
   * One note with the lines of all, in the policy's order; the same line twice counts once.
   *
   * @throws IllegalArgumentException when the notes differ in text, or a line is not a validator's
   *     valid signature: what comes from a peer is to be checked before it is kept
   */
  public static Note combine(TrustPolicy policy, Collection<Note> notes) {
    if (notes.isEmpty()) throw new IllegalArgumentException("There are no notes to combine.");
    String text = notes.iterator().next().text();
    List<NoteSignature> lines = new ArrayList<>();
    for (Note note : notes) {
      if (!note.text().equals(text)) {
        throw new IllegalArgumentException("The notes are not of one checkpoint.");
      }
      lines.addAll(note.signatures());
    }
    for (NoteSignature line : lines) {
      if (policy.validators().stream().noneMatch(key -> key.verifies(text, line))) {
        throw new IllegalArgumentException(line.key() + " is not a validator's signature.");
      }
    }
    List<NoteSignature> ordered = new ArrayList<>();
    for (VerifierKey key : policy.validators()) {
      lines.stream().filter(key::isNamedBy).findFirst().ifPresent(ordered::add);
    }
    return new Note(text, ordered);
  }
}
