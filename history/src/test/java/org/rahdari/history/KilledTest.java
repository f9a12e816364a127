package org.rahdari.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that follows is killed with -9 at any moment, again and again, on the same folders. */
class KilledTest {
  private static final int ROUNDS = Integer.getInteger("rahdari.kill.rounds", 4);
  private static final long SEED = Long.getLong("rahdari.kill.seed", 20_261_124L);
  private static final int ENVELOPES_MAX = 150;
  private static final long ENOUGH_MILLIS = 120_000;

  @TempDir Path dir;

  /** What the killed process does: sends without end, and says so. */
  static final class Child {
    public static void main(String[] arguments) throws Exception {
      Path dir = Path.of(arguments[0]);
      try (Town town = Town.start(dir.resolve("ledger"));
          History history = History.start(dir.resolve("history"), town.replica())) {
        Traffic traffic = new Traffic(town, Long.parseLong(arguments[1]));
        while (true) {
          traffic.send(1);
          System.out.println("sent, and history is at " + history.position());
          System.out.flush();
        }
      }
    }
  }

  @Test
  void theIndexHasEverythingExactlyOnceWhateverMomentItDiedAt() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      kill(SEED + round, 1 + random.nextInt(ENVELOPES_MAX));
      try (Town town = Town.resume(dir.resolve("ledger"));
          History history = History.start(dir.resolve("history"), town.replica())) {
        assertThat(history.await(town.replica().figures().position(), ENOUGH_MILLIS)).isTrue();
        Scan scan = Scan.of(town.replica());
        assertThat(history.lines()).isEqualTo(scan.rows.size());
        for (var account : scan.accounts()) {
          Query all = Query.of(account).ordered(Order.OLDEST_FIRST);
          assertThat(HistoryTest.all(all, Query.LIMIT_MAX, history::account))
              .containsExactlyElementsOf(scan.account(all));
        }
        scan.found.forEach((id, found) -> assertThat(history.find(id)).contains(found));
      }
    }
  }

  private void kill(long seed, int after) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path").replace(File.pathSeparatorChar, ':'),
                Child.class.getName(),
                dir.toString(),
                Long.toString(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = said.lines().limit(after).toList();
      assertThat(lines).as("what the child said").hasSize(after);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
