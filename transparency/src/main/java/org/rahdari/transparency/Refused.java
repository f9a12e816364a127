package org.rahdari.transparency;

/**
 * Not to be believed.
 *
 * @param sentence names the line, field or key
 */
public record Refused(Reason reason, String sentence)
    implements Verification, CheckpointVerification, ConsistencyVerification, Blame {

  /** Why, in the order of the checks. */
  public enum Reason {
    /** The bytes are not a receipt in its one canonical form. */
    RECEIPT_MALFORMED,
    /** The bytes are not a signed checkpoint in its one canonical form. */
    CHECKPOINT_MALFORMED,
    /** The checkpoint is of another log. */
    ORIGIN_OF_ANOTHER_LOG,
    /** The checkpoint cites a version of the policy that is not given. */
    POLICY_OF_ANOTHER_VERSION,
    /** The leaf does not lead to the checkpoint's root. */
    LEAF_NOT_IN_LOG,
    /** The item and result do not lead to the leaf. */
    ITEM_NOT_IN_LEAF,
    /** A line is of a key that the policy does not name. */
    SIGNER_UNKNOWN,
    /** One validator or witness has two lines. */
    SIGNER_TWICE,
    /** A line is not its key's signature of this checkpoint. */
    SIGNATURE_INVALID,
    /** Fewer validators signed than the policy asks for. */
    QUORUM_NOT_REACHED,
    /** Fewer validators of a group signed than the policy asks for. */
    GROUP_NOT_REACHED,
    /** The older checkpoint has more leaves. */
    LOG_SHRANK,
    /** The newer tree is not shown to extend the older: the history may have been rewritten. */
    NOT_CONSISTENT
  }
}
