package org.rahdari.transparency;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an institution keeps to prove one item: a C2SP tlog-proof whose leaf is our {@link Leaf},
 * and whose extra data leads from the leaf to the one (item, result) pair:
 *
 * <pre>
 * bytes
 * 1    1, the version of this layout
 * 4+n  length, leaf
 * 4+n  length, inner leaf ({@link ItemResult})
 * 1    number of inner proof hashes
 * 32…  inner proof, from the sibling up
 * </pre>
 *
 * How many pairs there are is in the leaf. A receipt has one spelling: {@link #parse} accepts
 * exactly what {@link #format} writes, and the extra data, which tlog-proof leaves unauthenticated,
 * is bound byte by byte through the two trees.
 *
 * @param leaf of the log
 * @param pair the item and its result
 * @param innerProof from the pair to {@link Leaf#innerRoot}
 * @param index of the leaf in the log
 * @param proof from the leaf to the checkpoint's root
 * @param checkpoint the signed checkpoint
 */
public record Receipt(
    Leaf leaf,
    ItemResult pair,
    List<Hash> innerProof,
    long index,
    List<Hash> proof,
    Note checkpoint) {
  public static final int RECEIPT_BYTES_MAX = 2 << 20;

  /** A tree of {@link Leaf#COUNT_MAX} leaves has no longer path. */
  public static final int INNER_HASHES_MAX = 16;

  static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final int LINES_BEFORE_PROOF = 3;
  private static final byte EXTRA_VERSION = 1;

  public Receipt {
    innerProof = List.copyOf(innerProof);
    proof = List.copyOf(proof);
    if (innerProof.size() > INNER_HASHES_MAX) {
      throw new IllegalArgumentException("The inner proof has " + innerProof.size() + " hashes.");
    }
    if (index < 0) throw new IllegalArgumentException("No leaf has the index " + index + ".");
    if (proof.size() > Merkle.INCLUSION_HASHES_MAX) {
      throw new IllegalArgumentException("The proof has " + proof.size() + " hashes.");
    }
  }

  /** The receipt as stored and sent; file extension {@code .tlog-proof}. */
  public byte[] format() {
    StringBuilder head = new StringBuilder(HEADER).append('\n');
    head.append(EXTRA).append(Canonical.base64(extra())).append('\n');
    head.append(INDEX).append(index).append('\n');
    for (Hash hash : proof) head.append(hash).append('\n');
    byte[] lines = head.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    byte[] note = checkpoint.format();
    byte[] receipt = Arrays.copyOf(lines, lines.length + note.length);
    System.arraycopy(note, 0, receipt, lines.length, note.length);
    return receipt;
  }

  public static Receipt parse(byte[] bytes) throws MalformedException {
    if (bytes.length > RECEIPT_BYTES_MAX) {
      throw new MalformedException("receipt is longer than " + RECEIPT_BYTES_MAX + " bytes");
    }
    String text = Canonical.text(bytes, "receipt");
    int blank = text.indexOf("\n\n");
    if (blank < 0) throw new MalformedException("receipt has no blank line before its checkpoint");
    String[] lines = text.substring(0, blank).split("\n", -1);
    if (lines.length < LINES_BEFORE_PROOF) {
      throw new MalformedException("receipt has no header, extra and index lines");
    }
    if (!lines[0].equals(HEADER)) throw new MalformedException("line 1 is not " + HEADER);
    if (!lines[1].startsWith(EXTRA)) throw new MalformedException("line 2 is not 'extra …'");
    if (!lines[2].startsWith(INDEX)) throw new MalformedException("line 3 is not 'index …'");
    Extra extra = Extra.parse(Canonical.base64(lines[1].substring(EXTRA.length()), "line 2"));
    long index = Canonical.decimal(lines[2].substring(INDEX.length()), "line 3");
    List<Hash> proof = proof(lines);
    Note note = Note.parse(text.substring(blank + 2).getBytes(StandardCharsets.UTF_8));
    Receipt receipt = new Receipt(extra.leaf, extra.pair, extra.innerProof, index, proof, note);
    // Each part above is strict by itself; this holds it for the whole, whatever is changed there.
    if (!Arrays.equals(receipt.format(), bytes)) {
      throw new MalformedException("receipt is not in canonical form");
    }
    return receipt;
  }

  private static List<Hash> proof(String[] lines) throws MalformedException {
    if (lines.length - LINES_BEFORE_PROOF > Merkle.INCLUSION_HASHES_MAX) {
      throw new MalformedException("receipt has too many proof lines");
    }
    List<Hash> proof = new ArrayList<>();
    for (int i = LINES_BEFORE_PROOF; i < lines.length; i++) {
      proof.add(Hash.parse(lines[i], "line " + (i + 1)));
    }
    return proof;
  }

  private byte[] extra() {
    byte[] leafBytes = leaf.encode();
    byte[] pairBytes = pair.encode();
    int hashBytes = innerProof.size() * Hash.BYTES;
    ByteBuffer out =
        ByteBuffer.allocate(2 + 2 * Integer.BYTES + leafBytes.length + pairBytes.length + hashBytes)
            .put(EXTRA_VERSION)
            .putInt(leafBytes.length)
            .put(leafBytes)
            .putInt(pairBytes.length)
            .put(pairBytes)
            .put((byte) innerProof.size());
    for (Hash hash : innerProof) out.put(hash.raw());
    return out.array();
  }

  private record Extra(Leaf leaf, ItemResult pair, List<Hash> innerProof) {
    static Extra parse(byte[] bytes) throws MalformedException {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      try {
        if (in.get() != EXTRA_VERSION) throw new MalformedException("extra version is not 1");
        Leaf leaf = Leaf.parse(block(in, Leaf.BYTES_MAX, "leaf"));
        ItemResult pair = ItemResult.parse(block(in, ItemResult.BYTES_MAX, "pair"));
        List<Hash> innerProof = hashes(in, in.get());
        if (in.hasRemaining()) throw new MalformedException("extra has bytes after its end");
        return new Extra(leaf, pair, innerProof);
      } catch (BufferUnderflowException _) {
        throw new MalformedException("extra ends too early");
      }
    }

    private static List<Hash> hashes(ByteBuffer in, int count) throws MalformedException {
      if (count < 0 || count > INNER_HASHES_MAX) {
        throw new MalformedException("extra has too many inner proof hashes");
      }
      List<Hash> hashes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] hash = new byte[Hash.BYTES];
        in.get(hash);
        hashes.add(Hash.owning(hash));
      }
      return hashes;
    }
  }

  /** A length and that many bytes. */
  static byte[] block(ByteBuffer in, int bytesMax, String field) throws MalformedException {
    int length = in.getInt();
    if (length < 0 || length > bytesMax) throw new MalformedException(field + " is too long");
    if (length > in.remaining()) throw new MalformedException(field + " ends too early");
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
