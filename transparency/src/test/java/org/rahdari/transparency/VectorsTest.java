package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The vectors that other people's implementations are given: made here once more, and compared with
 * the files byte by byte. After a change of format {@link #main} writes them anew.
 */
class VectorsTest {
  private static final Path FOLDER = Path.of("..", "docs", "vectors");
  private static final String ORIGIN = "vectors.rahdari.example";
  private static final int SMALLER = 5;
  private static final int LARGER = 8;
  private static final int SPARSE_ENTRIES = 8;

  private final List<NoteSigner> signers =
      Stream.of("a", "b", "c", "d", "e").map(VectorsTest::bank).toList();
  private final CosignatureSigner witness = new CosignatureSigner("witness.example/w1", seed(0x77));
  private final TrustPolicy first = new TrustPolicy(ORIGIN, 3, keys(4));
  private final TrustPolicy second =
      new TrustPolicy(
          ORIGIN,
          2,
          4,
          keys(5),
          List.of(
              new TrustPolicy.Group("regulators", 1, List.of("bank-d.example", "bank-e.example"))),
          List.of(witness.witnessKey()));

  @Test
  void theFilesAreWhatIsMadeHere() throws IOException {
    Map<String, byte[]> made = files();
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      assertThat(
              new String(Files.readAllBytes(FOLDER.resolve(file.getKey())), StandardCharsets.UTF_8))
          .as(file.getKey())
          .isEqualTo(new String(file.getValue(), StandardCharsets.UTF_8));
    }
    try (Stream<Path> found = Files.list(FOLDER)) {
      assertThat(
              found.map(path -> path.getFileName().toString()).filter(n -> !n.equals("README.md")))
          .containsExactlyInAnyOrderElementsOf(made.keySet());
    }
  }

  @Test
  void theFilesVerifyAsTheirDescriptionSays() throws Exception {
    PolicyHistory history = PolicyHistory.parse(read("policy-history.txt"));
    assertThat(history.founding()).isEqualTo(TrustPolicy.parse(read("policy-1.txt")));
    assertThat(history.newest()).isEqualTo(TrustPolicy.parse(read("policy-2.txt")));
    assertThat(PolicyChange.parse(read("policy-change-2.txt")).refusalUnder(first)).isEmpty();
    assertFinality("checkpoint-1.txt", history, "final by 3 of 4");
    assertFinality("checkpoint-2.txt", history, "final by 4 of 5, witnessed by 1");
    assertThat(Verifier.verify(read("receipt-1.tlog-proof"), first)).isInstanceOf(Verified.class);
    assertThat(Verifier.verify(read("receipt-2.tlog-proof"), history)).isInstanceOf(Verified.class);
    assertThat(
            Blame.between(
                Evidence.of(FOLDER.resolve("checkpoint-1.txt")),
                Evidence.of(FOLDER.resolve("fork-1.txt")),
                history))
        .isEqualTo(
            new Blame.Named(
                List.of("bank-b.example", "bank-c.example"), "two roots of 5 leaves were signed"));
  }

  @Test
  void theProofsOfTheSparseMapShowWhatTheySay() throws Exception {
    Hash root = Hash.parse(values("sparse-map.jsonl").getLast().get(2));
    Set<String> ends = new TreeSet<>();
    for (List<String> line : values("sparse-proofs.jsonl")) {
      SparseProof proof = SparseProof.parse(utf8(line.get(2).replace("\\n", "\n")));
      SparseProof.Shown shown = proof.verify(root, Hash.parse(line.get(0)));
      assertThat(shown instanceof SparseProof.Included ? "included" : "absent")
          .isEqualTo(line.get(1));
      ends.add(proof.end().getClass().getSimpleName());
    }
    assertThat(ends).containsExactly("Nothing", "Other", "Value");
  }

  /** Of each line, in its order. */
  private static List<List<String>> values(String file) throws IOException {
    Pattern value = Pattern.compile("\": \"([^\"]*)\"");
    return new String(read(file), StandardCharsets.UTF_8)
        .lines()
        .map(line -> value.matcher(line).results().map(found -> found.group(1)).toList())
        .toList();
  }

  private static void assertFinality(String file, PolicyHistory history, String finality)
      throws IOException {
    assertThat(Verifier.verifyCheckpoint(read(file), history))
        .isInstanceOfSatisfying(
            VerifiedCheckpoint.class, c -> assertThat(c.finality()).isEqualTo(finality));
  }

  private static byte[] read(String file) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(file));
  }

  private Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    Note smaller = signed(first, SMALLER, tree(SMALLER, "").root(), 0, 1, 2);
    Note larger = signed(second, LARGER, tree(LARGER, "").root(), 0, 1, 2, 4);
    Cosignature cosignature = witness.cosign(larger.text(), 1_800_000_000);
    Note witnessed =
        CheckpointSigner.combine(
            second, List.of(larger, new Note(larger.text(), List.of(cosignature.line()))));
    PolicyChange change =
        PolicyChange.combine(
            first, Stream.of(0, 2, 3).map(i -> PolicyChange.sign(second, signers.get(i))).toList());
    files.put("keys.jsonl", keysFile());
    files.put("leaves.jsonl", leavesFile());
    files.put("policy-1.txt", first.toBytes());
    files.put("policy-2.txt", second.toBytes());
    files.put("policy-change-2.txt", change.format());
    files.put("policy-history.txt", PolicyHistory.of(first).with(change).format());
    files.put("checkpoint-1.txt", smaller.format());
    files.put("checkpoint-2.txt", witnessed.format());
    files.put("cosignature.json", cosignatureFile(larger.text(), cosignature));
    files.put("add-checkpoint.txt", WitnessClient.body(larger, SMALLER, consistency()));
    files.put("receipt-1.tlog-proof", receipt(SMALLER, smaller).format());
    files.put("receipt-2.tlog-proof", receipt(LARGER, witnessed).format());
    files.put(
        "fork-1.txt", signed(first, SMALLER, tree(SMALLER, " forked").root(), 1, 2, 3).format());
    files.put("sparse-map.jsonl", sparseMapFile());
    files.put("sparse-proofs.jsonl", sparseProofsFile());
    return files;
  }

  private byte[] keysFile() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < signers.size(); i++) {
      VerifierKey key = signers.get(i).verifierKey();
      String number = HexFormat.of().toHexDigits((byte) ('a' + i));
      lines.add(json("name", key.name(), "seed", number.repeat(32), "vkey", key.toString()));
    }
    WitnessKey key = witness.witnessKey();
    lines.add(json("name", key.name(), "seed", "77".repeat(32), "vkey", key.toString()));
    return utf8(String.join("", lines));
  }

  private byte[] leavesFile() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < LARGER; i++) {
      Leaf leaf = leaf(i, "");
      String bytes = HexFormat.of().formatHex(leaf.encode());
      String root = tree(i + 1, "").root().toString();
      lines.append(json("leaf", bytes, "hash", leaf.hash().toString(), "root", root));
    }
    return utf8(lines.toString());
  }

  /** The last key differs from the one before in bit 20 alone. */
  private static SparseMap.Entry sparseEntry(int i) {
    boolean last = i == SPARSE_ENTRIES - 1;
    byte[] key = sparseKey(last ? i - 1 : i).toBytes();
    if (last) key[2] ^= 0x08;
    return new SparseMap.Entry(Hash.of(key), Hashes.leaf(utf8("value " + i)));
  }

  private static Hash sparseKey(int i) {
    return Hashes.leaf(utf8("key " + i));
  }

  private static SparseMap sparseMap(int count) {
    return SparseMap.of(
        Stream.iterate(0, i -> i + 1)
            .limit(count)
            .map(VectorsTest::sparseEntry)
            .sorted(Comparator.comparing(SparseMap.Entry::key))
            .toList());
  }

  private static byte[] sparseMapFile() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < SPARSE_ENTRIES; i++) {
      SparseMap.Entry entry = sparseEntry(i);
      String root = sparseMap(i + 1).root().toString();
      lines.append(
          json("key", entry.key().toString(), "value", entry.value().toString(), "root", root));
    }
    return utf8(lines.toString());
  }

  /** Of each key, then of as many that are not there. */
  private static byte[] sparseProofsFile() {
    StringBuilder lines = new StringBuilder();
    SparseMap map = sparseMap(SPARSE_ENTRIES);
    for (int i = 0; i < 2 * SPARSE_ENTRIES; i++) {
      boolean included = i < SPARSE_ENTRIES;
      Hash key = included ? sparseEntry(i).key() : sparseKey(i);
      String proof = new String(map.proof(key).format(), StandardCharsets.UTF_8);
      String shows = included ? "included" : "absent";
      lines.append(json("key", key.toString(), "shows", shows, "proof", proof));
    }
    return utf8(lines.toString());
  }

  private static byte[] cosignatureFile(String text, Cosignature cosignature) {
    return utf8(
        json(
            "message",
            Cosignature.message(text, cosignature.timeSeconds()),
            "line",
            cosignature.line().toLine()));
  }

  private static String json(String... pairs) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      String value = pairs[i + 1].replace("\n", "\\n");
      json.append(i == 0 ? "" : ", ").append('"').append(pairs[i]).append("\": \"");
      json.append(value).append('"');
    }
    return json.append("}\n").toString();
  }

  private List<Hash> consistency() {
    List<Hash> leaves =
        Stream.iterate(0, i -> i + 1).limit(LARGER).map(i -> leaf(i, "").hash()).toList();
    return new Reference(leaves).proof(SMALLER, LARGER);
  }

  /** Of the second item in leaf 3. */
  private Receipt receipt(int size, Note checkpoint) {
    List<ItemResult> pairs = pairs(3, "");
    return new Receipt(
        leaf(3, ""),
        pairs.get(1),
        InnerTree.proof(Consortium.data(pairs), 1),
        3,
        tree(size, "").proof(3),
        checkpoint);
  }

  private static List<ItemResult> pairs(int leaf, String what) {
    return Stream.of(0, 1, 2)
        .map(i -> new ItemResult(i, utf8("item " + leaf + "." + i + what), utf8("ok")))
        .toList();
  }

  private static Leaf leaf(int index, String what) {
    Hash inner = InnerTree.root(Consortium.data(pairs(index, what)));
    return new Leaf(Leaf.Kind.ENVELOPE, Consortium.context(index), 3, inner);
  }

  private static InnerTree tree(int size, String what) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < size; i++) leaves.add(leaf(i, what).encode());
    return InnerTree.of(leaves);
  }

  private Note signed(TrustPolicy policy, long size, Hash root, int... by) {
    List<Note> notes = new ArrayList<>();
    for (int i : by) notes.add(new CheckpointSigner(policy, signers.get(i)).sign(size, root));
    return CheckpointSigner.combine(policy, notes);
  }

  private List<VerifierKey> keys(int n) {
    return Consortium.keys(signers.subList(0, n));
  }

  private static NoteSigner bank(String letter) {
    return new NoteSigner("bank-" + letter + ".example", seed(letter.charAt(0)));
  }

  private static byte[] seed(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return seed;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the files anew; the working directory is the module's. */
  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(FOLDER);
    for (Map.Entry<String, byte[]> file : new VectorsTest().files().entrySet()) {
      Files.write(FOLDER.resolve(file.getKey()), file.getValue());
    }
  }
}
