package org.rahdari.replication;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;

/**
 * The directory of one replica of one network, locked for this process.
 *
 * <pre>
 * lock        held by the process
 * FORMAT      version, network, origin
 * log/        the payload store: the log
 * raft/       Ratis' own files: the order of what is in the log
 * snapshots/  the kernel's state
 * tiles/      hashes of the transparency log
 * leaves/     what the hashes are of
 * signed      the last checkpoint that this validator signed, and the entry that it covers
 * checkpoint  the last one that a quorum signed, for the public
 * witnessed/  final ones that witnesses have cosigned
 * conflicts/  checkpoints of others that contradict what was executed here: evidence
 * </pre>
 */
final class Home implements Closeable {
  private static final String TITLE = "rahdari replica ";
  private static final int VERSION = 4;

  private final Path directory;
  private final FileChannel lockFile;

  private Home(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /**
   * @throws RefusedException if another process has it, or it is of another network or version
   */
  static Home open(Path directory, Hash32 network, String origin) throws IOException {
    Files.createDirectories(directory);
    Home home = new Home(directory, lock(directory));
    try {
      home.claim(network, origin);
      return home;
    } catch (IOException | RuntimeException e) {
      home.close();
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file) == null) {
      file.close();
      throw new RefusedException("The folder " + directory + " is in use by another replica.");
    }
    file.truncate(0);
    Disk.writeFully(
        file,
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private void claim(Hash32 network, String origin) throws IOException {
    Path file = directory.resolve("FORMAT");
    String mine = TITLE + VERSION + "\nnetwork " + network + "\norigin " + origin + "\n";
    if (!Files.exists(file)) {
      if (Files.exists(raft()) || Files.exists(log())) {
        throw new RefusedException(
            "The folder " + directory + " holds a log and no file FORMAT that says which.");
      }
      Disk.replace(file, mine.getBytes(StandardCharsets.UTF_8));
      return;
    }
    String found = Files.readString(file);
    if (found.equals(mine)) return;
    if (!found.startsWith(TITLE + VERSION + "\n")) {
      throw new RefusedException(
          "The folder " + directory + " is not of format version " + VERSION + ".");
    }
    throw new RefusedException(
        "The folder " + directory + " belongs to another network than " + network + ".");
  }

  Path log() {
    return directory.resolve("log");
  }

  Path raft() {
    return directory.resolve("raft");
  }

  Path snapshots() {
    return directory.resolve("snapshots");
  }

  Path tiles() {
    return directory.resolve("tiles");
  }

  Path leaves() {
    return directory.resolve("leaves");
  }

  Path signed() {
    return directory.resolve("signed");
  }

  Path witnessed() {
    return directory.resolve("witnessed");
  }

  Path conflicts() {
    return directory.resolve("conflicts");
  }

  Path checkpoint() {
    return directory.resolve("checkpoint");
  }

  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
