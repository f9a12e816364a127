package org.rahdari.transparency;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rahdari.transparency.Refused.Reason;

/**
 * Verifies offline, against a policy, or a policy and its changes, and nothing else. Stricter than
 * the C2SP formats ask: every signature line has to be of a validator or witness whom the policy
 * names, and valid, so that no byte of a receipt is free. Never throws, whatever the bytes.
 */
public final class Verifier {
  private Verifier() {}

  /** Whether the receipt proves its item under the policy. */
  public static Verification verify(byte[] receipt, TrustPolicy policy) {
    return verify(receipt, PolicyHistory.of(policy));
  }

  /** Whether the receipt proves its item under the policy that it cites. */
  public static Verification verify(byte[] receipt, PolicyHistory policies) {
    try {
      return verify(Receipt.parse(receipt), policies);
    } catch (MalformedException e) {
      return new Refused(Reason.RECEIPT_MALFORMED, e.sentence());
    }
  }

  /** Whether the checkpoint is final under the policy. */
  public static CheckpointVerification verifyCheckpoint(byte[] note, TrustPolicy policy) {
    return verifyCheckpoint(note, PolicyHistory.of(policy));
  }

  /** Whether the checkpoint is final under the policy that it cites. */
  public static CheckpointVerification verifyCheckpoint(byte[] note, PolicyHistory policies) {
    try {
      Note signed = Note.parse(note);
      return verify(Checkpoint.parse(signed.text()), signed, policies);
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

  private static Verification verify(Receipt receipt, PolicyHistory policies)
      throws MalformedException {
    Leaf leaf = receipt.leaf();
    ItemResult pair = receipt.pair();
    Checkpoint checkpoint = Checkpoint.parse(receipt.checkpoint().text());
    Optional<Refused> ofAnother = ofAnother(checkpoint, policies);
    if (ofAnother.isPresent()) return ofAnother.get();
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
    return switch (verify(checkpoint, receipt.checkpoint(), policies)) {
      case Refused refused -> refused;
      case VerifiedCheckpoint signed ->
          new Verified(
              checkpoint,
              signed.signedBy(),
              signed.n(),
              signed.witnessedBy(),
              receipt.index(),
              leaf,
              pair);
    };
  }

  private static CheckpointVerification verify(
      Checkpoint checkpoint, Note note, PolicyHistory policies) {
    Optional<Refused> ofAnother = ofAnother(checkpoint, policies);
    if (ofAnother.isPresent()) return ofAnother.get();
    TrustPolicy policy = policies.at(checkpoint.policy()).orElseThrow();
    Set<VerifierKey> signers = new HashSet<>();
    Set<WitnessKey> witnesses = new HashSet<>();
    for (NoteSignature line : note.signatures()) {
      Optional<VerifierKey> validator = policy.validatorOf(line);
      Optional<WitnessKey> witness = policy.witnessOf(line);
      if (validator.isEmpty() && witness.isEmpty()) {
        return new Refused(Reason.SIGNER_UNKNOWN, line.key() + " is not in the policy");
      }
      boolean first =
          validator.isPresent()
              ? signers.add(validator.get())
              : witnesses.add(witness.orElseThrow());
      if (!first) return new Refused(Reason.SIGNER_TWICE, line.key() + " has two lines");
      boolean valid =
          validator.isPresent()
              ? validator.get().verifies(note.text(), line)
              : witness.orElseThrow().verifies(note.text(), line);
      if (!valid) {
        return new Refused(Reason.SIGNATURE_INVALID, line.key() + " did not sign this checkpoint");
      }
    }
    Optional<Refused> missing = policy.missingFrom(signers);
    if (missing.isPresent()) return missing.get();
    return new VerifiedCheckpoint(
        checkpoint,
        policy.validators().stream().filter(signers::contains).map(VerifierKey::name).toList(),
        policy.validators().size(),
        policy.witnesses().stream().filter(witnesses::contains).map(WitnessKey::name).toList());
  }

  /** Why the checkpoint is not to be measured by any of these policies. */
  static Optional<Refused> ofAnother(Checkpoint checkpoint, PolicyHistory policies) {
    if (!checkpoint.origin().equals(policies.origin())) {
      return Optional.of(
          new Refused(
              Reason.ORIGIN_OF_ANOTHER_LOG,
              "the checkpoint is of "
                  + checkpoint.origin()
                  + ", the policy of "
                  + policies.origin()));
    }
    if (policies.at(checkpoint.policy()).isEmpty()) {
      return Optional.of(
          new Refused(
              Reason.POLICY_OF_ANOTHER_VERSION,
              "the checkpoint cites policy "
                  + checkpoint.policy()
                  + ", given "
                  + policies.versions()));
    }
    return Optional.empty();
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
