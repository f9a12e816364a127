package org.rahdari.transparency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * That a key has its value in a {@link SparseMap}, or that it is not there. It leads down the key's
 * path from the root, to where at most one leaf is left, as a text of these lines:
 *
 * <pre>
 * rahdari sparse-proof v1
 * value VALUE | nothing | other KEY VALUE
 * SIBLING…
 * </pre>
 *
 * Values, keys and siblings are {@link Hash}es; a sibling is the subtree that the path does not
 * take, the first that below the root. The key that is asked about is not in it, whoever verifies
 * brings it. A proof has one spelling: {@link #parse} accepts exactly what {@link #format} writes.
 *
 * @param end what is at the end of the path
 * @param siblings from the root down
 */
public record SparseProof(End end, List<Hash> siblings) {
  public static final int SIBLINGS_MAX = SparseMap.DEPTH;
  public static final int PROOF_BYTES_MAX = 12 << 10;

  private static final String HEADER = "rahdari sparse-proof v1";
  private static final String VALUE = "value ";
  private static final String NOTHING = "nothing";
  private static final String OTHER = "other ";
  private static final int LINES_BEFORE_SIBLINGS = 2;

  /** What is at the end of the path. */
  public sealed interface End permits Value, Nothing, Other {}

  /** The leaf of the key, with this value. */
  public record Value(Hash value) implements End {}

  /** No leaf: nothing is there. */
  public record Nothing() implements End {}

  /** A leaf of another key, whose path is the same so far: nothing else is there. */
  public record Other(SparseMap.Entry entry) implements End {}

  /** What a proof shows. */
  public sealed interface Shown permits Included, Absent {}

  /** The key has this value. */
  public record Included(Hash value) implements Shown {}

  /** The key has no value. */
  public record Absent() implements Shown {}

  public SparseProof {
    siblings = List.copyOf(siblings);
    Optional<String> flaw = flaw(end, siblings);
    if (flaw.isPresent()) throw new IllegalArgumentException("A " + flaw.get() + ".");
  }

  /** Why no map gives such a proof. */
  private static Optional<String> flaw(End end, List<Hash> siblings) {
    if (siblings.size() > SIBLINGS_MAX) {
      return Optional.of("proof has more than " + SIBLINGS_MAX + " siblings");
    }
    // Two leaves part at the last bit at the latest, and one of them is the key's.
    if (siblings.size() == SIBLINGS_MAX && !(end instanceof Value)) {
      return Optional.of("proof goes to the last bit without the key's own leaf");
    }
    // Without a leaf on one side, the path would have ended above, or goes on below.
    if (!siblings.isEmpty() && siblings.getLast().equals(SparseMap.EMPTY_ROOT)) {
      return Optional.of("proof ends beside nothing");
    }
    return Optional.empty();
  }

  /**
   * What it shows about the key.
   *
   * @param root of the map, from a source that is trusted for it
   * @throws NotProvenException when it does not lead to this root
   */
  public Shown verify(Hash root, Hash key) throws NotProvenException {
    if (end instanceof Other(SparseMap.Entry entry)) {
      if (entry.key().equals(key)) {
        throw new NotProvenException("the other leaf has the key that is asked about");
      }
      for (int depth = 0; depth < siblings.size(); depth++) {
        if (SparseMap.isRight(entry.key(), depth) != SparseMap.isRight(key, depth)) {
          throw new NotProvenException("the other leaf is not on the path of the key");
        }
      }
    }
    Hash hash =
        switch (end) {
          case Value(Hash value) -> new SparseMap.Entry(key, value).hash();
          case Nothing() -> SparseMap.EMPTY_ROOT;
          case Other(SparseMap.Entry entry) -> entry.hash();
        };
    for (int depth = siblings.size() - 1; depth >= 0; depth--) {
      Hash sibling = siblings.get(depth);
      boolean right = SparseMap.isRight(key, depth);
      hash = right ? Hashes.node(sibling, hash) : Hashes.node(hash, sibling);
    }
    if (!hash.equals(root)) throw new NotProvenException("the proof does not lead to the root");
    return end instanceof Value(Hash value) ? new Included(value) : new Absent();
  }

  /** The proof as stored and sent. */
  public byte[] format() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    switch (end) {
      case Value(Hash value) -> text.append(VALUE).append(value);
      case Nothing() -> text.append(NOTHING);
      case Other(SparseMap.Entry entry) ->
          text.append(OTHER).append(entry.key()).append(' ').append(entry.value());
    }
    text.append('\n');
    for (Hash sibling : siblings) text.append(sibling).append('\n');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  public static SparseProof parse(byte[] bytes) throws MalformedException {
    if (bytes.length > PROOF_BYTES_MAX) {
      throw new MalformedException("proof is longer than " + PROOF_BYTES_MAX + " bytes");
    }
    String text = Canonical.text(bytes, "proof");
    if (!text.endsWith("\n")) throw new MalformedException("proof does not end with a line");
    String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
    if (lines.length < LINES_BEFORE_SIBLINGS) {
      throw new MalformedException("proof has no header and end lines");
    }
    if (!lines[0].equals(HEADER)) throw new MalformedException("line 1 is not " + HEADER);
    End end = end(lines[1]);
    List<Hash> siblings = new ArrayList<>();
    for (int i = LINES_BEFORE_SIBLINGS; i < lines.length; i++) {
      siblings.add(Hash.parse(lines[i], "line " + (i + 1)));
    }
    Optional<String> flaw = flaw(end, siblings);
    if (flaw.isPresent()) throw new MalformedException(flaw.get());
    SparseProof proof = new SparseProof(end, siblings);
    // Each part above is strict by itself; this holds it for the whole, whatever is changed there.
    if (!Arrays.equals(proof.format(), bytes)) {
      throw new MalformedException("proof is not in canonical form");
    }
    return proof;
  }

  private static End end(String line) throws MalformedException {
    if (line.equals(NOTHING)) return new Nothing();
    if (line.startsWith(VALUE))
      return new Value(Hash.parse(line.substring(VALUE.length()), "value"));
    if (!line.startsWith(OTHER)) {
      throw new MalformedException("line 2 is not 'value …', 'nothing' or 'other …'");
    }
    String[] both = line.substring(OTHER.length()).split(" ", -1);
    if (both.length != 2) throw new MalformedException("line 2 is not 'other KEY VALUE'");
    return new Other(
        new SparseMap.Entry(Hash.parse(both[0], "other key"), Hash.parse(both[1], "other value")));
  }
}
