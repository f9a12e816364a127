package org.rahdari.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rahdari.transparency.Refused.Reason;

/**
 * Verifies offline, against a policy and nothing else. Stricter than the C2SP formats ask: every
 * signature line has to be of a known validator and valid, so that no byte of a receipt is free.
 * Never throws, whatever the bytes.
 */
public final class Verifier {
  private Verifier() {}

  /** Whether the receipt proves its item under the policy. */
  public static Verification verify(byte[] receipt, TrustPolicy policy) {
    try {
      return verify(Receipt.parse(receipt), policy);
    } catch (MalformedException e) {
      return new Refused(Reason.RECEIPT_MALFORMED, e.sentence());
    }
  }

  /** Whether a quorum of the policy signed the checkpoint. */
  public static CheckpointVerification verifyCheckpoint(byte[] note, TrustPolicy policy) {
    try {
      Note signed = Note.parse(note);
      return verify(Checkpoint.parse(signed.text()), signed, policy);
    } catch (MalformedException e) {
      return new Refused(Reason.CHECKPOINT_MALFORMED, e.sentence());
    }
  }

  /**
   * Whether the newer checkpoint's tree extends the older one's. An empty older tree is refused, as
   * it proves nothing.
   */
  public static ConsistencyVerification verifyConsistency(
      VerifiedCheckpoint older, VerifiedCheckpoint newer, List<Hash> proof) {
    Checkpoint first = older.checkpoint();
    Checkpoint second = newer.checkpoint();
    if (!first.origin().equals(second.origin())) {
      return new Refused(
          Reason.ORIGIN_OF_ANOTHER_LOG,
          "one checkpoint is of " + first.origin() + ", the other of " + second.origin());
    }
    if (first.size() > second.size()) {
      return new Refused(Reason.LOG_SHRANK, "from " + first.size() + " leaves to " + second.size());
    }
    if (!Merkle.verifyConsistency(
        first.size(), first.root(), second.size(), second.root(), proof)) {
      return new Refused(
          Reason.NOT_CONSISTENT,
          "the proof does not lead from " + first.size() + " leaves to " + second.size());
    }
    return new Consistent(first, second);
  }

  private static Verification verify(Receipt receipt, TrustPolicy policy)
      throws MalformedException {
    Leaf leaf = receipt.leaf();
    ItemResult pair = receipt.pair();
    Checkpoint checkpoint = Checkpoint.parse(receipt.checkpoint().text());
    if (!isOfLog(checkpoint, policy)) return ofAnotherLog(checkpoint, policy);
    if (!isInLog(leaf, receipt, checkpoint)) {
      return new Refused(
          Reason.LEAF_NOT_IN_LOG,
          "leaf " + receipt.index() + " does not lead to the root of " + checkpoint.size());
    }
    if (!isInLeaf(pair, receipt, leaf)) {
      return new Refused(
          Reason.ITEM_NOT_IN_LEAF,
          "item " + pair.index() + " does not lead to the inner root of " + leaf.count());
    }
    return switch (verify(checkpoint, receipt.checkpoint(), policy)) {
      case Refused refused -> refused;
      case VerifiedCheckpoint signed ->
          new Verified(checkpoint, signed.signedBy(), signed.n(), receipt.index(), leaf, pair);
    };
  }

  private static CheckpointVerification verify(
      Checkpoint checkpoint, Note note, TrustPolicy policy) {
    if (!isOfLog(checkpoint, policy)) return ofAnotherLog(checkpoint, policy);
    List<VerifierKey> signers = new ArrayList<>();
    for (NoteSignature signature : note.signatures()) {
      Optional<VerifierKey> signer = policy.validatorOf(signature);
      if (signer.isEmpty()) {
        return new Refused(Reason.SIGNER_UNKNOWN, signature.key() + " is not in the policy");
      }
      VerifierKey key = signer.get();
      if (signers.contains(key)) {
        return new Refused(Reason.SIGNER_TWICE, signature.key() + " has two lines");
      }
      if (!key.verifies(note.text(), signature)) {
        return new Refused(
            Reason.SIGNATURE_INVALID, signature.key() + " did not sign this checkpoint");
      }
      signers.add(key);
    }
    int n = policy.validators().size();
    if (signers.size() < policy.quorum()) {
      return new Refused(
          Reason.QUORUM_NOT_REACHED,
          "signed by " + signers.size() + " of " + n + ", the policy asks for " + policy.quorum());
    }
    List<String> signedBy =
        policy.validators().stream().filter(signers::contains).map(VerifierKey::name).toList();
    return new VerifiedCheckpoint(checkpoint, signedBy, n);
  }

  private static boolean isOfLog(Checkpoint checkpoint, TrustPolicy policy) {
    return checkpoint.origin().equals(policy.origin());
  }

  private static Refused ofAnotherLog(Checkpoint checkpoint, TrustPolicy policy) {
    return new Refused(
        Reason.ORIGIN_OF_ANOTHER_LOG,
        "the checkpoint is of " + checkpoint.origin() + ", the policy of " + policy.origin());
  }

  private static boolean isInLog(Leaf leaf, Receipt receipt, Checkpoint checkpoint) {
    return Merkle.verifyInclusion(
        leaf.hash(), receipt.index(), checkpoint.size(), receipt.proof(), checkpoint.root());
  }

  private static boolean isInLeaf(ItemResult pair, Receipt receipt, Leaf leaf) {
    return Merkle.verifyInclusion(
        pair.hash(), pair.index(), leaf.count(), receipt.innerProof(), leaf.innerRoot());
  }
}
