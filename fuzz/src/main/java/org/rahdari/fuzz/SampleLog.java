package org.rahdari.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.CosignatureSigner;
import org.rahdari.transparency.InnerTree;
import org.rahdari.transparency.ItemResult;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.PolicyChange;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;
import org.rahdari.transparency.WitnessKey;

/** A log that four validators sign, and every receipt that it can give. */
final class SampleLog {
  static final String ORIGIN = "ledger.sample.rahdari.example";
  private static final int VALIDATORS = 4;
  private static final List<NoteSigner> SIGNERS = signers();
  static final TrustPolicy POLICY =
      new TrustPolicy(
          ORIGIN,
          TrustPolicy.quorumMin(VALIDATORS),
          SIGNERS.stream().map(NoteSigner::verifierKey).toList());

  /** The policy, and the next one, which has a group and a witness. */
  static final PolicyHistory HISTORY = history();

  private final List<Leaf> leaves;
  private final List<List<ItemResult>> pairs;

  private SampleLog(List<Leaf> leaves, List<List<ItemResult>> pairs) {
    this.leaves = leaves;
    this.pairs = pairs;
  }

  private static List<NoteSigner> signers() {
    List<NoteSigner> signers = new ArrayList<>();
    for (int i = 0; i < VALIDATORS; i++) {
      byte[] secret = new byte[32];
      secret[0] = (byte) (i + 1);
      signers.add(new NoteSigner("bank-" + i + ".sample.rahdari.example", secret));
    }
    return signers;
  }

  private static PolicyHistory history() {
    List<String> names = POLICY.validators().stream().map(VerifierKey::name).toList();
    WitnessKey witness = new CosignatureSigner("witness.example", new byte[32]).witnessKey();
    TrustPolicy next =
        new TrustPolicy(
            ORIGIN,
            2,
            POLICY.quorum(),
            POLICY.validators(),
            List.of(new TrustPolicy.Group("banks", 1, names)),
            List.of(witness));
    List<Note> notes =
        SIGNERS.stream().limit(POLICY.quorum()).map(s -> PolicyChange.sign(next, s)).toList();
    return PolicyHistory.of(POLICY).with(PolicyChange.combine(POLICY, notes));
  }

  /** So many leaves, each with one pair more than the one before it. */
  static SampleLog of(int leaves) {
    List<List<ItemResult>> pairs = new ArrayList<>();
    for (int leaf = 0; leaf < leaves; leaf++) {
      List<ItemResult> ofLeaf = new ArrayList<>();
      for (int i = 0; i <= leaf; i++)
        ofLeaf.add(new ItemResult(i, text("item " + leaf), text("ok")));
      pairs.add(ofLeaf);
    }
    List<Leaf> all = new ArrayList<>();
    for (int i = 0; i < leaves; i++) {
      all.add(leaf(Leaf.Kind.ENVELOPE, text("position " + i), pairs.get(i)));
    }
    return new SampleLog(all, pairs);
  }

  /** One leaf with one pair. */
  static SampleLog of(Leaf.Kind kind, byte[] context, byte[] item, byte[] result) {
    List<ItemResult> pairs = List.of(new ItemResult(0, item, result));
    return new SampleLog(List.of(leaf(kind, context, pairs)), List.of(pairs));
  }

  private static Leaf leaf(Leaf.Kind kind, byte[] context, List<ItemResult> pairs) {
    return new Leaf(kind, context, pairs.size(), InnerTree.root(encoded(pairs)));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> encoded(List<ItemResult> pairs) {
    return pairs.stream().map(ItemResult::encode).toList();
  }

  Leaf leaf(int index) {
    return leaves.get(index);
  }

  ItemResult pair(int index, int innerIndex) {
    return pairs.get(index).get(innerIndex);
  }

  private InnerTree tree() {
    return InnerTree.of(leaves.stream().map(Leaf::encode).toList());
  }

  /** Signed by a quorum. */
  Note checkpoint() {
    List<Note> notes =
        SIGNERS.stream()
            .limit(POLICY.quorum())
            .map(s -> new CheckpointSigner(POLICY, s).sign(leaves.size(), tree().root()))
            .toList();
    return CheckpointSigner.combine(POLICY, notes);
  }

  /** The receipt of every item. */
  Stream<Receipt> receipts() {
    Note checkpoint = checkpoint();
    List<Receipt> receipts = new ArrayList<>();
    for (int index = 0; index < leaves.size(); index++) {
      List<ItemResult> ofLeaf = pairs.get(index);
      for (ItemResult pair : ofLeaf) {
        receipts.add(
            new Receipt(
                leaves.get(index),
                pair,
                InnerTree.proof(encoded(ofLeaf), pair.index()),
                index,
                tree().proof(index),
                checkpoint));
      }
    }
    return receipts.stream();
  }
}
