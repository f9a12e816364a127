package org.rahdari.licensing;

import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** What firms did or left against a rule. */
final class Breaches {
  private static final int BREACHES_MAX = 1_000_000;

  private final Table<Id, Breach> breaches;

  Breaches(Registry registry) {
    breaches = registry.table("breach", Id.class, Breach.class, Breach::id, BREACHES_MAX);
  }

  @Nullable Breach get(Id id) {
    return breaches.get(id);
  }

  void put(Breach breach) {
    breaches.put(breach);
  }

  /** The ledger itself saw that a time had passed; of two for one thing the first stays. */
  void missed(Id about, int firm, Ground ground, Context ctx) {
    Id id = Id.derived("licensing.missed", about);
    if (breaches.get(id) == null)
      breaches.put(new Breach(id, firm, ground, about, Hash32.ZERO, ctx.timeMillis()));
  }
}
