package org.rahdari.replication;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Items;
import org.rahdari.transparency.Leaf;
import org.rahdari.transparency.MalformedException;

/**
 * Reads back what was executed, leaf by leaf, out of the log and the leaves: nothing is executed.
 */
final class Records {
  private final PayloadStore store;
  private final LeafStore leaves;

  /** The last entry that was read: its envelopes are leaves that follow each other. */
  private @Nullable Entry entry;

  Records(PayloadStore store, LeafStore leaves) {
    this.store = store;
    this.leaves = leaves;
  }

  Recorded read(long index) throws IOException {
    LeafStore.Stored stored = leaves.read(index);
    LeafContext context = context(stored, index);
    boolean timers = stored.envelope() < 0;
    Envelope envelope = timers ? null : envelope(stored);
    Batch batch =
        new Batch(
            timers ? Batch.Kind.TIMER : Batch.Kind.ENVELOPE,
            stored.envelope(),
            context.head(),
            envelope == null ? Items.of(stored.timerItems()) : envelope.items(),
            stored.results(),
            stored.effects());
    return new Recorded(index, stored.position(), context.timeMillis(), batch);
  }

  private LeafContext context(LeafStore.Stored stored, long index) throws IOException {
    try {
      return LeafContext.decode(Leaf.parse(stored.leaf()).context());
    } catch (MalformedException e) {
      throw leaves.contradicts(index);
    }
  }

  private Envelope envelope(LeafStore.Stored stored) throws IOException {
    Entry last = entry;
    if (last == null || last.position() != stored.position()) {
      last = store.read(stored.position()).entry();
      entry = last;
    }
    return last.envelopes().get(stored.envelope()).open();
  }
}
