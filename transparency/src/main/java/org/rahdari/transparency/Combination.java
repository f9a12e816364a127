package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One note made of several of the same text. */
final class Combination {
  private Combination() {}

  /** The lines of all in the order of the keys; of two lines of one key the first counts. */
  static Note of(Collection<Note> notes, List<VerifierKey> validators, List<WitnessKey> witnesses) {
    if (notes.isEmpty()) throw new IllegalArgumentException("There are no notes to combine.");
    String text = notes.iterator().next().text();
    List<NoteSignature> lines = new ArrayList<>();
    for (Note note : notes) {
      if (!note.text().equals(text)) {
        throw new IllegalArgumentException("The notes are not of one text.");
      }
      lines.addAll(note.signatures());
    }
    for (NoteSignature line : lines) {
      if (validators.stream().anyMatch(key -> key.verifies(text, line))) continue;
      if (witnesses.stream().anyMatch(key -> key.verifies(text, line))) continue;
      throw new IllegalArgumentException(
          line.key() + " is not the signature of anybody whom the policy names.");
    }
    List<NoteSignature> ordered = new ArrayList<>();
    for (VerifierKey key : validators) {
      lines.stream().filter(key::isNamedBy).findFirst().ifPresent(ordered::add);
    }
    for (WitnessKey key : witnesses) {
      lines.stream().filter(key::isNamedBy).findFirst().ifPresent(ordered::add);
    }
    return new Note(text, ordered);
  }
}
