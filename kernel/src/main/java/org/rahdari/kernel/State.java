package org.rahdari.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Bytes;
import org.rahdari.ledger.Ledger;
import org.rahdari.program.Program;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/** All that a kernel remembers: tables, and the number of the last timer. */
final class State {
  private static final int TIMERS_MAX = 1_000_000;
  static final int ENVELOPES_MAX = 10_000_000;

  final Tables tables = new Tables();
  final Parties parties = new Parties(tables);
  final Table<Seen, Seen> seen;
  final Table<Timer.Place, Timer> timers;
  final Ledger ledger;
  final Catalogue catalogue = new Catalogue(tables);
  long timersSet;

  /** Of the batch that is being executed. */
  private final List<Effect> effects = new ArrayList<>();

  State(List<Program> programs, int envelopesMax, int transferIds) {
    seen = tables.declare("core.envelope", Seen.class, Seen.class, s -> s, envelopesMax);
    timers = tables.declare("core.timer", Timer.Place.class, Timer.class, Timer::place, TIMERS_MAX);
    ledger = new Ledger(tables, transferIds);
    catalogue.install(
        new Program(
            Core.NUMBER, "core", Core.VERSION, registry -> new Core(registry, ledger, parties)));
    programs.forEach(catalogue::install);
  }

  /** A point that {@link #rollback} can go back to. */
  record Mark(int changes, int moves, long timersSet, int effects) {}

  Mark mark() {
    return new Mark(tables.mark(), ledger.mark(), timersSet, effects.size());
  }

  /** Takes back every change since the mark. */
  void rollback(Mark mark) {
    tables.rollback(mark.changes());
    ledger.rollback(mark.moves());
    timersSet = mark.timersSet();
    effects.subList(mark.effects(), effects.size()).clear();
  }

  /** Nothing that the ledger did so far will be taken back. */
  void settle() {
    ledger.settle();
  }

  void note(Effect effect) {
    effects.add(effect);
  }

  /** The effects since the last call. */
  List<Effect> takeEffects() {
    List<Effect> taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  void setTimer(int program, long dueMillis, Record timer) {
    Catalogue.Type<?> type = catalogue.timer(program, timer);
    long number = ++timersSet;
    timers.put(
        new Timer(
            dueMillis, number, type.program.number(), type.kind, new Bytes(type.body(timer))));
  }

  @Nullable Timer dueTimer(long timeMillis) {
    Timer first = timers.first();
    return first == null || first.dueMillis() > timeMillis ? null : first;
  }
}
