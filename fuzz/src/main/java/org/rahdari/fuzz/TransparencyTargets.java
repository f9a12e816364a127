package org.rahdari.fuzz;

import static org.rahdari.fuzz.Target.canonical;
import static org.rahdari.fuzz.Target.require;
import static org.rahdari.fuzz.Target.same;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rahdari.transparency.Blame;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CosignatureSigner;
import org.rahdari.transparency.DamagedLogException;
import org.rahdari.transparency.Evidence;
import org.rahdari.transparency.Frontier;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Hashes;
import org.rahdari.transparency.ItemResult;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.NotProvenException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.PolicyChange;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.SparseMap;
import org.rahdari.transparency.SparseProof;
import org.rahdari.transparency.TileLog;
import org.rahdari.transparency.TilePaths;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;
import org.rahdari.transparency.VerifierKey;
import org.rahdari.transparency.Witness;
import org.rahdari.transparency.WitnessKey;

/** What anybody may be handed to verify, and the hashes on disk. */
final class TransparencyTargets {
  private static final int LEAVES = 5;
  private static final SampleLog LOG = SampleLog.of(LEAVES);
  private static final SparseMap SPARSE = sparseMap();

  private TransparencyTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("receipt", TransparencyTargets::receipts, TransparencyTargets::receipt),
        new Target("receipt-parts", TransparencyTargets::parts, TransparencyTargets::ofParts),
        new Target("checkpoint", TransparencyTargets::notes, TransparencyTargets::checkpoint),
        new Target(
            "leaf",
            () -> Stream.of(0, LEAVES - 1).map(i -> LOG.leaf(i).encode()).toList(),
            canonical(MalformedException.class, Leaf::parse, Leaf::encode)),
        new Target(
            "pair",
            () -> List.of(LOG.pair(LEAVES - 1, LEAVES - 1).encode()),
            canonical(MalformedException.class, ItemResult::parse, ItemResult::encode)),
        new Target("policy", TransparencyTargets::policies, TransparencyTargets::policy),
        new Target(
            "policy-change",
            () -> List.of(SampleLog.HISTORY.changes().getFirst().format()),
            canonical(MalformedException.class, PolicyChange::parse, PolicyChange::format)),
        new Target(
            "policy-history",
            () -> List.of(SampleLog.HISTORY.format()),
            TransparencyTargets::history),
        new Target(
            "sparse-proof", TransparencyTargets::sparseProofs, TransparencyTargets::sparseProof),
        new Target("evidence", TransparencyTargets::evidences, TransparencyTargets::evidence),
        new Target(
            "witness-request",
            TransparencyTargets::witnessRequests,
            TransparencyTargets::witnessRequest),
        text(
            "witness-key",
            SampleLog.HISTORY.newest().witnesses().getFirst().toString(),
            WitnessKey::parse,
            WitnessKey::toString),
        text(
            "verifier-key",
            SampleLog.POLICY.validators().getFirst().toString(),
            VerifierKey::parse,
            VerifierKey::toString),
        text("hash", Hashes.EMPTY_ROOT.toString(), Hash::parse, Hash::toString),
        text("tile-path", "tile/entries/x001/x234/067.p/255", TilePaths::parse, TilePaths::format),
        new Target("tiles", TransparencyTargets::tileFiles, TransparencyTargets::tiles));
  }

  private interface Parser<T> {
    T parse(String text) throws MalformedException;
  }

  private interface Printer<T> {
    String print(T value);
  }

  private static <T> Target text(String name, String seed, Parser<T> parser, Printer<T> printer) {
    return new Target(
        name,
        () -> List.of(bytes(seed)),
        bytes -> {
          String text = new String(bytes, StandardCharsets.UTF_8);
          T value;
          try {
            value = parser.parse(text);
          } catch (MalformedException e) {
            return false;
          }
          require(printer.print(value).equals(text), "what was read has another spelling");
          return true;
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> receipts() {
    return LOG.receipts().map(Receipt::format).toList();
  }

  /** A receipt that verifies says what the log says. */
  private static boolean receipt(byte[] bytes) throws Exception {
    if (Verifier.verify(bytes.clone(), SampleLog.POLICY) instanceof Verified verified) {
      int index = (int) verified.index();
      require(verified.leaf().equals(LOG.leaf(index)), "a leaf was forged");
      require(verified.pair().equals(LOG.pair(index, verified.innerIndex())), "an item was forged");
      requireSigned(verified.checkpoint());
    }
    return canonical(MalformedException.class, Receipt::parse, Receipt::format).takes(bytes);
  }

  private static void requireSigned(Checkpoint checkpoint) {
    require(checkpoint.toText().equals(LOG.checkpoint().text()), "a checkpoint was forged");
  }

  /** Receipts whose binary block is not hidden behind base64: length 4, block, the rest as text. */
  private static List<byte[]> parts() {
    return receipts().stream()
        .map(
            receipt -> {
              String[] lines = new String(receipt, StandardCharsets.UTF_8).split("\n", 3);
              byte[] extra = Base64.getDecoder().decode(lines[1].substring("extra ".length()));
              byte[] rest = bytes(lines[2]);
              return ByteBuffer.allocate(Integer.BYTES + extra.length + rest.length)
                  .putInt(extra.length)
                  .put(extra)
                  .put(rest)
                  .array();
            })
        .toList();
  }

  private static boolean ofParts(byte[] bytes) throws Exception {
    if (bytes.length < Integer.BYTES) return false;
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte[] extra = new byte[Math.clamp(in.getInt(), 0, in.remaining())];
    in.get(extra);
    String head =
        "c2sp.org/tlog-proof@v1\nextra " + Base64.getEncoder().encodeToString(extra) + "\n";
    byte[] receipt = Arrays.copyOf(bytes(head), head.length() + in.remaining());
    in.get(receipt, head.length(), in.remaining());
    return receipt(receipt);
  }

  private static List<byte[]> notes() {
    return List.of(LOG.checkpoint().format());
  }

  private static boolean checkpoint(byte[] bytes) throws Exception {
    if (Verifier.verifyCheckpoint(bytes.clone(), SampleLog.POLICY)
        instanceof VerifiedCheckpoint verified) {
      requireSigned(verified.checkpoint());
    }
    boolean note = canonical(MalformedException.class, Note::parse, Note::format).takes(bytes);
    if (!note) return false;
    byte[] text = bytes(Note.parse(bytes).text());
    return canonical(
            MalformedException.class,
            b -> Checkpoint.parse(new String(b, StandardCharsets.UTF_8)),
            checkpoint -> bytes(checkpoint.toText()))
        .takes(text);
  }

  private static List<byte[]> policies() {
    return Stream.of(SampleLog.POLICY, SampleLog.HISTORY.newest())
        .map(policy -> bytes("# sample\n\n" + policy.toText()))
        .toList();
  }

  /** A policy has comments, and only one form without them. */
  private static boolean policy(byte[] bytes) throws MalformedException {
    TrustPolicy policy;
    try {
      policy = TrustPolicy.parse(bytes.clone());
    } catch (MalformedException e) {
      return false;
    }
    require(
        TrustPolicy.parse(bytes(policy.toText())).equals(policy),
        "the policy that was read is written as another one");
    return true;
  }

  /** From the policy that is trusted no other change follows than the one that was signed. */
  private static boolean history(byte[] bytes) throws MalformedException {
    PolicyHistory history;
    try {
      history = PolicyHistory.parse(bytes.clone());
    } catch (MalformedException e) {
      return false;
    }
    require(
        PolicyHistory.parse(history.format()).equals(history),
        "the history that was read is written as another one");
    if (history.founding().equals(SampleLog.POLICY) && !history.changes().isEmpty()) {
      require(history.newest().equals(SampleLog.HISTORY.newest()), "a policy was forged");
    }
    return true;
  }

  private static Hash sparseKey(int i) {
    return Hashes.leaf(new byte[] {(byte) i});
  }

  private static SparseMap sparseMap() {
    return SparseMap.of(
        IntStream.range(0, LEAVES)
            .mapToObj(i -> new SparseMap.Entry(sparseKey(i), LOG.leaf(i).hash()))
            .sorted(Comparator.comparing(SparseMap.Entry::key))
            .toList());
  }

  /** The first half of these keys is there. */
  private static List<byte[]> sparseProofs() {
    return IntStream.range(0, 2 * LEAVES)
        .mapToObj(i -> SPARSE.proof(sparseKey(i)).format())
        .toList();
  }

  /** A proof shows of a key what the map says of it, or nothing. */
  private static boolean sparseProof(byte[] bytes) throws Exception {
    SparseProof proof;
    try {
      proof = SparseProof.parse(bytes.clone());
    } catch (MalformedException e) {
      return false;
    }
    same(bytes, proof.format(), "what was read is not written back as it was");
    for (int i = 0; i < 2 * LEAVES; i++) {
      SparseProof.Shown said =
          i < LEAVES ? new SparseProof.Included(LOG.leaf(i).hash()) : new SparseProof.Absent();
      try {
        require(
            proof.verify(SPARSE.root(), sparseKey(i)).equals(said),
            "an entry was forged or hidden");
      } catch (NotProvenException e) {
        // Of another key, or of no map.
      }
    }
    return true;
  }

  private static List<byte[]> evidences() {
    return Stream.concat(Stream.of(LOG.checkpoint().format()), receipts().stream()).toList();
  }

  /** Nobody is blamed for what was not signed: the validators of the sample signed one history. */
  private static boolean evidence(byte[] bytes) throws IOException {
    try {
      boolean receipt = bytes.length > 0 && bytes[0] == 'c';
      Evidence evidence = receipt ? Evidence.ofReceipt(bytes) : Evidence.ofCheckpoint(bytes);
      Evidence signed = Evidence.ofCheckpoint(LOG.checkpoint().format());
      Blame blame = Blame.between(evidence, signed, SampleLog.HISTORY);
      require(!(blame instanceof Blame.Named), "somebody is blamed for what nobody signed");
    } catch (MalformedException e) {
      return false;
    }
    return true;
  }

  /** Length 1 of level 1, level 1, level 0. */
  private static List<byte[]> witnessRequests() {
    String note = new String(LOG.checkpoint().format(), StandardCharsets.UTF_8);
    return List.of(bytes("old 0\n\n" + note));
  }

  /** A witness cosigns and keeps what a quorum has signed, and nothing else. */
  private static boolean witnessRequest(byte[] bytes) throws IOException {
    CosignatureSigner signer = new CosignatureSigner("witness.example", new byte[32]);
    try (Witness witness =
        Witness.open(
            signer,
            List.of(SampleLog.HISTORY),
            Scratch.empty("witness"),
            InstantSource.fixed(Instant.EPOCH))) {
      boolean cosigned = witness.add(bytes).status() == 200;
      Optional<Checkpoint> kept = witness.newest(SampleLog.POLICY.origin());
      require(kept.isPresent() == cosigned, "it has kept what it refused, or the other way round");
      kept.ifPresent(TransparencyTargets::requireSigned);
      return cosigned;
    }
  }

  private static List<byte[]> tileFiles() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (int leaves : new int[] {0, 3, TileLog.TILE_WIDTH + 2}) {
      Path folder = Scratch.empty("tiles-seed");
      try (TileLog log = TileLog.open(folder)) {
        for (int i = 0; i < leaves; i++) log.append(Hashes.leaf(new byte[] {(byte) i}));
      }
      byte[] level1 = Files.readAllBytes(folder.resolve("level-1"));
      byte[] level0 = Files.readAllBytes(folder.resolve("level-0"));
      seeds.add(
          ByteBuffer.allocate(1 + level1.length + level0.length)
              .put((byte) level1.length)
              .put(level1)
              .put(level0)
              .array());
    }
    return seeds;
  }

  /** A log whose levels follow from each other has the root of its leaves. */
  private static boolean tiles(byte[] bytes) throws IOException {
    if (bytes.length == 0) return false;
    int split = Math.min(bytes.length, 1 + Byte.toUnsignedInt(bytes[0]));
    byte[] level0 = Arrays.copyOfRange(bytes, split, bytes.length);
    Path folder = Scratch.empty("tiles");
    Files.write(folder.resolve("level-0"), level0);
    Files.write(folder.resolve("level-1"), Arrays.copyOfRange(bytes, 1, split));
    try (TileLog log = TileLog.open(folder)) {
      log.check();
      require(log.rootAt(log.size()).equals(root(level0)), "the tree has another root");
      return true;
    } catch (DamagedLogException e) {
      return false;
    }
  }

  private static Hash root(byte[] hashes) {
    Frontier frontier = new Frontier();
    for (int end = Hash.BYTES; end <= hashes.length; end += Hash.BYTES) {
      frontier.append(Hash.of(Arrays.copyOfRange(hashes, end - Hash.BYTES, end)));
    }
    return frontier.root();
  }
}
