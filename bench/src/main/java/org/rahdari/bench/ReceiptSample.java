package org.rahdari.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.ArrayList;
import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.Transfer;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.InnerTree;
import org.rahdari.transparency.ItemResult;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/**
 * The receipt of one transfer of an envelope of {@link Kernel#ITEMS_PER_ENVELOPE_MAX}, in a log of
 * a million leaves, final by a quorum; and the signatures in it.
 *
 * @param lines who signed and what, as the JDK wants it
 */
record ReceiptSample(TrustPolicy policy, byte[] receipt, byte[] text, List<Line> lines) {
  private static final String ORIGIN = "bench.rahdari.example";
  private static final int LEAVES = 1_000_000;
  private static final int LEAF = 654_321;
  private static final int ITEM = 4_321;
  private static final int CONTEXT_BYTES = 200;

  /** Of a transfer that is accepted. */
  private static final int RESULT_BYTES = 13;

  private static final int SIGN_BIT = 0x80;

  /** A signature. */
  record Line(PublicKey key, byte[] signature) {}

  static ReceiptSample of(Path folder, int validators)
      throws IOException, GeneralSecurityException {
    List<NoteSigner> signers = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      byte[] seed = new byte[Hash.BYTES];
      seed[0] = (byte) i;
      signers.add(new NoteSigner("validator-" + i + "." + ORIGIN, seed));
    }
    TrustPolicy policy =
        new TrustPolicy(
            ORIGIN,
            TrustPolicy.quorumMin(validators),
            signers.stream().map(NoteSigner::verifierKey).toList());
    List<byte[]> pairs = new ArrayList<>();
    ItemResult own = null;
    byte[] result = new byte[RESULT_BYTES];
    for (int i = 0; i < Kernel.ITEMS_PER_ENVELOPE_MAX; i++) {
      byte[] item = Transfer.posted(new Id(1, i + 1L), new Id(2, 1), new Id(2, 2), 1).encode();
      ItemResult pair = new ItemResult(i, item, result);
      if (i == ITEM) own = pair;
      pairs.add(pair.encode());
    }
    InnerTree tree = InnerTree.of(pairs);
    Leaf leaf = new Leaf(Leaf.Kind.ENVELOPE, new byte[CONTEXT_BYTES], pairs.size(), tree.root());
    if (own == null) throw new IllegalStateException("the envelope is too small");
    Files.createDirectories(folder);
    try (TileLog log = TileLog.open(folder)) {
      for (int i = 0; i < LEAVES; i++) log.append(i == LEAF ? leaf.hash() : other(i));
      Hash root = log.rootAt(LEAVES);
      List<Note> notes = new ArrayList<>();
      for (NoteSigner each : signers.subList(0, policy.quorum()))
        notes.add(new CheckpointSigner(policy, each).sign(LEAVES, root));
      Note note = CheckpointSigner.combine(policy, notes);
      byte[] receipt =
          new Receipt(leaf, own, tree.proof(ITEM), LEAF, log.inclusionProof(LEAF, LEAVES), note)
              .format();
      List<Line> lines = new ArrayList<>();
      for (int i = 0; i < note.signatures().size(); i++) {
        byte[] key = policy.validators().get(i).publicKey();
        lines.add(new Line(publicKey(key), note.signatures().get(i).signature()));
      }
      return new ReceiptSample(
          policy, receipt, note.text().getBytes(StandardCharsets.UTF_8), lines);
    }
  }

  private static Hash other(int number) {
    return Hash.of(ByteBuffer.allocate(Hash.BYTES).putInt(number).array());
  }

  /** RFC 8032, 5.1.2: the number is little-endian, its highest bit is that of the other one. */
  private static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
    byte[] bigEndian = new byte[encoded.length];
    for (int i = 0; i < encoded.length; i++) bigEndian[i] = encoded[encoded.length - 1 - i];
    boolean odd = (bigEndian[0] & SIGN_BIT) != 0;
    bigEndian[0] &= (byte) ~SIGN_BIT;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
  }

  int signatures() {
    return lines.size();
  }

  /** As {@code ./rahdari verify} does. */
  void verify() {
    if (!(Verifier.verify(receipt, policy) instanceof Verified))
      throw new IllegalStateException("the receipt is refused");
  }

  /** No parsing, no tree, no policy. */
  void verifySignaturesAlone() throws GeneralSecurityException {
    for (Line each : lines) {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(each.key());
      signature.update(text);
      if (!signature.verify(each.signature()))
        throw new IllegalStateException("a signature is refused");
    }
  }
}
