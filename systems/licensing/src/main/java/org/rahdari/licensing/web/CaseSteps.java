package org.rahdari.licensing.web;

import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Result;
import org.rahdari.licensing.Licensing;
import org.rahdari.platform.Projection;
import org.rahdari.platform.RowListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers in the projection what was asked of licensing under which id, and which leaf proves it.
 */
public final class CaseSteps implements RowListener {
  private static final int STEPS_MAX = 500;

  private final Catalogue catalogue;

  /** Steps of the network's programs. */
  public CaseSteps(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * One step of a case.
   *
   * @param kind the instruction's name
   * @param party who signed
   */
  public record Step(
      long leaf,
      int item,
      String kind,
      boolean accepted,
      String reason,
      int party,
      long timeMillis) {}

  @Override
  public List<String> schema() {
    return List.of(
        """
        CREATE TABLE licensing_step (
            about uuid NOT NULL, leaf bigint NOT NULL, item integer NOT NULL, kind text NOT NULL, accepted boolean NOT NULL,
            reason text NOT NULL, party integer NOT NULL, time_millis bigint NOT NULL, PRIMARY KEY (about, leaf, item))""");
  }

  @Override
  public void project(Execution execution, JdbcClient projection) {
    for (int i = 0; i < execution.batches().size(); i++) {
      Batch batch = execution.batches().get(i);
      if (batch.kind() != Batch.Kind.ENVELOPE) continue;
      Header header = Envelope.header(batch.head());
      if (header.content() != Header.Content.INSTRUCTIONS) continue;
      for (int item = 0; item < batch.items().size(); item++) {
        Result result = Result.decode(batch.results().get(item));
        if (result.reason().equals("ITEM_MALFORMED")) continue;
        if (Catalogue.program(batch.items().get(item)) != Licensing.NUMBER) continue;
        Record content = read(batch.items().get(item));
        if (content == null) continue;
        for (Id about : ids(content)) {
          projection
              .sql("INSERT INTO licensing_step VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
              .params(
                  uuid(about),
                  execution.firstLeaf() + i,
                  item,
                  content.getClass().getSimpleName(),
                  result.accepted(),
                  result.reason(),
                  header.party(),
                  execution.timeMillis())
              .update();
        }
      }
    }
  }

  /** An instruction, or null: what was refused before it was read may be anything. */
  private @Nullable Record read(byte[] item) {
    try {
      return catalogue.describe(item).content();
    } catch (MalformedException e) {
      return null;
    }
  }

  /** Every id that an instruction names leads to it. */
  private static Set<Id> ids(Record instruction) {
    Set<Id> ids = new LinkedHashSet<>();
    for (RecordComponent each : instruction.getClass().getRecordComponents()) {
      if (each.getType() != Id.class) continue;
      try {
        Id id = (Id) each.getAccessor().invoke(instruction);
        if (!id.isNone()) ids.add(id);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("an instruction cannot be read", e);
      }
    }
    return ids;
  }

  /**
   * The steps about any of these ids, in their order.
   *
   * @param parties whose refused steps are steps too: anybody may name an id in vain
   */
  static List<Step> about(Projection projection, Collection<Id> ids, Set<Integer> parties) {
    UUID[] uuids = ids.stream().map(CaseSteps::uuid).toArray(UUID[]::new);
    return projection
        .read()
        .sql(
            "SELECT DISTINCT leaf, item, kind, accepted, reason, party, time_millis FROM licensing_step"
                + " WHERE about = ANY (?) AND (accepted OR party = ANY (?)) ORDER BY leaf, item LIMIT "
                + STEPS_MAX)
        .param(uuids)
        .param(parties.toArray(Integer[]::new))
        .query(CaseSteps::step)
        .list();
  }

  private static Step step(ResultSet row, int number) throws SQLException {
    return new Step(
        row.getLong("leaf"),
        row.getInt("item"),
        row.getString("kind"),
        row.getBoolean("accepted"),
        row.getString("reason"),
        row.getInt("party"),
        row.getLong("time_millis"));
  }

  private static UUID uuid(Id id) {
    return new UUID(id.high(), id.low());
  }
}
