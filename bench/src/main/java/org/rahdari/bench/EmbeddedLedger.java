package org.rahdari.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.rahdari.kernel.Result;
import org.rahdari.replication.Membership;
import org.rahdari.replication.Replica;
import org.rahdari.replication.ReplicaConfig;
import org.rahdari.replication.Submitted;

/**
 * The subject: a replica in this process, durable, with all that an envelope goes through: its
 * signature, rights and limits, the log on disk, leaves and checkpoints.
 */
final class EmbeddedLedger implements Subject<byte[]> {
  static final String NAME = "rahdari";

  private final Network network = new Network(System::currentTimeMillis);
  private final Replica replica;

  /** On a folder, fresh or not. */
  EmbeddedLedger(Path directory, int snapshotEveryEntries) throws IOException {
    replica =
        Replica.start(
            new ReplicaConfig(
                directory,
                Network.policy(),
                Network.signer(),
                Membership.alone(Network.signer(), 0),
                snapshotEveryEntries,
                System::currentTimeMillis),
            Network.kernel());
  }

  EmbeddedLedger(Path directory) throws IOException {
    this(directory, ReplicaConfig.SNAPSHOT_EVERY_ENTRIES);
  }

  Replica replica() {
    return replica;
  }

  /** Opens and funds the accounts. */
  void found(Chart chart) throws InterruptedException {
    Flow flow = new Flow(replica, Window.LARGE_BATCHES);
    new Founding(chart, network, System::currentTimeMillis)
        .forEach(
            envelope -> flow.submit(envelope, (committed, nanos) -> requireAccepted(committed)));
    flow.drain();
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
  public Round run(Case its, List<byte[]> envelopes) throws InterruptedException {
    long[] latencyNanos = new long[envelopes.size()];
    Submitted.Committed[] answers = new Submitted.Committed[envelopes.size()];
    Flow flow = new Flow(replica, Window.of(its));
    long start = System.nanoTime();
    for (int i = 0; i < envelopes.size(); i++) {
      int place = i;
      flow.submit(
          envelopes.get(i),
          (committed, nanos) -> {
            answers[place] = committed;
            latencyNanos[place] = nanos;
          });
    }
    flow.drain();
    long nanos = System.nanoTime() - start;
    long entered = Arrays.stream(answers).mapToLong(answer -> entered(answer.results())).sum();
    return new Round(entered, nanos, Round.histogram(latencyNanos));
  }

  static boolean accepted(byte[] result) {
    return Result.decode(result).accepted();
  }

  /** How many of the results say that a transfer took effect. */
  static long entered(List<byte[]> results) {
    return results.stream().filter(EmbeddedLedger::accepted).count();
  }

  private static void requireAccepted(Submitted.Committed committed) {
    if (entered(committed.results()) != committed.results().size()) {
      throw new IllegalStateException("an account could not be opened or funded");
    }
  }

  @Override
  public void close() throws IOException {
    replica.close();
  }
}
