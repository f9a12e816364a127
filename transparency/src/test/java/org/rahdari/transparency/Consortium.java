package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Validators with fixed keys, and a log of made-up envelopes that they sign. */
final class Consortium {
  static final String ORIGIN = "ledger.sample.rahdari.example";

  final List<NoteSigner> signers = new ArrayList<>();
  final TrustPolicy policy;
  final List<Leaf> leaves = new ArrayList<>();
  final List<List<ItemResult>> pairs = new ArrayList<>();

  Consortium(int n, int leafCount) {
    for (int i = 0; i < n; i++) signers.add(signer("bank-" + i + ".sample.rahdari.example", i));
    policy = new TrustPolicy(ORIGIN, TrustPolicy.quorumMin(n), keys(signers));
    Random random = new Random(41);
    for (int i = 0; i < leafCount; i++) addLeaf(i, 1 + random.nextInt(12), random);
  }

  static NoteSigner signer(String name, int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) (number + 1);
    return new NoteSigner(name, seed);
  }

  static List<VerifierKey> keys(List<NoteSigner> signers) {
    return signers.stream().map(NoteSigner::verifierKey).toList();
  }

  private void addLeaf(int position, int count, Random random) {
    List<ItemResult> of = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] item = new byte[40];
      random.nextBytes(item);
      of.add(new ItemResult(i, item, new byte[] {0}));
    }
    pairs.add(of);
    leaves.add(new Leaf(Leaf.Kind.ENVELOPE, context(position), count, InnerTree.root(data(of))));
  }

  static byte[] context(int position) {
    return ("position " + position).getBytes(StandardCharsets.UTF_8);
  }

  static List<byte[]> data(List<ItemResult> pairs) {
    return pairs.stream().map(ItemResult::encode).toList();
  }

  InnerTree tree() {
    return InnerTree.of(leaves.stream().map(Leaf::encode).toList());
  }

  /** Signed by the first {@code signatures} validators. */
  Note checkpoint(int signatures) {
    List<Note> notes = new ArrayList<>();
    for (NoteSigner signer : signers.subList(0, signatures)) {
      notes.add(new CheckpointSigner(policy, signer).sign(leaves.size(), tree().root()));
    }
    return CheckpointSigner.combine(policy, notes);
  }

  Receipt receipt(int index, int innerIndex, Note checkpoint) {
    List<ItemResult> of = pairs.get(index);
    return new Receipt(
        leaves.get(index),
        of.get(innerIndex),
        InnerTree.proof(data(of), innerIndex),
        index,
        tree().proof(index),
        checkpoint);
  }
}
