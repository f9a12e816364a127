package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.kernel.Entry;
import org.rahdari.transparency.TileLog;

final class MachineTest {
  private static final int HANGS_SECONDS = 60;

  @TempDir Path dir = Path.of("unset");

  /** A mirror is told to end while it executes: when its log is fetched again, say. */
  @Test
  @Timeout(HANGS_SECONDS)
  void recordsWhatAnInterruptedThreadHasExecuted() throws Exception {
    Path tree = Files.createDirectories(dir.resolve("tiles"));
    Path kept = Files.createDirectories(dir.resolve("leaves"));
    try (TileLog tiles = TileLog.open(tree);
        LeafStore leaves = LeafStore.open(kept)) {
      Machine machine =
          new Machine(Network.kernel(), tiles, leaves, null, true, executed -> {}, Pace.THREADS);
      machine.restore(null);
      long now = System.currentTimeMillis();
      Thread.currentThread().interrupt();
      machine.execute(Entry.of(1, now, List.of(Network.accounts(now))), false, 1, 1);
      assertThat(Thread.interrupted()).isTrue();
      machine.close();
      assertThat(machine.standing().position()).isEqualTo(1);
      assertThat(machine.standing().treeSize()).isEqualTo(1);
    }
  }
}
