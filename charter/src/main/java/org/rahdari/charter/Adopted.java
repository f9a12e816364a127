package org.rahdari.charter;

import java.nio.charset.StandardCharsets;
import org.rahdari.codec.Max;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.PolicyChange;

/**
 * A change of policy that took effect.
 *
 * @param version of the policy
 * @param note {@link PolicyChange#format}
 * @param adoptedAtMillis ledger time
 */
public record Adopted(int version, @Max(Note.NOTE_BYTES_MAX) String note, long adoptedAtMillis) {

  /** The change. */
  public PolicyChange change() {
    try {
      return PolicyChange.parse(note.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedException e) {
      throw new IllegalStateException("an adopted change is malformed", e);
    }
  }
}
