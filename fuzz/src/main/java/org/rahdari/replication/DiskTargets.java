package org.rahdari.replication;

import static org.rahdari.fuzz.Target.canonical;
import static org.rahdari.fuzz.Target.require;
import static org.rahdari.fuzz.Target.same;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.fuzz.SampleNetwork;
import org.rahdari.fuzz.Scratch;
import org.rahdari.fuzz.Target;
import org.rahdari.kernel.Effect;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Sealed;
import org.rahdari.ledger.Entered;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/**
 * What a replica reads from its own disk after a crash. Checksums would stop nearly every input at
 * the door, so each is tried twice: as it is, and with its checksums made right.
 */
public final class DiskTargets {
  private static final int RECORDS = 3;
  private static final int RAFT_TITLE_BYTES = 8;

  /** Their loggers, kept here so that what is told about cuts stays off. */
  private static final List<Logger> SILENT =
      List.of(
          Logger.getLogger(PayloadStore.class.getName()),
          Logger.getLogger(RaftLogScan.class.getName()));

  private DiskTargets() {}

  /** The targets. */
  public static List<Target> all() {
    SILENT.forEach(logger -> logger.setLevel(Level.OFF));
    return List.of(
        new Target("body", DiskTargets::bodies, DiskTargets::body),
        new Target(
            "payload-header",
            () -> List.of(header(1).encode().array()),
            mended(DiskTargets::withCrc, DiskTargets::payloadHeader)),
        new Target("log", DiskTargets::logs, mended(DiskTargets::withHashes, DiskTargets::log)),
        new Target(
            "snapshot",
            DiskTargets::snapshots,
            mended(DiskTargets::withSnapshotSums, DiskTargets::snapshot)),
        new Target(
            "signed", DiskTargets::signed, mended(DiskTargets::withSha256, DiskTargets::isSigned)),
        new Target(
            "leaves",
            DiskTargets::leaves,
            mended(DiskTargets::withRecordSums, DiskTargets::leafRecord)),
        new Target(
            "raft-log",
            DiskTargets::raftLogs,
            mended(DiskTargets::withRaftSums, DiskTargets::raftLog)),
        new Target(
            "leaf-context",
            () -> List.of(new LeafContext(1, 2, Hash32.ZERO, new byte[] {3}).encode()),
            canonical(IllegalArgumentException.class, LeafContext::decode, LeafContext::encode)));
  }

  private static Target.Decoder mended(UnaryOperator<byte[]> mending, Target.Decoder decoder) {
    return bytes -> {
      decoder.takes(bytes);
      return decoder.takes(mending.apply(bytes.clone()));
    };
  }

  private static Body sampleBody(int number) {
    return new Body(
        number,
        number % 2 == 0,
        SampleNetwork.envelopes().stream().limit(number).map(Sealed::of).toList());
  }

  private static List<byte[]> bodies() {
    return List.of(sampleBody(0).bytes().toByteArray(), sampleBody(2).bytes().toByteArray());
  }

  private static boolean body(byte[] bytes) throws Exception {
    boolean taken =
        canonical(
                IllegalArgumentException.class,
                b -> Body.decode(ByteBuffer.wrap(b)),
                body -> body.bytes().toByteArray())
            .takes(bytes);
    if (taken) {
      Body body = Body.decode(ByteBuffer.wrap(bytes));
      require(body.length() == bytes.length, "a body says another length");
      require(Body.decode(bytes, body.hash()) != null, "a body does not have its own hash");
    }
    return taken;
  }

  // The payload store

  private static PayloadHeader header(int number) {
    Body body = sampleBody(number);
    return new PayloadHeader(number, 1, 2L * number, number - 1, body.length(), body.hash());
  }

  private static boolean payloadHeader(byte[] bytes) {
    PayloadHeader header = PayloadHeader.decode(bytes, 0);
    if (header == null) return false;
    same(
        Arrays.copyOf(bytes, PayloadHeader.BYTES),
        header.encode().array(),
        "what was read is not written back as it was");
    return true;
  }

  /** CRC32C of the header's first 76 bytes, then zeros. */
  private static byte[] withCrc(byte[] bytes) {
    if (bytes.length < PayloadHeader.BYTES) return bytes;
    int checked = PayloadHeader.BYTES - Integer.BYTES - Long.BYTES;
    ByteBuffer.wrap(bytes).putInt(checked, crc(bytes, 0, checked));
    return bytes;
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static List<byte[]> logs() throws IOException {
    Path folder = Scratch.empty("log-seed");
    try (PayloadStore store = PayloadStore.open(folder, PayloadStore.FILE_BYTES_MAX)) {
      for (int i = 1; i <= RECORDS; i++) {
        Body body = sampleBody(i);
        store.append(1, 2L * i, i - 1, body.hash(), body.bytes().asReadOnlyByteBufferList());
      }
    }
    return List.of(Files.readAllBytes(PayloadFile.name(folder, 1)));
  }

  /** One file of the log: what is left of it after a start is whole, and stays so. */
  private static boolean log(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("log");
    Files.write(PayloadFile.name(folder, 1), bytes);
    long last;
    try (PayloadStore store = PayloadStore.open(folder, PayloadStore.FILE_BYTES_MAX)) {
      store.settle(store.lastIndex(), 0, 0);
      store.check();
      last = store.lastPosition();
      for (long p = 1; p <= last; p++) {
        require(store.read(p).entry().position() == p, "an entry of another position");
      }
    } catch (DamagedException | RefusedException e) {
      return false;
    }
    try (PayloadStore store = PayloadStore.open(folder, PayloadStore.FILE_BYTES_MAX)) {
      store.settle(store.lastIndex(), 0, 0);
      require(store.lastPosition() == last, "a second start finds another log");
    }
    return last > 0;
  }

  /** Walks the records as far as there are any, and gives each the hash of its body. */
  private static byte[] withHashes(byte[] bytes) {
    int at = PayloadFile.TITLE_BYTES;
    while (at + PayloadHeader.BYTES <= bytes.length) {
      ByteBuffer header = ByteBuffer.wrap(bytes, at, PayloadHeader.BYTES).slice();
      int length = header.getInt(5 * Long.BYTES);
      int from = at + PayloadHeader.BYTES;
      if (length < 0 || length > bytes.length - from) return bytes;
      Optional<Body> body = decoded(Arrays.copyOfRange(bytes, from, from + length));
      if (body.isPresent()) header.put(5 * Long.BYTES + Integer.BYTES, body.get().hash().bytes());
      int checked = PayloadHeader.BYTES - Integer.BYTES - Long.BYTES;
      header.putInt(checked, crc(bytes, at, at + checked));
      at = from + length;
    }
    return bytes;
  }

  private static Optional<Body> decoded(byte[] bytes) {
    try {
      return Optional.of(Body.decode(ByteBuffer.wrap(bytes)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // Snapshots

  private static List<byte[]> snapshots() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Kernel kernel : List.of(SampleNetwork.kernel(), SampleNetwork.busyKernel())) {
      Path folder = Scratch.empty("snapshot-seed");
      Snapshot snapshot = new Snapshot(kernel.network(), 1, 3, 2, kernel.leaves(), Hash32.ZERO);
      new SnapshotStore(folder).write(snapshot, kernel::save);
      files.add(Files.readAllBytes(snapshotFile(folder)));
    }
    return files;
  }

  private static Path snapshotFile(Path folder) {
    return folder.resolve(String.format("snapshot-%019d", 1));
  }

  /** A snapshot fills a kernel that saves the same state again, or is refused. */
  private static boolean snapshot(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("snapshot");
    Files.write(snapshotFile(folder), bytes);
    Kernel kernel = Once.KERNEL;
    try {
      Optional<SnapshotStore.Kept> kept = new SnapshotStore(folder).newest(Long.MAX_VALUE);
      if (kept.isEmpty()) return false;
      kept.get().restore(kernel);
      Path again = Scratch.empty("snapshot-again");
      new SnapshotStore(again).write(kept.get().snapshot(), kernel::save);
      same(
          bytes, Files.readAllBytes(snapshotFile(again)), "what was read is not written as it was");
      return true;
    } catch (DamagedException | RefusedException e) {
      return false;
    }
  }

  private static byte[] withSnapshotSums(byte[] bytes) {
    int checked = Snapshot.BYTES - Integer.BYTES;
    if (bytes.length < Snapshot.BYTES) return bytes;
    ByteBuffer.wrap(bytes).putInt(checked, crc(bytes, 0, checked));
    return withSha256(bytes);
  }

  /** The last 32 bytes are the SHA-256 of all before. */
  private static byte[] withSha256(byte[] bytes) {
    int checked = bytes.length - Hash32.BYTES;
    if (checked < 0) return bytes;
    byte[] hash = Hash32.sha256(Arrays.copyOf(bytes, checked)).bytes();
    System.arraycopy(hash, 0, bytes, checked, hash.length);
    return bytes;
  }

  /** One kernel for all snapshots: restoring replaces whatever it held before. */
  private static final class Once {
    static final Kernel KERNEL = SampleNetwork.kernel();
  }

  // The last signed checkpoint

  private static List<byte[]> signed() throws IOException {
    Path file = Scratch.empty("signed-seed").resolve("signed");
    Checkpoint checkpoint = new Checkpoint("sample", 7, Hash.of(new byte[Hash.BYTES]), 1);
    NoteSigner signer = new NoteSigner("bank.sample", new byte[32]);
    TrustPolicy policy = new TrustPolicy("sample", 1, List.of(signer.verifierKey()));
    Note note = new CheckpointSigner(policy, signer).sign(7, checkpoint.root());
    new Signed(5, 9, checkpoint, note.format()).write(file);
    return List.of(Files.readAllBytes(file));
  }

  private static boolean isSigned(byte[] bytes) throws IOException {
    Path file = Scratch.empty("signed").resolve("signed");
    Files.write(file, bytes);
    Signed signed;
    try {
      signed = Signed.read(file).orElseThrow();
    } catch (DamagedException e) {
      return false;
    }
    signed.write(file);
    same(bytes, Files.readAllBytes(file), "what was read is not written as it was");
    return true;
  }

  // Leaves

  private static List<byte[]> leaves() throws IOException {
    List<byte[]> results = List.of(new byte[] {1}, new byte[] {2, 2}, new byte[] {1});
    List<byte[]> seeds = new ArrayList<>();
    for (List<byte[]> timerItems : List.of(List.<byte[]>of(), results)) {
      Path folder = Scratch.empty("leaves-seed");
      try (LeafStore store = LeafStore.open(folder)) {
        store.truncate(0);
        store.append(
            List.of(
                new LeafStore.Stored(0, 1, -1, new byte[] {7, 7}, results, timerItems, effects())));
      }
      seeds.add(Files.readAllBytes(folder.resolve("leaves.data")));
    }
    return seeds;
  }

  private static List<Effect> effects() {
    Id id = new Id(0, 1);
    Entered made =
        new Entered(id, id, id, Id.NONE, Id.NONE, 2, 3, 4, 5, 6, 0, 2, 1, Entered.State.POSTED);
    return List.of(new Effect.Made(0, made), new Effect.Repeated(1));
  }

  /** The record of the first leaf: what it says can be written and read again. */
  private static boolean leafRecord(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("leaves");
    Files.write(folder.resolve("leaves.data"), bytes);
    Files.write(
        folder.resolve("leaves.offsets"),
        ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).array());
    LeafStore.Stored stored;
    try (LeafStore store = LeafStore.open(folder)) {
      store.truncate(1);
      stored = store.read(0);
    } catch (DamagedException e) {
      return false;
    }
    try (LeafStore store = LeafStore.open(Scratch.empty("leaves-again"))) {
      store.truncate(0);
      store.append(List.of(stored));
      LeafStore.Stored again = store.read(0);
      require(again.position() == stored.position(), "another position");
      require(again.index() == stored.index(), "another index");
      require(again.envelope() == stored.envelope(), "another envelope");
      same(stored.leaf(), again.leaf(), "another leaf");
      sameAll(stored.results(), again.results(), "other results");
      sameAll(stored.timerItems(), again.timerItems(), "other timers");
      require(again.effects().equals(stored.effects()), "other effects");
    }
    return true;
  }

  private static void sameAll(List<byte[]> expected, List<byte[]> found, String otherwise) {
    require(expected.size() == found.size(), otherwise);
    for (int i = 0; i < expected.size(); i++) same(expected.get(i), found.get(i), otherwise);
  }

  /** Length and CRC32C of the content after them. */
  private static byte[] withRecordSums(byte[] bytes) {
    int prefix = 2 * Integer.BYTES;
    if (bytes.length < prefix) return bytes;
    ByteBuffer.wrap(bytes).putInt(bytes.length - prefix).putInt(crc(bytes, prefix, bytes.length));
    return bytes;
  }

  // Ratis' log

  private static List<byte[]> raftLogs() {
    ByteBuffer file = ByteBuffer.allocate(1_000);
    file.put("RaftLog1".getBytes(StandardCharsets.US_ASCII));
    for (int index = 0; index < RECORDS; index++) {
      byte[] entry =
          LogEntryProto.newBuilder()
              .setTerm(1)
              .setIndex(index)
              .setStateMachineLogEntry(
                  StateMachineLogEntryProto.newBuilder()
                      .setLogData(ByteString.copyFrom(new byte[44])))
              .build()
              .toByteArray();
      int from = file.position();
      file.put((byte) entry.length).put(entry);
      file.putInt(crc(file.array(), from, file.position()));
    }
    return List.of(
        Arrays.copyOf(file.array(), file.position()), // closed
        Arrays.copyOf(file.array(), file.position() + 20)); // with the zeros of preallocation
  }

  /** The open segment: what is left of it after a start is whole, and stays so. */
  private static boolean raftLog(byte[] bytes) throws IOException {
    Path folder = Scratch.empty("raft");
    Files.write(folder.resolve("log_inprogress_0"), bytes);
    RaftLogScan scan;
    try {
      scan = RaftLogScan.of(folder);
      scan.settle(-1);
    } catch (DamagedException e) {
      return false;
    }
    RaftLogScan again = RaftLogScan.of(folder);
    again.settle(Long.MAX_VALUE);
    require(again.lastIndex() == scan.lastIndex(), "a second start finds another log");
    return scan.lastIndex() >= 0;
  }

  /** Walks the records as far as there are any, and gives each its CRC32C. */
  private static byte[] withRaftSums(byte[] bytes) {
    int at = RAFT_TITLE_BYTES;
    while (at < bytes.length && bytes[at] > 0) {
      int end = at + 1 + bytes[at];
      if (end > bytes.length - Integer.BYTES) return bytes;
      ByteBuffer.wrap(bytes).putInt(end, crc(bytes, at, end));
      at = end + Integer.BYTES;
    }
    return bytes;
  }
}
