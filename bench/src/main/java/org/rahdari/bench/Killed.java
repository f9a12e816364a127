package org.rahdari.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;
import org.rahdari.replication.Replica;

/**
 * The check that acknowledged means kept: another process submits, is killed with -9 in the middle,
 * and everything that it had acknowledged is counted again out of the payload store.
 */
final class Killed {
  static final int BATCH = 500;
  private static final int ACCOUNTS = 1_000;
  private static final int ACKNOWLEDGED_MIN = 60;
  private static final String HEAP = "-Xmx1g";

  private final Path directory;

  /** An envelope that the child had acknowledged: where it stands, and what took effect of it. */
  private record Acknowledged(long position, long entered) {}

  private final Map<Id, Acknowledged> acknowledged = new HashMap<>();

  Killed(Path directory) {
    this.directory = directory;
  }

  /**
   * @return what was found, in a sentence
   * @throws IllegalStateException if something is missing
   */
  String check() throws IOException, InterruptedException {
    killInTheMiddle();
    try (EmbeddedLedger ledger = new EmbeddedLedger(directory)) {
      return recount(ledger.replica());
    }
  }

  private void killInTheMiddle() throws IOException, InterruptedException {
    Process child =
        Child.start(
            List.of(HEAP), List.of("submit", directory.toString(), Integer.toString(ACCOUNTS)));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      boolean killed = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A line that the kill has cut off has no full stop.
        if (!line.startsWith(Child.SAYS) || !line.endsWith(" .")) continue;
        String[] words = line.substring(Child.SAYS.length()).split(" ", -1);
        acknowledged.put(
            Id.parse(words[0]),
            new Acknowledged(Long.parseLong(words[1]), Long.parseLong(words[2])));
        if (!killed && acknowledged.size() >= ACKNOWLEDGED_MIN) {
          // SIGKILL, by the handle: Process would close the stream that is still read.
          child.toHandle().destroyForcibly();
          killed = true;
        }
      }
      int status = child.waitFor();
      if (!killed) throw new IllegalStateException("the child ended by itself, with " + status);
    }
  }

  private String recount(Replica replica) {
    Kernel again = Network.kernel();
    Map<Id, Acknowledged> found = new HashMap<>();
    replica.entries(1).forEachOrdered(entry -> count(entry, again.execute(entry), found));
    acknowledged.forEach(
        (id, was) -> {
          if (!was.equals(found.get(id))) {
            throw new IllegalStateException(
                "envelope " + id + " was acknowledged as " + was + ", and is " + found.get(id));
          }
        });
    Hash32 digest = replica.read(Kernel::digest);
    if (!digest.equals(again.digest())) {
      throw new IllegalStateException("the log gives " + again.digest() + ", the state " + digest);
    }
    return "killed with -9 after "
        + acknowledged.size()
        + " acknowledged envelopes; the payload store has "
        + found.size()
        + ", every acknowledged one where it was said, with what was said, and executing the log"
        + " again gives the same digest.";
  }

  private static void count(Entry entry, Execution execution, Map<Id, Acknowledged> found) {
    for (var leaf : execution.batches()) {
      if (leaf.kind() != org.rahdari.kernel.Batch.Kind.ENVELOPE) continue;
      Id id = entry.envelopes().get(leaf.envelope()).open().header().id();
      long entered = EmbeddedLedger.entered(leaf.results());
      if (found.put(id, new Acknowledged(entry.position(), entered)) != null) {
        throw new IllegalStateException("envelope " + id + " took effect twice");
      }
    }
  }
}
