package org.rahdari.replication;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.MissingVersionException;
import org.rahdari.ledger.Beside;

/**
 * The last snapshots, one file each: a {@link Snapshot}, the kernel's state, and the SHA-256 of all
 * before. Files of gigabytes are written and read as streams, never held whole.
 */
final class SnapshotStore {
  private static final System.Logger LOG = System.getLogger(SnapshotStore.class.getName());

  /** Snapshots that are kept. */
  static final int RETAINED = 2;

  /** What to do about damage here. */
  static final String ADVICE =
      "remove the file: the state is made again from an older snapshot or from the log";

  private static final String NAME = "snapshot-%019d";
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Bytes after which a snapshot in the making is flushed, so that the log never waits for more.
   */
  private static final int FLUSHED_BYTES = 8 << 20;

  private final Path directory;

  /** Writes the kernel's state. */
  interface State {
    void save(DataOutput out) throws IOException;
  }

  /** A snapshot in its file. */
  record Kept(Snapshot snapshot, Path file) {

    /**
     * Fills a fresh kernel.
     *
     * @throws DamagedException if the file is damaged
     * @throws RefusedException if it is of another network, or this software lacks a version of a
     *     program that is in force in it
     */
    void restore(Kernel kernel) throws IOException {
      if (!snapshot.network().equals(kernel.network())) {
        throw new RefusedException(
            "The snapshot of position " + snapshot.position() + " belongs to another network.");
      }
      try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor();
          InputStream file = Files.newInputStream(this.file)) {
        DigestedBeside digested =
            new DigestedBeside(file, Files.size(this.file) - Hash32.BYTES, beside);
        DataInputStream in = new DataInputStream(new BufferedInputStream(digested, BUFFER_BYTES));
        in.skipNBytes(Snapshot.BYTES);
        MissingVersionException missing = fill(kernel, in, new OnOtherThreads(beside));
        if (in.read() >= 0) throw new IOException("more follows the state");
        if (!digested.digest().equals(Hash32.of(file.readNBytes(Hash32.BYTES)))) {
          throw new IOException("it has not the hash that stands at its end");
        }
        if (missing != null)
          throw new RefusedException(String.valueOf(missing.getMessage()), missing);
      } catch (RefusedException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        throw damaged(this.file, String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Also of what this software cannot read all is read: whether it is as it was written is the
   * first question.
   *
   * @return why the rest was passed over; null where it was not
   */
  private static @Nullable MissingVersionException fill(
      Kernel kernel, DataInputStream in, Beside beside) throws IOException {
    try {
      kernel.restore(in, beside);
      return null;
    } catch (MissingVersionException e) {
      in.transferTo(OutputStream.nullOutputStream());
      return e;
    }
  }

  SnapshotStore(Path directory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
  }

  /** Writes a snapshot durably and removes those beyond the last {@link #RETAINED}. */
  void write(Snapshot snapshot, State state) throws IOException {
    Path file = directory.resolve(String.format(NAME, snapshot.position()));
    Disk.replace(file, channel -> write(channel, snapshot, state));
    List<Path> files = newestFirst();
    for (Path old : files.subList(Math.min(RETAINED, files.size()), files.size())) {
      Files.delete(old);
    }
  }

  private static void write(FileChannel channel, Snapshot snapshot, State state)
      throws IOException {
    MessageDigest sha256 = Hash32.digest();
    try (Gentle gentle = new Gentle(channel);
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new DigestOutputStream(gentle, sha256), BUFFER_BYTES))) {
      snapshot.write(out);
      state.save(out);
      out.flush();
      gentle.write(sha256.digest());
    }
  }

  /**
   * The newest snapshot of a position up to the given one. One that other software made, in another
   * format, is passed over: the log is executed instead.
   *
   * @throws DamagedException if it is damaged
   */
  Optional<Kept> newest(long positionMax) throws IOException {
    for (Path file : newestFirst()) {
      if (position(file) > positionMax) continue;
      Optional<Snapshot> read = read(file);
      if (read.isPresent()) return Optional.of(new Kept(read.get(), file));
    }
    return Optional.empty();
  }

  private static Optional<Snapshot> read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (Files.size(file) < Snapshot.BYTES + Hash32.BYTES) throw new IOException("it ends early");
      Snapshot snapshot = Snapshot.read(in);
      if (snapshot.position() != position(file)) throw new IOException("its name is of another");
      return Optional.of(snapshot);
    } catch (Snapshot.OtherVersion e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The snapshot {0} is of format version {1}, and this software reads version {2}: the log"
              + " is executed from before it.",
          file,
          e.version,
          Snapshot.VERSION);
      return Optional.empty();
    } catch (IOException e) {
      throw damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private static DamagedException damaged(Path file, String what) {
    return new DamagedException(file, 0, "the snapshot is damaged, " + what, ADVICE);
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> path.getFileName().toString().matches("snapshot-\\d{19}"))
          .sorted(Comparator.comparingLong(SnapshotStore::position).reversed())
          .toList();
    }
  }

  private static long position(Path file) {
    return Long.parseLong(file.getFileName().toString().substring(9));
  }

  private record OnOtherThreads(Executor threads) implements Beside {
    @Override
    public <T> Supplier<T> begin(Supplier<T> work) {
      CompletableFuture<T> done = CompletableFuture.supplyAsync(work, threads);
      return () -> {
        try {
          return done.join();
        } catch (CompletionException e) {
          // Memory that runs out is no damage of the file.
          if (e.getCause() instanceof Error error) throw error;
          throw e;
        }
      };
    }
  }

  /**
   * Reads so many bytes and no more, and digests them meanwhile. What it has read into stays as it
   * is until the next read, as in a buffer.
   */
  private static final class DigestedBeside extends InputStream {
    private final InputStream in;
    private final Executor beside;
    private final MessageDigest sha256 = Hash32.digest();
    private long left;
    private CompletableFuture<Void> digested = CompletableFuture.completedFuture(null);

    DigestedBeside(InputStream in, long left, Executor beside) {
      this.in = in;
      this.left = left;
      this.beside = beside;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) return -1;
      digested.join();
      int read = in.read(bytes, offset, (int) Math.min(length, left));
      if (read <= 0) return read;
      left -= read;
      digested = CompletableFuture.runAsync(() -> sha256.update(bytes, offset, read), beside);
      return read;
    }

    Hash32 digest() {
      digested.join();
      return Hash32.of(sha256.digest());
    }
  }

  /**
   * Writes to a file so that the log beside it goes on: never much that is not flushed, and as long
   * a rest as the disk has worked.
   */
  private static final class Gentle extends OutputStream {
    private final FileChannel channel;
    private long unflushed;

    Gentle(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Disk.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
      unflushed += length;
      if (unflushed < FLUSHED_BYTES) return;
      long from = System.nanoTime();
      channel.force(false);
      unflushed = 0;
      rest(System.nanoTime() - from);
    }

    private static void rest(long nanos) throws IOException {
      try {
        Thread.sleep(java.time.Duration.ofNanos(nanos));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while a snapshot was written", e);
      }
    }
  }
}
