package org.rahdari.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that a killed node leaves behind: it outlives its parent and holds the data
 * folder, so that it has to end before another one can start there.
 */
final class Postmaster {

  /** Where the library that runs PostgreSQL says that its process is alive. */
  private static final String OWNERS_LOCK = "epg-lock";

  private static final String PID_FILE = "postmaster.pid";
  private static final Duration END_MAX = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 20;

  private Postmaster() {}

  /**
   * Ends the PostgreSQL that an earlier process left running on the folder, if any.
   *
   * @throws PlainFailure if that process lives, or its PostgreSQL does not end
   */
  static void endOrphan(Path folder) throws IOException {
    Path pidFile = folder.resolve(PID_FILE);
    if (!Files.exists(pidFile)) return;
    try (FileChannel file =
            FileChannel.open(
                folder.resolve(OWNERS_LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(file)) {
      if (lock == null) {
        throw new PlainFailure(
            "The folder " + folder + " is in use by another node: end that one first.");
      }
      Optional<ProcessHandle> orphan = orphan(folder, pidFile);
      if (orphan.isPresent()) end(orphan.get(), pidFile);
      // What is left names a process that is gone, or another one that has got its number.
      Files.deleteIfExists(pidFile);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static Optional<ProcessHandle> orphan(Path folder, Path pidFile) throws IOException {
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> servesFolder(process.info(), folder));
  }

  private static boolean servesFolder(ProcessHandle.Info process, Path folder) {
    return process.command().filter(c -> Path.of(c).endsWith("postgres")).isPresent()
        && process.arguments().map(all -> names(all, folder)).orElse(true);
  }

  /** Whether {@code -D} is this folder, however it is spelt. */
  private static boolean names(String[] arguments, Path folder) {
    int option = Arrays.asList(arguments).indexOf("-D");
    if (option < 0 || option == arguments.length - 1) return true;
    try {
      return Files.isSameFile(Path.of(arguments[option + 1]), folder);
    } catch (IOException e) {
      return false; // that folder is gone, and this one is here
    }
  }

  /** A fast shutdown: it ends its sessions and leaves a clean folder. */
  private static void end(ProcessHandle postgres, Path pidFile) throws IOException {
    new ProcessBuilder("kill", "-INT", Long.toString(postgres.pid())).start();
    long deadline = System.nanoTime() + END_MAX.toNanos();
    // The file goes last; a process that nobody waits for stays as a zombie.
    while (postgres.isAlive() && Files.exists(pidFile)) {
      if (System.nanoTime() > deadline) {
        throw new PlainFailure(
            "The PostgreSQL of a node that was killed still runs and does not end: end the process "
                + postgres.pid()
                + " and start again.");
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while an earlier PostgreSQL ends", e);
      }
    }
  }
}
