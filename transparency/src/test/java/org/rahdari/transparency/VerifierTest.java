package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rahdari.transparency.Refused.Reason;

class VerifierTest {
  private final Consortium four = new Consortium(4, 37);
  private final Note byThree = four.checkpoint(3);

  @Test
  void everyItemOfEveryLeafIsProven() {
    for (int index = 0; index < four.leaves.size(); index++) {
      for (ItemResult pair : four.pairs.get(index)) {
        byte[] receipt = four.receipt(index, pair.index(), byThree).format();
        assertThat(Verifier.verify(receipt, four.policy))
            .isInstanceOfSatisfying(Verified.class, verified -> assertProves(verified, pair));
      }
    }
  }

  private void assertProves(Verified verified, ItemResult pair) {
    assertThat(verified.item()).isEqualTo(pair.item());
    assertThat(verified.result()).isEqualTo(pair.result());
    assertThat(verified.innerIndex()).isEqualTo(pair.index());
    assertThat(verified.leaf().encode())
        .isEqualTo(four.leaves.get((int) verified.index()).encode());
    assertThat(verified.checkpoint().size()).isEqualTo(37);
    assertThat(verified.n()).isEqualTo(4);
    assertThat(verified.signedBy())
        .containsExactly(
            "bank-0.sample.rahdari.example",
            "bank-1.sample.rahdari.example",
            "bank-2.sample.rahdari.example");
  }

  @Test
  void aReceiptIsWrittenAsItWasRead() throws MalformedException {
    byte[] receipt = four.receipt(36, 0, byThree).format();
    assertThat(Receipt.parse(receipt).format()).isEqualTo(receipt);
    assertThat(Receipt.parse(receipt)).isEqualTo(four.receipt(36, 0, byThree));
    assertThat(Receipt.parse(receipt)).isNotEqualTo(four.receipt(35, 0, byThree));
    assertThat(new String(receipt, StandardCharsets.UTF_8))
        .startsWith("c2sp.org/tlog-proof@v1\nextra AQ")
        .contains("\nindex 36\n")
        .contains("\n\n" + Consortium.ORIGIN + "\n37\n")
        .endsWith("=\n");
  }

  @Test
  void anEmbeddedNodesReceiptIsFinalByOneOfOne() {
    Consortium one = new Consortium(1, 1);
    Note checkpoint = one.checkpoint(1);
    assertThat(Verifier.verify(one.receipt(0, 0, checkpoint).format(), one.policy))
        .isInstanceOf(Verified.class);
    assertThat(Verifier.verifyCheckpoint(checkpoint.format(), one.policy))
        .isInstanceOfSatisfying(
            VerifiedCheckpoint.class, c -> assertThat(c.finality()).isEqualTo("final by 1 of 1"));
  }

  @Test
  void anyByteChangedToAnyValueIsRefused() {
    Consortium one = new Consortium(1, 5);
    byte[] receipt = one.receipt(2, 0, one.checkpoint(1)).format();
    assertThat(Verifier.verify(receipt, one.policy)).isInstanceOf(Verified.class);
    for (int i = 0; i < receipt.length; i++) {
      for (int change = 1; change < 256; change++) {
        byte[] changed = receipt.clone();
        changed[i] ^= (byte) change;
        assertRefused(changed, one.policy, "byte", i, change);
      }
    }
  }

  @Test
  void anyBitFlippedOrByteRemovedOrInsertedIsRefused() {
    byte[] receipt = four.receipt(20, 0, byThree).format();
    assertThat(Verifier.verify(receipt, four.policy)).isInstanceOf(Verified.class);
    for (int i = 0; i <= receipt.length; i++) {
      for (int bit = 0; i < receipt.length && bit < 8; bit++) {
        byte[] flipped = receipt.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertRefused(flipped, four.policy, "bit", i, bit);
      }
      if (i < receipt.length) {
        assertRefused(splice(receipt, i, i + 1), four.policy, "removed", i, 0);
        assertRefused(splice(receipt, i, i, receipt[i]), four.policy, "doubled", i, 0);
      }
      for (byte inserted : new byte[] {'\n', ' ', '=', 'A', '0', '\r', 0, (byte) 0xff}) {
        assertRefused(splice(receipt, i, i, inserted), four.policy, "inserted", i, inserted);
      }
      if (i < receipt.length) {
        assertRefused(Arrays.copyOf(receipt, i), four.policy, "cut", i, 0);
      }
    }
  }

  @Test
  void anyLineRemovedOrRepeatedIsRefused() {
    byte[] receipt = four.receipt(20, 0, byThree).format();
    String[] lines = new String(receipt, StandardCharsets.UTF_8).split("(?<=\n)");
    assertThat(String.join("", lines).getBytes(StandardCharsets.UTF_8)).isEqualTo(receipt);
    for (int i = 0; i < lines.length; i++) {
      List<String> without = new ArrayList<>(List.of(lines));
      without.remove(i);
      assertRefused(bytes(without), four.policy, "line removed", i, 0);
      List<String> twice = new ArrayList<>(List.of(lines));
      twice.add(i, lines[i]);
      assertRefused(bytes(twice), four.policy, "line repeated", i, 0);
    }
  }

  @Test
  void equalNeighboursAreToldApart() {
    // Two late duplicates: the same item, the same answer, side by side.
    byte[] item = {1, 2, 3};
    byte[] exists = {46};
    List<ItemResult> pairs =
        List.of(new ItemResult(0, item, exists), new ItemResult(1, item, exists));
    List<byte[]> data = Consortium.data(pairs);
    Leaf leaf = new Leaf(Leaf.Kind.ENVELOPE, new byte[0], 2, InnerTree.root(data));
    Consortium one = new Consortium(1, 0);
    Note checkpoint = new CheckpointSigner(one.policy, one.signers.getFirst()).sign(1, leaf.hash());
    for (int proven = 0; proven < 2; proven++) {
      for (int claimed = 0; claimed < 2; claimed++) {
        List<Hash> proof = InnerTree.proof(data, proven);
        byte[] receipt =
            new Receipt(leaf, pairs.get(claimed), proof, 0, List.of(), checkpoint).format();
        assertThat(Verifier.verify(receipt, one.policy) instanceof Verified)
            .isEqualTo(proven == claimed);
      }
    }
  }

  @Test
  void refusalsSayWhy() {
    Receipt good = four.receipt(20, 1, byThree);
    Receipt other = four.receipt(21, 1, byThree);
    assertReason(new byte[0], Reason.RECEIPT_MALFORMED, "receipt has no blank line");
    assertReason(
        new Receipt(good.leaf(), other.pair(), good.innerProof(), 20, good.proof(), byThree),
        Reason.ITEM_NOT_IN_LEAF,
        "item 1 does not lead");
    ItemResult lied = new ItemResult(1, good.pair().item(), new byte[] {1});
    assertReason(
        new Receipt(good.leaf(), lied, good.innerProof(), 20, good.proof(), byThree),
        Reason.ITEM_NOT_IN_LEAF,
        "item 1 does not lead");
    assertReason(
        new Receipt(good.leaf(), good.pair(), good.innerProof(), 21, good.proof(), byThree),
        Reason.LEAF_NOT_IN_LOG,
        "leaf 21 does not lead to the root of 37");
    assertReason(
        new Receipt(other.leaf(), other.pair(), other.innerProof(), 20, good.proof(), byThree),
        Reason.LEAF_NOT_IN_LOG,
        "leaf 20");
    Leaf timer =
        new Leaf(
            Leaf.Kind.TIMER, good.leaf().context(), good.leaf().count(), good.leaf().innerRoot());
    assertReason(
        new Receipt(timer, good.pair(), good.innerProof(), 20, good.proof(), byThree),
        Reason.LEAF_NOT_IN_LOG,
        "leaf 20");
    assertReason(withCheckpoint(four.checkpoint(2)), Reason.QUORUM_NOT_REACHED, "signed by 2 of 4");
    assertReason(withLine(byThree.signatures().getFirst()), Reason.SIGNER_TWICE, "bank-0");
    NoteSigner stranger = Consortium.signer("stranger.example", 77);
    assertReason(
        withLine(stranger.sign(byThree.text())), Reason.SIGNER_UNKNOWN, "stranger.example+");
    // A known name with an unknown key, and a known name and id with another text's signature.
    NoteSigner impostor = Consortium.signer("bank-3.sample.rahdari.example", 78);
    assertReason(withLine(impostor.sign(byThree.text())), Reason.SIGNER_UNKNOWN, "bank-3");
    assertReason(withLine(four.signers.get(3).sign("other\n")), Reason.SIGNATURE_INVALID, "bank-3");
    NoteSignature line = four.signers.get(3).sign(byThree.text());
    byte[] shorter = Arrays.copyOf(line.signature(), 63);
    assertReason(
        withLine(new NoteSignature(line.name(), line.keyId(), shorter)),
        Reason.SIGNATURE_INVALID,
        "bank-3");
    TrustPolicy another = new TrustPolicy("another.example", 3, four.policy.validators());
    assertThat(Verifier.verify(good.format(), another))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.ORIGIN_OF_ANOTHER_LOG));
  }

  @Test
  void theSecondHalfOfASignatureHasOneFormOnly() {
    // S + L is the same number modulo the group order L (RFC 8032, section 5.1.7).
    NoteSignature line = byThree.signatures().getFirst();
    byte[] shifted = line.signature().clone();
    byte[] order = new byte[32];
    byte[] low = HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de14");
    System.arraycopy(low, 0, order, 0, low.length);
    order[31] = 0x10;
    int carry = 0;
    for (int i = 0; i < 32; i++) {
      int sum = (shifted[32 + i] & 0xff) + (order[i] & 0xff) + carry;
      shifted[32 + i] = (byte) sum;
      carry = sum >> 8;
    }
    assertThat(carry).isZero();
    List<NoteSignature> lines = new ArrayList<>(byThree.signatures());
    lines.set(0, new NoteSignature(line.name(), line.keyId(), shifted));
    assertReason(
        withCheckpoint(new Note(byThree.text(), lines)), Reason.SIGNATURE_INVALID, "bank-0");
  }

  @Test
  void hostileBytesNeverThrow() {
    byte[] receipt = four.receipt(20, 0, byThree).format();
    Random random = new Random(51);
    for (int round = 0; round < 20_000; round++) {
      byte[] hostile = hostile(receipt, random);
      if (Arrays.equals(hostile, receipt)) continue;
      assertRefused(hostile, four.policy, "hostile", round, 0);
      Verifier.verifyCheckpoint(hostile, four.policy);
    }
  }

  /** Random bytes, or a receipt with one stretch of it replaced by another. */
  private static byte[] hostile(byte[] receipt, Random random) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      return bytes;
    }
    int from = random.nextInt(receipt.length);
    int to = from + random.nextInt(Math.min(80, receipt.length - from) + 1);
    int source = random.nextInt(receipt.length);
    int sourceEnd = source + random.nextInt(Math.min(80, receipt.length - source) + 1);
    return splice(receipt, from, to, Arrays.copyOfRange(receipt, source, sourceEnd));
  }

  @Test
  void hostileExtraDataNeverThrows() throws MalformedException {
    Receipt receipt = four.receipt(20, 0, byThree);
    String text = new String(receipt.format(), StandardCharsets.UTF_8);
    String line = text.lines().toList().get(1);
    byte[] extra = Canonical.base64(line.substring("extra ".length()), "extra");
    for (int i = 0; i < extra.length; i++) {
      for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
        if (extra[i] == (byte) value) continue;
        byte[] changed = extra.clone();
        changed[i] = (byte) value;
        String hostile = text.replace(line, "extra " + Canonical.base64(changed));
        assertRefused(hostile.getBytes(StandardCharsets.UTF_8), four.policy, "extra", i, value);
      }
      String cut = text.replace(line, "extra " + Canonical.base64(Arrays.copyOf(extra, i)));
      assertRefused(cut.getBytes(StandardCharsets.UTF_8), four.policy, "extra cut", i, 0);
    }
    String more =
        text.replace(line, "extra " + Canonical.base64(Arrays.copyOf(extra, extra.length + 1)));
    assertRefused(more.getBytes(StandardCharsets.UTF_8), four.policy, "extra longer", 0, 0);
  }

  @Test
  void theLargestReceiptVerifiesAndALongerOneIsRefused() {
    ItemResult largest =
        new ItemResult(
            0, new byte[ItemResult.ITEM_BYTES_MAX], new byte[ItemResult.RESULT_BYTES_MAX]);
    byte[] context = new byte[Leaf.CONTEXT_BYTES_MAX];
    Leaf leaf = new Leaf(Leaf.Kind.ENVELOPE, context, 1, largest.hash());
    Consortium one = new Consortium(1, 0);
    Note checkpoint = new CheckpointSigner(one.policy, one.signers.getFirst()).sign(1, leaf.hash());
    byte[] receipt = new Receipt(leaf, largest, List.of(), 0, List.of(), checkpoint).format();
    assertThat(receipt.length + Note.NOTE_BYTES_MAX).isLessThan(Receipt.RECEIPT_BYTES_MAX);
    assertThat(Verifier.verify(receipt, one.policy)).isInstanceOf(Verified.class);

    byte[] tooLong = new byte[Receipt.RECEIPT_BYTES_MAX + 1];
    assertThat(Verifier.verify(tooLong, one.policy))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.sentence()).contains("longer than 2097152 bytes"));
    assertThatThrownBy(
            () -> new ItemResult(0, new byte[ItemResult.ITEM_BYTES_MAX + 1], new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new ItemResult(0, new byte[0], new byte[ItemResult.RESULT_BYTES_MAX + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] longContext = new byte[Leaf.CONTEXT_BYTES_MAX + 1];
    assertThatThrownBy(() -> new Leaf(Leaf.Kind.TIMER, longContext, 1, leaf.innerRoot()))
        .isInstanceOf(IllegalArgumentException.class);
    for (int count : new int[] {-1, 0, Leaf.COUNT_MAX + 1}) {
      assertThatThrownBy(() -> new Leaf(Leaf.Kind.TIMER, context, count, leaf.innerRoot()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesHaveThePublishedLayout(Leaf.Kind kind) throws MalformedException {
    Hash root = Hashes.EMPTY_ROOT;
    byte[] encoded = new Leaf(kind, new byte[] {7, 8}, 0x0102, root).encode();
    byte[] head = {kind.number(), 0, 2, 7, 8, 0, 0, 1, 2};
    assertThat(Arrays.copyOf(encoded, 9)).isEqualTo(head);
    assertThat(Arrays.copyOfRange(encoded, 9, encoded.length)).isEqualTo(root.toBytes());
    assertThat(Leaf.parse(encoded).encode()).isEqualTo(encoded);
    assertThat(Leaf.parse(encoded).kind()).isEqualTo(kind);
    assertThat(new ItemResult(3, new byte[] {9}, new byte[] {5, 6}).encode())
        .isEqualTo(new byte[] {0, 0, 0, 3, 0, 0, 0, 1, 9, 0, 0, 0, 2, 5, 6});
  }

  @Test
  void twoCheckpointsOfOneHistoryAreConsistent() {
    List<Hash> hashes = Reference.leaves(40, 61);
    Reference reference = new Reference(hashes);
    VerifiedCheckpoint older = verified(13, reference.root(13));
    VerifiedCheckpoint newer = verified(40, reference.root(40));
    List<Hash> proof = reference.proof(13, 40);
    assertThat(Verifier.verifyConsistency(older, newer, proof))
        .isEqualTo(new Consistent(older.checkpoint(), newer.checkpoint()));
    assertThat(Verifier.verifyConsistency(older, older, List.of())).isInstanceOf(Consistent.class);
    assertThat(reason(Verifier.verifyConsistency(newer, older, proof)))
        .isEqualTo(Reason.LOG_SHRANK);
    assertThat(reason(Verifier.verifyConsistency(older, newer, List.of())))
        .isEqualTo(Reason.NOT_CONSISTENT);
    VerifiedCheckpoint forked = verified(13, reference.root(12));
    assertThat(reason(Verifier.verifyConsistency(older, forked, List.of())))
        .isEqualTo(Reason.NOT_CONSISTENT);
    Checkpoint elsewhere = new Checkpoint("another.example", 40, reference.root(40), 1);
    VerifiedCheckpoint another = new VerifiedCheckpoint(elsewhere, List.of(), 1, List.of());
    assertThat(reason(Verifier.verifyConsistency(older, another, proof)))
        .isEqualTo(Reason.ORIGIN_OF_ANOTHER_LOG);
  }

  @Test
  void aCheckpointIsRefusedForTheSameReasons() {
    assertThat(Verifier.verifyCheckpoint(byThree.format(), four.policy))
        .isInstanceOfSatisfying(
            VerifiedCheckpoint.class, c -> assertThat(c.finality()).isEqualTo("final by 3 of 4"));
    assertThat(reason(Verifier.verifyCheckpoint(four.checkpoint(2).format(), four.policy)))
        .isEqualTo(Reason.QUORUM_NOT_REACHED);
    assertThat(reason(Verifier.verifyCheckpoint(new byte[0], four.policy)))
        .isEqualTo(Reason.CHECKPOINT_MALFORMED);
    NoteSigner signer = four.signers.getFirst();
    String extended = byThree.text() + "extension\n";
    byte[] note = new Note(extended, List.of(signer.sign(extended))).format();
    assertThat(reason(Verifier.verifyCheckpoint(note, four.policy)))
        .isEqualTo(Reason.CHECKPOINT_MALFORMED);
  }

  @Test
  void signaturesAreCombinedInThePolicysOrder() {
    List<Note> notes = new ArrayList<>();
    for (int i : new int[] {3, 1, 0, 1, 2}) {
      CheckpointSigner signer = new CheckpointSigner(four.policy, four.signers.get(i));
      notes.add(signer.sign(37, four.tree().root()));
    }
    Note combined = CheckpointSigner.combine(four.policy, notes);
    assertThat(combined.signatures().stream().map(NoteSignature::name))
        .containsExactlyElementsOf(
            four.policy.validators().stream().map(VerifierKey::name).toList());
    assertThat(Verifier.verifyCheckpoint(combined.format(), four.policy))
        .isInstanceOf(VerifiedCheckpoint.class);

    CheckpointSigner first = new CheckpointSigner(four.policy, four.signers.getFirst());
    NoteSigner stranger = Consortium.signer("stranger.example", 77);
    Note unknown = new CheckpointSigner(four.policy, stranger).sign(37, four.tree().root());
    Note forged = new Note(byThree.text(), List.of(four.signers.getFirst().sign("other\n")));
    for (List<Note> wrong :
        List.of(
            List.<Note>of(),
            List.of(byThree, unknown),
            List.of(byThree, forged),
            List.of(byThree, first.sign(38, four.tree().root())))) {
      assertThatThrownBy(() -> CheckpointSigner.combine(four.policy, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static VerifiedCheckpoint verified(long size, Hash root) {
    return new VerifiedCheckpoint(
        new Checkpoint(Consortium.ORIGIN, size, root, 1), List.of("bank"), 1, List.of());
  }

  private static Reason reason(Object verification) {
    assertThat(verification).isInstanceOf(Refused.class);
    return ((Refused) verification).reason();
  }

  private Receipt withCheckpoint(Note checkpoint) {
    return four.receipt(20, 1, checkpoint);
  }

  private Receipt withLine(NoteSignature line) {
    List<NoteSignature> lines = new ArrayList<>(byThree.signatures());
    lines.add(line);
    return withCheckpoint(new Note(byThree.text(), lines));
  }

  private void assertReason(Receipt receipt, Reason reason, String sentence) {
    assertReason(receipt.format(), reason, sentence);
  }

  private void assertReason(byte[] receipt, Reason reason, String sentence) {
    assertThat(Verifier.verify(receipt, four.policy))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.sentence()).contains(sentence);
            });
  }

  private static void assertRefused(
      byte[] receipt, TrustPolicy policy, String what, int where, int value) {
    if (Verifier.verify(receipt, policy) instanceof Refused) return;
    throw new AssertionError("Accepted: " + what + " at " + where + ", " + value);
  }

  /** The bytes with [from, to) replaced. */
  private static byte[] splice(byte[] bytes, int from, int to, byte... by) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, spliced, from, by.length);
    System.arraycopy(bytes, to, spliced, from + by.length, bytes.length - to);
    return spliced;
  }

  private static byte[] bytes(List<String> lines) {
    return String.join("", lines).getBytes(StandardCharsets.UTF_8);
  }
}
