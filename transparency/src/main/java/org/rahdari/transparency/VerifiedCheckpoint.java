package org.rahdari.transparency;

import java.util.List;

/**
 * A checkpoint that is final under a policy.
 *
 * @param signedBy names of the validators, in the policy's order
 * @param n validators in the policy
 * @param witnessedBy names of the witnesses, in the policy's order
 */
public record VerifiedCheckpoint(
    Checkpoint checkpoint, List<String> signedBy, int n, List<String> witnessedBy)
    implements CheckpointVerification {
  public VerifiedCheckpoint {
    signedBy = List.copyOf(signedBy);
    witnessedBy = List.copyOf(witnessedBy);
  }

  /** For people: {@code final by 3 of 4}, or {@code final by 3 of 4, witnessed by 1}. */
  public String finality() {
    return Finality.of(signedBy, n, witnessedBy);
  }
}
