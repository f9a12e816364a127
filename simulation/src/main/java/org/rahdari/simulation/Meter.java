package org.rahdari.simulation;

import java.util.List;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/**
 * A program that changes while a network runs: each of its versions counts in steps of its own, so
 * that who executes an entry by another version than the others comes to another state.
 */
final class Meter {
  static final int NUMBER = 9;
  static final String TABLE = "meter.reading";

  /** Both versions; a network starts with the first. */
  static final List<Program> PROGRAMS = List.of(version(1), version(2));

  /** One step. */
  @Kind(1)
  record Count() {}

  /** Puts the second version in force. */
  @Kind(2)
  record Next() {}

  /** How far it has counted: the only row. */
  record Reading(int number, long value) {}

  private final Table<Integer, Reading> readings;
  private final int version;

  private Meter(Registry registry, int version) {
    this.version = version;
    readings = registry.table("reading", Integer.class, Reading.class, Reading::number, 1);
    registry.on(Count.class, this::count);
    registry.on(Next.class, (next, ctx) -> ctx.activate(NUMBER, 2));
  }

  private static Program version(int version) {
    return new Program(NUMBER, "meter", version, registry -> new Meter(registry, version));
  }

  /** How far a version counts at once. */
  static long step(int version) {
    return version == 1 ? 1 : 1_000;
  }

  static long value(Table<Integer, Reading> readings) {
    Reading reading = readings.get(1);
    return reading == null ? 0 : reading.value();
  }

  private Outcome count(Count count, Context ctx) {
    readings.put(new Reading(1, value(readings) + step(version)));
    return Outcome.accepted();
  }
}
