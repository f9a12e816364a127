package org.rahdari.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A floor: the same bytes appended to a file and flushed (fdatasync), and nothing else. Nothing
 * that keeps a record before it answers can do without this.
 */
final class LogFloor implements Subject<byte[]> {
  static final String NAME = "floor-log";

  private final Path file;
  private final Network network = new Network(System::currentTimeMillis);

  LogFloor(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] form(Batch batch) {
    return network.sign(batch);
  }

  @Override
  public Round run(Case its, List<byte[]> envelopes) throws IOException {
    int together = Window.grouped(its);
    long[] latencyNanos = new long[(envelopes.size() + together - 1) / together];
    Files.deleteIfExists(file);
    try (FileChannel log =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      for (int group = 0; group < latencyNanos.length; group++) {
        long at = System.nanoTime();
        int from = group * together;
        for (byte[] envelope :
            envelopes.subList(from, Math.min(from + together, envelopes.size()))) {
          ByteBuffer bytes = ByteBuffer.wrap(envelope);
          while (bytes.hasRemaining()) log.write(bytes);
        }
        log.force(false);
        latencyNanos[group] = System.nanoTime() - at;
      }
      long nanos = System.nanoTime() - start;
      return new Round((long) envelopes.size() * its.batch(), nanos, Round.histogram(latencyNanos));
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
