package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text and the signatures under it (C2SP signed-note). Parsing proves the form only: {@link
 * Verifier} says whom to believe.
 *
 * @param text ends with a newline; what is signed
 * @param signatures at least one, in the order of their lines
 */
public record Note(String text, List<NoteSignature> signatures) {
  public static final int NOTE_BYTES_MAX = 1 << 16;

  /** A line of every validator and witness that a policy can name. */
  public static final int SIGNATURES_MAX = TrustPolicy.VALIDATORS_MAX + TrustPolicy.WITNESSES_MAX;

  public Note {
    signatures = List.copyOf(signatures);
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("The text of a note ends with a newline.");
    }
    if (!text.lines().allMatch(Canonical::isLine) || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("The text of a note has no control characters.");
    }
    if (signatures.isEmpty() || signatures.size() > SIGNATURES_MAX) {
      throw new IllegalArgumentException(
          "A note cannot have " + signatures.size() + " signatures.");
    }
  }

  /** The one byte string that {@link #parse} reads back. */
  public byte[] format() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (NoteSignature signature : signatures) note.append(signature.toLine()).append('\n');
    return note.toString().getBytes(StandardCharsets.UTF_8);
  }

  public static Note parse(byte[] bytes) throws MalformedException {
    if (bytes.length > NOTE_BYTES_MAX) {
      throw new MalformedException("note is longer than " + NOTE_BYTES_MAX + " bytes");
    }
    String note = Canonical.text(bytes, "note");
    int separator = note.lastIndexOf("\n\n");
    if (separator < 0) throw new MalformedException("note has no blank line before signatures");
    if (!note.endsWith("\n")) throw new MalformedException("note does not end with a newline");
    String text = note.substring(0, separator + 1);
    return new Note(text, signatures(note.substring(separator + 2)));
  }

  /** {@code lines} is empty or ends with a newline. */
  static List<NoteSignature> signatures(String lines) throws MalformedException {
    if (lines.isEmpty()) throw new MalformedException("note has no signature line");
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : lines.substring(0, lines.length() - 1).split("\n", -1)) {
      if (signatures.size() == SIGNATURES_MAX) {
        throw new MalformedException("note has more than " + SIGNATURES_MAX + " signatures");
      }
      signatures.add(NoteSignature.parse(line, "signature line " + (signatures.size() + 1)));
    }
    return signatures;
  }
}
