package org.rahdari.licensing.web;

import java.util.List;
import java.util.Optional;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Execution;
import org.rahdari.licensing.Instructions.RegisterSealed;
import org.rahdari.licensing.Licensing;
import org.rahdari.platform.Projection;
import org.rahdari.platform.RowListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers in the projection which item of which leaf holds each seal of the register. */
public final class SealLeaves implements RowListener {
  private final Catalogue catalogue;

  /** Leaves of the network's programs. */
  public SealLeaves(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Where a seal stands in the log. */
  record Place(long leaf, int item) {}

  @Override
  public List<String> schema() {
    return List.of(
        "CREATE TABLE licensing_seal_leaf (seal bigint PRIMARY KEY, leaf bigint NOT NULL, item integer NOT NULL)");
  }

  @Override
  public void project(Execution execution, JdbcClient projection) {
    for (int i = 0; i < execution.batches().size(); i++) {
      Batch batch = execution.batches().get(i);
      if (batch.kind() != Batch.Kind.TIMER) continue;
      for (int item = 0; item < batch.items().size(); item++) {
        if (Catalogue.program(batch.items().get(item)) != Licensing.NUMBER) continue;
        if (!(catalogue.describeTimer(batch.items().get(item)).content()
            instanceof RegisterSealed sealed)) continue;
        projection
            .sql("INSERT INTO licensing_seal_leaf VALUES (?, ?, ?)")
            .params(sealed.number(), execution.firstLeaf() + i, item)
            .update();
      }
    }
  }

  static Optional<Place> place(Projection projection, long seal) {
    return projection
        .read()
        .sql("SELECT leaf, item FROM licensing_seal_leaf WHERE seal = ?")
        .param(seal)
        .query((row, n) -> new Place(row.getLong("leaf"), row.getInt("item")))
        .optional();
  }
}
