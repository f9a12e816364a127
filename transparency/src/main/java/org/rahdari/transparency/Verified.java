package org.rahdari.transparency;

import java.util.List;

/**
 * A receipt that holds: this item had this result, at this place of the log, and a quorum signed
 * it.
 *
 * @param signedBy names of the validators, in the policy's order
 * @param n validators in the policy
 * @param index of the leaf in the log
 * @param innerIndex of the item in the leaf
 * @param item shared, not to be written to
 * @param result shared, not to be written to
 */
public record Verified(
    Checkpoint checkpoint,
    List<String> signedBy,
    int n,
    long index,
    Leaf leaf,
    int innerIndex,
    byte[] item,
    byte[] result)
    implements Verification {
  public Verified {
    signedBy = List.copyOf(signedBy);
  }
}
