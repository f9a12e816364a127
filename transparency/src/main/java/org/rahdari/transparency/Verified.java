package org.rahdari.transparency;

import java.util.List;

/**
 * A receipt that holds: this item had this result, at this place of the log, and a quorum signed
 * it.
 *
 * @param signedBy names of the validators, in the policy's order
 * @param n validators in the policy
 * @param witnessedBy names of the witnesses, in the policy's order
 * @param index of the leaf in the log
 * @param pair the item and its result
 */
public record Verified(
    Checkpoint checkpoint,
    List<String> signedBy,
    int n,
    List<String> witnessedBy,
    long index,
    Leaf leaf,
    ItemResult pair)
    implements Verification {
  public Verified {
    signedBy = List.copyOf(signedBy);
    witnessedBy = List.copyOf(witnessedBy);
  }

  /** As {@link VerifiedCheckpoint#finality}. */
  public String finality() {
    return Finality.of(signedBy, n, witnessedBy);
  }

  /** Of the item in the leaf, from 0. */
  public int innerIndex() {
    return pair.index();
  }

  /** Shared, not to be written to. */
  public byte[] item() {
    return pair.item();
  }

  /** Shared, not to be written to. */
  public byte[] result() {
    return pair.result();
  }
}
