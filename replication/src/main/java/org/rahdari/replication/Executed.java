package org.rahdari.replication;

import java.util.HashMap;
import java.util.Map;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Execution;

/**
 * An entry, what it did, and the index of the first of its leaves.
 *
 * @param leaf of the first batch; the others follow
 */
record Executed(Entry entry, Execution execution, long leaf) {

  /** What to tell the submitters, by index of the envelope in the entry. */
  Map<Integer, Submitted> answers() {
    Map<Integer, Submitted> answers = new HashMap<>();
    for (Execution.Skip skip : execution.skipped()) {
      answers.put(
          skip.envelope(),
          new Submitted.Skipped(execution.position(), execution.timeMillis(), skip.why()));
    }
    long next = leaf;
    for (Batch batch : execution.batches()) {
      if (batch.kind() == Batch.Kind.ENVELOPE) {
        answers.put(
            batch.envelope(),
            new Submitted.Committed(
                execution.position(), execution.timeMillis(), next, batch.results()));
      }
      next++;
    }
    return answers;
  }
}
