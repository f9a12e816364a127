package org.rahdari.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subjects of a run, each with the same accounts. */
final class World implements AutoCloseable {
  private final List<Subject<byte[]>> signing = new ArrayList<>();
  private @Nullable PostgresLedger postgres;

  /**
   * @param server where PostgreSQL is one of them
   * @param wanted names of subjects
   */
  World(Path folder, Chart chart, @Nullable Postgres server, Set<String> wanted) throws Exception {
    try {
      if (wanted.contains(EmbeddedLedger.NAME)) {
        EmbeddedLedger ledger = new EmbeddedLedger(folder.resolve("ledger"));
        signing.add(ledger);
        ledger.found(chart);
      }
      if (wanted.contains(LogFloor.NAME)) signing.add(new LogFloor(folder.resolve("floor")));
      if (wanted.contains(StateFloor.NAME)) signing.add(new StateFloor(chart));
      if (server != null) postgres = new PostgresLedger(server, chart);
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Those that take signed envelopes. */
  List<Subject<byte[]>> signing() {
    return signing;
  }

  @Nullable PostgresLedger postgres() {
    return postgres;
  }

  @Override
  public void close() throws Exception {
    for (Subject<?> subject : signing) subject.close();
    if (postgres != null) postgres.close();
  }
}
