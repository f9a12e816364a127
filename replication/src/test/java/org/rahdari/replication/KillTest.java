package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Sealed;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;

/** A bank's process is killed with -9 at any moment, again and again, on the same folder. */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("rahdari.kill.rounds", 8);
  private static final long SEED = Long.getLong("rahdari.kill.seed", 20_261_123L);

  @TempDir Path dir;

  private final Map<Long, Long> acknowledged = new HashMap<>();
  private final Map<Long, String> signed = new HashMap<>();

  @Test
  void whatWasAcknowledgedIsThereExactlyOnceAndTheTreeIsTheOneThatWasSigned() throws Exception {
    Random random = new Random(SEED);
    long next = 1;
    int killedWhileRunning = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // Every fourth one dies while it starts.
      boolean whileStarting = round % 4 == 3;
      long reached = killedChild(next, whileStarting, random.nextInt(900));
      if (reached > next) killedWhileRunning++;
      next = Math.max(next, reached - 20); // some come again: they have effect once
    }
    assertThat(killedWhileRunning).isPositive();
    assertThat(acknowledged).isNotEmpty();
    assertThat(signed).isNotEmpty();

    try (Replica replica = Replicas.start(dir, 60)) {
      Map<Long, List<Long>> positions = new HashMap<>();
      replica
          .entries(1)
          .forEach(
              entry -> {
                for (Sealed sealed : entry.envelopes()) {
                  Id id = sealed.open().header().id();
                  if (id.high() != Network.envelopeId(0).high()) continue; // the accounts
                  positions.computeIfAbsent(id.low(), n -> new ArrayList<>()).add(entry.position());
                }
              });
      acknowledged.forEach(
          (n, position) -> assertThat(positions.get(n)).as("envelope %s", n).contains(position));
      assertThat(replica.read(Network::moved)).isEqualTo(positions.size());

      long size = replica.figures().treeSize();
      Replicas.get(replica.awaitFinal(size - 1));
      signed.forEach((leaves, root) -> assertThat(rootAt(replica, leaves)).isEqualTo(root));
      for (long leaf = 0; leaf < size; leaf += 1 + size / 50) {
        assertThat(Verifier.verify(replica.receipt(leaf, 0).orElseThrow(), Network.policy()))
            .isInstanceOf(Verified.class);
      }
      System.out.printf(
          "killed %d times: %d acknowledged, %d in the log, %d checkpoints%n",
          ROUNDS, acknowledged.size(), positions.size(), signed.size());
    }
  }

  private static String rootAt(Replica replica, long leaves) {
    try {
      return HexFormat.of().formatHex(replica.tiles().rootAt(leaves).toBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Runs a child and kills it; returns the first number that was not acknowledged. */
  private long killedChild(long from, boolean whileStarting, int millis) throws Exception {
    Process child = Child.run("submit", dir.toString(), Long.toString(from));
    long next = from;
    AtomicBoolean killed = new AtomicBoolean();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      if (whileStarting) kill(child, 300 + millis, killed);
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] words = line.split(" ", -1);
        if (!words[words.length - 1].equals(".")) continue; // cut off by the kill
        switch (words[0]) {
          case "READY" -> {
            if (!whileStarting) kill(child, 20 + millis, killed);
          }
          case "ACK" -> {
            long n = Long.parseLong(words[1]);
            acknowledged.merge(n, Long.parseLong(words[2]), Math::min);
            next = Math.max(next, n + 1);
          }
          case "SIGNED" -> {
            String before = signed.put(Long.parseLong(words[1]), words[2]);
            if (before != null) assertThat(words[2]).isEqualTo(before);
          }
          default -> throw new AssertionError(line);
        }
      }
    }
    int status = child.waitFor();
    assertThat(killed).as("the child died by itself, with %s", status).isTrue();
    return next;
  }

  private static void kill(Process child, int afterMillis, AtomicBoolean killed) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(afterMillis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              killed.set(true);
              // SIGKILL; by the handle, because Process would close the stream that is still read
              child.toHandle().destroyForcibly();
            });
  }
}
