package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rahdari.transparency.Refused.Reason;

/**
 * The next policy, signed by those whom the one before names: a signed note whose text is the new
 * policy's, without comments.
 *
 * <p>A validator signs both checkpoints and policies with one key, so no text may be both. It is
 * none: the second line of a policy begins with {@code version}, the second line of a checkpoint,
 * as C2SP tlog-checkpoint has it for every log, is a decimal number.
 *
 * @param policy the new one
 * @param note its text and the signatures
 */
public record PolicyChange(TrustPolicy policy, Note note) {
  public PolicyChange {
    if (!note.text().equals(policy.toText())) {
      throw new IllegalArgumentException("The note is of another policy.");
    }
  }

  /** A note with this validator's line alone. */
  public static Note sign(TrustPolicy next, NoteSigner signer) {
    return new Note(next.toText(), List.of(signer.sign(next.toText())));
  }

  /**
   * One change with the lines of all, in the order of the policy before.
   *
   * @throws IllegalArgumentException as {@link CheckpointSigner#combine}; also when the text is no
   *     policy's
   */
  public static PolicyChange combine(TrustPolicy before, Collection<Note> notes) {
    try {
      return of(Combination.of(notes, before.validators(), List.of()));
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.sentence(), e);
    }
  }

  public byte[] format() {
    return note.format();
  }

  /** Proves the form only: {@link #refusalUnder} says whether to believe it. */
  public static PolicyChange parse(byte[] note) throws MalformedException {
    return of(Note.parse(note));
  }

  private static PolicyChange of(Note note) throws MalformedException {
    TrustPolicy policy = TrustPolicy.parse(note.text().getBytes(StandardCharsets.UTF_8));
    if (!policy.toText().equals(note.text())) {
      throw new MalformedException("policy is not in canonical form");
    }
    return new PolicyChange(policy, note);
  }

  /** Why this does not follow on the policy before; empty when it does. */
  public Optional<Refused> refusalUnder(TrustPolicy before) {
    if (!policy.origin().equals(before.origin())) {
      return refuse(
          Reason.ORIGIN_OF_ANOTHER_LOG,
          "the new policy is of " + policy.origin() + ", the one before of " + before.origin());
    }
    if (policy.version() - 1 != before.version()) {
      return refuse(
          Reason.POLICY_OF_ANOTHER_VERSION,
          "policy " + policy.version() + " does not follow on policy " + before.version());
    }
    Set<VerifierKey> signers = new HashSet<>();
    for (NoteSignature line : note.signatures()) {
      Optional<VerifierKey> signer = before.validatorOf(line);
      if (signer.isEmpty()) {
        return refuse(Reason.SIGNER_UNKNOWN, line.key() + " is not in policy " + before.version());
      }
      if (!signers.add(signer.get())) {
        return refuse(Reason.SIGNER_TWICE, line.key() + " has two lines");
      }
      if (!signer.get().verifies(note.text(), line)) {
        return refuse(Reason.SIGNATURE_INVALID, line.key() + " did not sign this policy");
      }
    }
    return before.missingFrom(signers);
  }

  private static Optional<Refused> refuse(Reason reason, String sentence) {
    return Optional.of(new Refused(reason, sentence));
  }
}
