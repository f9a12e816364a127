package org.rahdari.transparency;

import java.util.Collection;
import java.util.List;

/**
 * Signs checkpoints of one log for one validator, under one policy. It remembers nothing: that a
 * checkpoint extends the last one signed, and is of this institution's own executed state, is for
 * the caller to know.
 */
public final class CheckpointSigner {
  private final TrustPolicy policy;
  private final NoteSigner signer;

  /**
   * @param policy whose origin and version the checkpoints cite
   */
  public CheckpointSigner(TrustPolicy policy, NoteSigner signer) {
    this.policy = policy;
    this.signer = signer;
  }

  /** A note with this validator's line alone. */
  public Note sign(long size, Hash root) {
    String text = new Checkpoint(policy.origin(), size, root, policy.version()).toText();
    return new Note(text, List.of(signer.sign(text)));
  }

  /**
   * One note with the lines of all: the validators', then the witnesses', each in the policy's
   * order; of two lines of one key the first counts.
   *
   * @throws IllegalArgumentException when the notes differ in text, or a line is not a valid
   *     signature of a validator or cosignature of a witness: what comes from a peer is to be
   *     checked before it is kept
   */
  public static Note combine(TrustPolicy policy, Collection<Note> notes) {
    return Combination.of(notes, policy.validators(), policy.witnesses());
  }
}
