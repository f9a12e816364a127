package org.rahdari.bench;

import java.util.List;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Kernel;

/** A floor: the kernel alone executes the same envelopes; no log, no order, no tree. */
final class StateFloor implements Subject<byte[]> {
  static final String NAME = "floor-state";

  private final Network network = new Network(System::currentTimeMillis);
  private final Kernel kernel = Network.kernel();

  StateFloor(Chart chart) throws InterruptedException {
    new Founding(chart, network, System::currentTimeMillis)
        .forEach(envelope -> execute(List.of(envelope)));
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
  public Round run(Case its, List<byte[]> envelopes) {
    int together = Window.grouped(its);
    long[] latencyNanos = new long[(envelopes.size() + together - 1) / together];
    Execution[] executions = new Execution[latencyNanos.length];
    long start = System.nanoTime();
    for (int group = 0; group < latencyNanos.length; group++) {
      long at = System.nanoTime();
      int from = group * together;
      executions[group] =
          execute(envelopes.subList(from, Math.min(from + together, envelopes.size())));
      latencyNanos[group] = System.nanoTime() - at;
    }
    long nanos = System.nanoTime() - start;
    long entered = 0;
    for (Execution execution : executions) entered += entered(execution);
    return new Round(entered, nanos, Round.histogram(latencyNanos));
  }

  private Execution execute(List<byte[]> envelopes) {
    return kernel.execute(Entry.of(kernel.position() + 1, System.currentTimeMillis(), envelopes));
  }

  private static long entered(Execution execution) {
    return execution.batches().stream()
        .mapToLong(batch -> EmbeddedLedger.entered(batch.results()))
        .sum();
  }

  @Override
  public void close() {}
}
