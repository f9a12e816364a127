package org.rahdari.transparency;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees that logs only grow, and says so (C2SP tlog-witness, {@code add-checkpoint}). What it has
 * cosigned of a log is on the disk before anybody sees the cosignature; from then on it cosigns
 * nothing that does not extend that, whoever has signed it.
 *
 * <p>It asks for more than the protocol does: a checkpoint has to be final under a policy of its
 * log, so that no single validator can lead the witness away from what the others sign.
 *
 * <p>Its folder has one file a log, the last checkpoint with the cosignature, named by the hash of
 * the origin. <b>A witness that has lost it cosigns a second history without noticing.</b>
 */
public final class Witness implements Closeable {

  /** A note, and the proof before it. */
  public static final int REQUEST_BYTES_MAX = Note.NOTE_BYTES_MAX + (1 << 13);

  private static final int PROOF_HASHES_MAX = 63;
  private static final String OLD = "old ";

  private final CosignatureSigner signer;
  private final Path folder;
  private final InstantSource clock;
  private final FileChannel lock;
  private final Map<String, PolicyHistory> logs = new HashMap<>();
  private final Map<String, Checkpoint> newest = new HashMap<>();

  private Witness(CosignatureSigner signer, Path folder, InstantSource clock, FileChannel lock) {
    this.signer = signer;
    this.folder = folder;
    this.clock = clock;
    this.lock = lock;
  }

  /**
   * Opens its folder, making it where it is missing.
   *
   * @param logs the policies of the logs that it looks at, one history each
   * @throws DamagedLogException if a file there is not what this witness cosigned
   * @throws IOException also if another process has the folder
   */
  public static Witness open(
      CosignatureSigner signer, List<PolicyHistory> logs, Path folder, InstantSource clock)
      throws IOException {
    Files.createDirectories(folder);
    Witness witness = new Witness(signer, folder, clock, lock(folder.resolve("lock")));
    try {
      for (PolicyHistory log : logs) witness.add(log);
      return witness;
    } catch (IOException | RuntimeException e) {
      witness.close();
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held;
    try {
      held = lock.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      held = false;
    }
    if (held) return lock;
    lock.close();
    throw new IOException("another process uses the folder of " + file);
  }

  private void add(PolicyHistory log) throws IOException {
    if (logs.put(log.origin(), log) != null) {
      throw new IllegalArgumentException("The log " + log.origin() + " is named twice.");
    }
    Path file = file(log.origin());
    if (Files.exists(file)) newest.put(log.origin(), kept(file, log.origin()));
  }

  private Checkpoint kept(Path file, String origin) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      Note note = Note.parse(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      boolean own =
          note.signatures().stream()
              .anyMatch(line -> signer.witnessKey().verifies(note.text(), line));
      if (own && checkpoint.origin().equals(origin)) return checkpoint;
    } catch (MalformedException _) {
      // Told below.
    }
    throw new DamagedLogException(
        file, 0, "it is no checkpoint of " + origin + " that this witness cosigned");
  }

  private Path file(String origin) {
    byte[] hash = Hashes.sha256().digest(origin.getBytes(StandardCharsets.UTF_8));
    return folder.resolve(HexFormat.of().formatHex(hash));
  }

  public WitnessKey key() {
    return signer.witnessKey();
  }

  /** What it has cosigned last of a log. */
  public synchronized Optional<Checkpoint> newest(String origin) {
    return Optional.ofNullable(newest.get(origin));
  }

  /**
   * What it answers over HTTP.
   *
   * @param body ends with a newline, or is empty
   */
  public record Answer(int status, String type, String body) {
    private static Answer of(int status, String sentence) {
      return new Answer(status, "text/plain", sentence + "\n");
    }

    private static Answer conflict(long size) {
      return new Answer(409, "text/x.tlog.size", size + "\n");
    }
  }

  /**
   * Takes the body of a request to {@code add-checkpoint}.
   *
   * @throws IOException if what it would cosign cannot be kept: then it does not
   */
  public synchronized Answer add(byte[] request) throws IOException {
    try {
      String text = Canonical.text(request, "request");
      int blank = text.indexOf("\n\n");
      if (blank < 0) throw new MalformedException("request has no blank line before the note");
      String[] lines = text.substring(0, blank).split("\n", -1);
      if (!lines[0].startsWith(OLD)) throw new MalformedException("line 1 is not 'old SIZE'");
      if (lines.length - 1 > PROOF_HASHES_MAX) {
        throw new MalformedException("proof has more than " + PROOF_HASHES_MAX + " hashes");
      }
      long old = Canonical.decimal(lines[0].substring(OLD.length()), "old size");
      List<Hash> proof = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) proof.add(Hash.parse(lines[i], "line " + (i + 1)));
      Note note = Note.parse(text.substring(blank + 2).getBytes(StandardCharsets.UTF_8));
      return add(old, proof, note);
    } catch (MalformedException e) {
      return Answer.of(400, e.sentence());
    }
  }

  /** The ladder of C2SP tlog-witness, in its order. */
  private Answer add(long old, List<Hash> proof, Note note) throws IOException {
    String origin = note.text().substring(0, note.text().indexOf('\n'));
    PolicyHistory log = logs.get(origin);
    if (log == null) return Answer.of(404, "this witness does not know the log");
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(note.text());
    } catch (MalformedException e) {
      return Answer.of(400, e.sentence());
    }
    Optional<TrustPolicy> policy = log.at(checkpoint.policy());
    if (policy.isEmpty()) return Answer.of(403, "this witness does not know the policy cited");
    Optional<Refused> unsigned = policy.get().missingFrom(signers(policy.get(), note));
    if (unsigned.isPresent()) return Answer.of(403, unsigned.get().sentence());
    if (old > checkpoint.size()) return Answer.of(400, "the old size is above the checkpoint's");
    Checkpoint seen = newest.get(origin);
    long seenSize = seen == null ? 0 : seen.size();
    if (old != seenSize) return Answer.conflict(seenSize);
    Hash seenRoot = seen == null ? Hashes.EMPTY_ROOT : seen.root();
    if (checkpoint.size() == seenSize && !checkpoint.root().equals(seenRoot)) {
      return Answer.conflict(seenSize);
    }
    boolean follows =
        seenSize == 0
            ? proof.isEmpty()
            : Merkle.verifyConsistency(
                seenSize, seenRoot, checkpoint.size(), checkpoint.root(), proof);
    if (!follows) return Answer.of(422, "the proof does not lead from what was cosigned");
    return cosigned(checkpoint, policy.get(), note);
  }

  /** Lines of keys that it does not know are others' affair. */
  private static Set<VerifierKey> signers(TrustPolicy policy, Note note) {
    Set<VerifierKey> signers = new HashSet<>();
    for (NoteSignature line : note.signatures()) {
      policy
          .validatorOf(line)
          .filter(key -> key.verifies(note.text(), line))
          .ifPresent(signers::add);
    }
    return signers;
  }

  private Answer cosigned(Checkpoint checkpoint, TrustPolicy policy, Note note) throws IOException {
    NoteSignature line = signer.cosign(note.text(), clock.millis() / 1_000).line();
    List<NoteSignature> lines = new ArrayList<>();
    for (NoteSignature each : note.signatures()) {
      boolean counts =
          policy.validatorOf(each).filter(key -> key.verifies(note.text(), each)).isPresent();
      if (counts) lines.add(each);
    }
    lines.add(line);
    keep(file(checkpoint.origin()), new Note(note.text(), lines).format());
    newest.put(checkpoint.origin(), checkpoint);
    return new Answer(200, "text/plain", line.toLine() + "\n");
  }

  private static void keep(Path file, byte[] bytes) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) channel.write(left);
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    lock.close();
  }
}
