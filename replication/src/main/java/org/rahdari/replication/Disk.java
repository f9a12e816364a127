package org.rahdari.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What has to be done so that a name or a whole small file survives a power loss. */
final class Disk {
  private static final String UNFINISHED = ".new";

  private Disk() {}

  /** Writes what goes into a file. */
  interface Content {
    void write(FileChannel channel) throws IOException;
  }

  /** Writes a file whole or not at all, durably. */
  static void replace(Path file, byte[] bytes) throws IOException {
    replace(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)), true);
  }

  /** Writes a file whole or not at all, durably. */
  static void replace(Path file, Content content) throws IOException {
    replace(file, content, true);
  }

  /** Writes a file whole or not at all; after a power loss it may be the older one. */
  static void replaceLazily(Path file, byte[] bytes) throws IOException {
    replace(file, channel -> writeFully(channel, ByteBuffer.wrap(bytes)), false);
  }

  private static void replace(Path file, Content content, boolean durably) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      content.write(channel);
      if (durably) channel.force(false);
    }
    try {
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("this file system cannot rename atomically: " + file, e);
    }
    if (durably) forceDirectory(file.resolveSibling("."));
  }

  static void writeFully(FileChannel channel, ByteBuffer... parts) throws IOException {
    long left = 0;
    for (ByteBuffer part : parts) left += part.remaining();
    while (left > 0) left -= channel.write(parts);
  }

  /** Makes the names in a directory durable. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
