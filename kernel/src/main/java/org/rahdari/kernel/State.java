package org.rahdari.kernel;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Bytes;
import org.rahdari.ledger.Beside;
import org.rahdari.ledger.Ledger;
import org.rahdari.program.Program;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/** All that a kernel remembers: tables, and the number of the last timer; and its programs. */
final class State {
  private static final int TIMERS_MAX = 1_000_000;
  private static final int ACTIVATIONS_MAX = 10_000;
  static final int ENVELOPES_MAX = 10_000_000;

  final Tables tables = new Tables();
  final Parties parties = new Parties(tables);
  final Table<Seen, Seen> seen;
  final Table<Timer.Place, Timer> timers;
  final Table<Integer, Activation> activations;
  final Ledger ledger;
  final Catalogue catalogue = new Catalogue(tables);
  long timersSet;

  /** Every version that this software has. */
  private final List<Program> known;

  /** How many of the activations are in force. */
  private int activated;

  /** Of the batch that is being executed. */
  private final List<Effect> effects = new ArrayList<>();

  /**
   * @param known every version that this software has
   * @param programs those that are in force at the start
   */
  State(List<Program> known, List<Program> programs, int envelopesMax, int transferIds) {
    this.known = List.copyOf(known);
    seen = tables.declare("core.envelope", Seen.class, Seen.class, s -> s, envelopesMax);
    timers = tables.declare("core.timer", Timer.Place.class, Timer.class, Timer::place, TIMERS_MAX);
    activations =
        tables.declare(
            "core.activation",
            Integer.class,
            Activation.class,
            Activation::number,
            ACTIVATIONS_MAX);
    ledger = new Ledger(tables, transferIds);
    catalogue.install(
        new Program(
            Core.NUMBER, "core", Core.VERSION, registry -> new Core(registry, ledger, parties)));
    programs.forEach(catalogue::install);
  }

  /** The version of a program that the entries so far have put in force, or are about to. */
  int version(int program) {
    int version = catalogue.version(program);
    for (Activation each = next(); each != null; each = activations.ceiling(each.number() + 1))
      if (each.program() == program) version = each.version();
    return version;
  }

  /** Puts in force what the entries so far have activated. */
  void activate() {
    for (Activation next = next(); next != null; next = next()) activate(next);
  }

  private @Nullable Activation next() {
    return activations.ceiling(activated + 1);
  }

  private void activate(Activation activation) {
    for (Program each : known) {
      if (each.number() != activation.program() || each.version() != activation.version()) continue;
      catalogue.install(each);
      activated++;
      return;
    }
    throw new MissingVersionException(activation, name(activation.program()));
  }

  private String name(int program) {
    for (Program each : known) if (each.number() == program) return each.name();
    return "the program " + program;
  }

  /** Forgets the rows and takes those of an image, of any versions that this software has. */
  void restore(DataInput in, Beside beside) throws IOException {
    if (activated != 0) throw new IllegalStateException("this kernel is not at its start");
    tables.restore(in, activations, this::activate);
    ledger.restore(in, beside);
    parties.publish();
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
