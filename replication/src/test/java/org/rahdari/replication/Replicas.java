package org.rahdari.replication;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Kernel;

/** What tests do with replicas. */
final class Replicas {
  private static final long ENOUGH_SECONDS = 60;

  private Replicas() {}

  static Replica start(Path directory) throws IOException {
    return Replica.start(Network.config(directory), Network.kernel());
  }

  static Replica start(Path directory, int snapshotEveryEntries) throws IOException {
    return Replica.start(Network.config(directory, snapshotEveryEntries), Network.kernel());
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(ENOUGH_SECONDS, TimeUnit.SECONDS);
  }

  static Submitted.Committed commit(Replica replica, byte[] envelope) throws Exception {
    return (Submitted.Committed) get(replica.submit(envelope));
  }

  static void openAccounts(Replica replica) throws Exception {
    commit(replica, Network.accounts(System.currentTimeMillis()));
  }

  /** One entry each, because each waits for the one before. */
  static void transferOneByOne(Replica replica, int from, int to) throws Exception {
    for (int n = from; n <= to; n++) {
      commit(replica, Network.transfer(n, System.currentTimeMillis()));
    }
  }

  static List<Submitted> transferTogether(Replica replica, int from, int to) throws Exception {
    List<CompletableFuture<Submitted>> all = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      all.add(replica.submit(Network.transfer(n, System.currentTimeMillis())));
    }
    List<Submitted> answers = new ArrayList<>();
    for (CompletableFuture<Submitted> each : all) answers.add(get(each));
    return answers;
  }

  static Hash32 digest(Replica replica) {
    return replica.read(Kernel::digest);
  }

  static void eventually(Condition condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENOUGH_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > until) throw new AssertionError("it does not come about");
      Thread.sleep(5);
    }
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /** A copy as it is now, also while a replica runs on it: as a crash would leave it. */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(dir)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  static List<Path> files(Path directory, String regex) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.getFileName().toString().matches(regex)).sorted().toList();
    }
  }

  static void flip(Path file, long offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) offset] ^= 8;
    Files.write(file, bytes);
  }
}
