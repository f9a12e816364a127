package org.rahdari.replication;

import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Items;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.InnerRoot;
import org.rahdari.transparency.Leaf;

/** Makes the leaves of the transparency log out of what was executed. For one thread. */
final class Leaves {
  private final InnerRoot innerRoot = new InnerRoot();

  Leaf leaf(Execution execution, Batch batch) {
    LeafContext context =
        new LeafContext(
            execution.position(), execution.timeMillis(), execution.digest(), batch.head());
    return new Leaf(
        switch (batch.kind()) {
          case ENVELOPE -> Leaf.Kind.ENVELOPE;
          case TIMER -> Leaf.Kind.TIMER;
        },
        context.encode(),
        batch.items().size(),
        innerRoot(batch));
  }

  private Hash innerRoot(Batch batch) {
    Items items = batch.items();
    for (int i = 0; i < items.size(); i++) {
      innerRoot.add(items.bytes(), items.offset(i), items.length(i), batch.results().get(i));
    }
    return innerRoot.take();
  }
}
