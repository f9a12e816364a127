package org.rahdari.transparency;

import java.util.List;

/**
 * A checkpoint that a quorum of a policy signed.
 *
 * @param signedBy names of the validators, in the policy's order
 * @param n validators in the policy
 */
public record VerifiedCheckpoint(Checkpoint checkpoint, List<String> signedBy, int n)
    implements CheckpointVerification {
  public VerifiedCheckpoint {
    signedBy = List.copyOf(signedBy);
  }

  /** For people: {@code final by 3 of 4}. */
  public String finality() {
    return "final by " + signedBy.size() + " of " + n;
  }
}
