package org.rahdari.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;

/** A machine's disk of its own: ext4 in a file, mounted in the enclosure, and gone with it. */
final class Disk {
  private static final long BYTES = 1L << 30;
  private static final int FILLED_AT_ONCE_BYTES = 1 << 12;
  private static final String FILLER = "filler";

  /** A slow disk answers for so long, and then does not for so long. */
  private static final long ANSWERS_MILLIS = 20;

  private static final long STANDS_STILL_MILLIS = 250;

  private final Path folder;
  private volatile @Nullable Thread pulse;

  private Disk(Path folder) {
    this.folder = folder;
  }

  /** Makes one, and mounts it on a new folder. */
  static Disk make(Path image, Path folder) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    Files.createDirectories(folder);
    // Nothing is kept back for root: full is full.
    SystemTool.run("mkfs.ext4", "-q", "-m", "0", image.toString());
    SystemTool.run("mount", "-o", "loop", image.toString(), folder.toString());
    return new Disk(folder);
  }

  Path folder() {
    return folder;
  }

  /** Leaves no block free. */
  void fill() throws IOException {
    Path filler = folder.resolve(FILLER);
    long free = Files.getFileStore(folder).getUsableSpace();
    try {
      SystemTool.run("fallocate", "-l", Long.toString(free), filler.toString());
    } catch (PlainFailure e) {
      // It leaves what it has got.
    }
    try (FileChannel file =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) file.write(ByteBuffer.allocate(FILLED_AT_ONCE_BYTES));
    } catch (IOException e) {
      if (Files.getFileStore(folder).getUsableSpace() >= FILLED_AT_ONCE_BYTES) throw e;
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(folder.resolve(FILLER));
  }

  /** Lets it stand still again and again. */
  void slow() {
    pulse = Thread.ofPlatform().daemon().name("slow disk").start(this::standStillAgainAndAgain);
  }

  private void standStillAgainAndAgain() {
    try {
      while (true) {
        stop();
        try {
          Thread.sleep(STANDS_STILL_MILLIS);
        } finally {
          go();
        }
        Thread.sleep(ANSWERS_MILLIS);
      }
    } catch (InterruptedException e) {
      // fast again
    }
  }

  void fast() throws InterruptedException {
    Thread running = pulse;
    if (running == null) return;
    running.interrupt();
    running.join();
    pulse = null;
  }

  /** Whoever writes to it waits, until it goes again. */
  void stop() {
    SystemTool.run("fsfreeze", "--freeze", folder.toString());
  }

  void go() {
    SystemTool.run("fsfreeze", "--unfreeze", folder.toString());
  }
}
