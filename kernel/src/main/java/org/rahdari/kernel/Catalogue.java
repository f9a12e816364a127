package org.rahdari.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Codec;
import org.rahdari.codec.MalformedException;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Debit;
import org.rahdari.program.Kind;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/**
 * The instructions and timers of the programs, and their binary form as items. What a version of a
 * program had and the present one has not can still be written and read, and is not handled. Any
 * thread may write and read items.
 *
 * <pre>
 * program 2 | kind 2 | flags 1 (1 = linked to the next item) | the record's canonical bytes
 * </pre>
 */
public final class Catalogue {
  private static final int LINKED = 1;
  private static final int PREFIX_BYTES = 5;

  private final Map<Integer, Program> present = new ConcurrentSkipListMap<>();
  private final Map<Integer, Type<?>> instructions = new ConcurrentSkipListMap<>();
  private final Map<Integer, Type<?>> timers = new ConcurrentSkipListMap<>();
  private final Map<Integer, Type<?>> instructionsEver = new ConcurrentSkipListMap<>();
  private final Map<Integer, Type<?>> timersEver = new ConcurrentSkipListMap<>();
  private final Map<MandateKind, Guard> guards = new ConcurrentSkipListMap<>();
  private final Map<String, Type<?>> byClass = new ConcurrentSkipListMap<>();
  private final Tables tables;

  Catalogue(Tables tables) {
    this.tables = tables;
  }

  /**
   * The catalogue of the programs, in all of their versions, and of {@link Core}: to write and to
   * read items without a kernel.
   *
   * @throws IllegalArgumentException if a version does not go with the one before
   */
  public static Catalogue of(List<Program> programs) {
    return new State(programs, programs, State.ENVELOPES_MAX, Genesis.TRANSFER_IDS_MIN).catalogue;
  }

  /** The tables that the programs have, in any of their versions, without rows. */
  static List<Table<?, ?>> tables(List<Program> programs) {
    Tables tables = new Tables();
    Catalogue all = new Catalogue(tables);
    programs.forEach(all::install);
    return tables.all();
  }

  /** The program behaves like this from now on. */
  void install(Program program) {
    int number = program.number();
    if (number < 1 || number > Program.NUMBER_MAX)
      throw new IllegalArgumentException(program.name() + " has the number " + number);
    for (Program each : present.values()) {
      if (each.number() != number && each.name().equals(program.name()))
        throw new IllegalArgumentException("two programs have the name " + program.name());
    }
    Program before = present.put(number, program);
    if (before != null && !before.name().equals(program.name()))
      throw new IllegalArgumentException("two programs have the number " + number);
    if (before != null && before.version() + 1 != program.version())
      throw new IllegalArgumentException(
          program.name() + " " + program.version() + " does not follow on " + before.version());
    instructions.values().removeIf(type -> type.program.number() == number);
    timers.values().removeIf(type -> type.program.number() == number);
    guards.values().removeIf(guard -> guard.program.number() == number);
    program.rules().accept(new Room(program));
    for (Type<?> timer : timersEver.values()) {
      if (timer.program.number() == number && !timers.containsKey(place(number, timer.kind)))
        throw new IllegalArgumentException(
            program.name() + " " + program.version() + " does not handle the timer " + timer.kind);
    }
  }

  /** The version of a program that is in force; 0 where there is none. */
  int version(int program) {
    Program in = present.get(program);
    return in == null ? 0 : in.version();
  }

  /** An instruction or a timer, read. */
  public record Described(String program, Record content) {}

  /** The number of the program that an item is for, without reading the rest; 0 for none. */
  public static int program(byte[] item) {
    return item.length < PREFIX_BYTES ? 0 : Short.toUnsignedInt(ByteBuffer.wrap(item).getShort());
  }

  /** An instruction of a program by the simple name of its record, in any version. */
  public Optional<Class<? extends Record>> instruction(String program, String name) {
    for (Type<?> type : instructionsEver.values()) {
      if (type.program.name().equals(program) && type.content.getSimpleName().equals(name))
        return Optional.of(type.content);
    }
    return Optional.empty();
  }

  /** An instruction that is in force. */
  public record Instructable(String program, Class<? extends Record> type) {}

  /** The instructions that are in force, by program and kind. */
  public List<Instructable> instructables() {
    List<Instructable> all = new ArrayList<>();
    for (Type<?> type : instructions.values())
      all.add(new Instructable(type.program.name(), type.content));
    return List.copyOf(all);
  }

  /** The instructions of all programs, in any version. */
  public List<Class<? extends Record>> instructions() {
    List<Class<? extends Record>> all = new ArrayList<>();
    instructionsEver.values().forEach(type -> all.add(type.content));
    return List.copyOf(all);
  }

  /** Writes an instruction as an item. */
  public byte[] item(Record instruction) {
    return item(instruction, false);
  }

  /** Writes an instruction as an item, linked to the next one if it says so. */
  public byte[] item(Record instruction, boolean linked) {
    Type<?> type = type(instruction);
    if (type.handler == null)
      throw new IllegalArgumentException(instruction.getClass() + " is a timer");
    return type.write(instruction, linked ? LINKED : 0);
  }

  /**
   * Reads an instruction.
   *
   * @throws MalformedException if it is none of these programs
   */
  public Described describe(byte[] item) {
    Type<?> type = find(instructionsEver, item);
    return new Described(type.program.name(), type.read(item));
  }

  /**
   * Reads a timer.
   *
   * @throws MalformedException if it is none of these programs
   */
  public Described describeTimer(byte[] item) {
    Type<?> type = find(timersEver, item);
    return new Described(type.program.name(), type.read(item));
  }

  /** Writes a timer of {@link Core} as an item. */
  byte[] timerItem(Record timer) {
    return type(timer).write(timer, 0);
  }

  static boolean linked(byte[] bytes, int offset, int length) {
    return length >= PREFIX_BYTES && (bytes[offset + PREFIX_BYTES - 1] & LINKED) != 0;
  }

  Type<?> instruction(byte[] item) {
    return find(instructions, item);
  }

  Type<?> timer(int program, int kind) {
    Type<?> type = timers.get(place(program, kind));
    if (type == null)
      throw new IllegalStateException("no program " + program + " has the timer " + kind);
    return type;
  }

  /** The type of a timer that the program may set: one of its own. */
  Type<?> timer(int program, Record content) {
    Type<?> type = type(content);
    if (type.timerHandler == null || type.program.number() != program)
      throw new IllegalArgumentException(
          content.getClass() + " is no timer of the program " + program);
    return type;
  }

  private Type<?> type(Record content) {
    Type<?> type = byClass.get(content.getClass().getName());
    if (type == null)
      throw new IllegalArgumentException(content.getClass() + " belongs to no program");
    return type;
  }

  private static Type<?> find(Map<Integer, Type<?>> types, byte[] item) {
    if (item.length < PREFIX_BYTES) throw new MalformedException("the item ends too early");
    ByteBuffer in = ByteBuffer.wrap(item);
    int program = Short.toUnsignedInt(in.getShort());
    int kind = Short.toUnsignedInt(in.getShort());
    if ((in.get() & ~LINKED) != 0) throw new MalformedException("the item has unknown flags");
    Type<?> type = types.get(place(program, kind));
    if (type == null)
      throw new MalformedException("no program " + program + " has the instruction " + kind);
    return type;
  }

  /** Who watches over parties with a mandate; in the order of the mandates. */
  Map<MandateKind, Guard> guards() {
    return guards;
  }

  /** What a program does before another takes a guarded party's money. */
  record Guard(Program program, BiFunction<Debit, Context, Outcome> judge) {}

  private static int place(int program, int kind) {
    return program << 16 | kind;
  }

  /** A record type of a program and who handles it. */
  static final class Type<T extends Record> {
    final Program program;
    final int kind;
    final List<MandateKind> mandates;
    final Class<T> content;
    private final Codec<T> codec;
    private final @Nullable BiFunction<T, Context, Outcome> handler;
    private final @Nullable BiConsumer<T, Context> timerHandler;

    Type(
        Program program,
        Class<T> type,
        List<MandateKind> mandates,
        @Nullable BiFunction<T, Context, Outcome> handler,
        @Nullable BiConsumer<T, Context> timerHandler) {
      Kind number = type.getAnnotation(Kind.class);
      if (number == null) throw new IllegalArgumentException(type + " has no @Kind");
      if (number.value() < 1 || number.value() > Program.NUMBER_MAX)
        throw new IllegalArgumentException(type + " has the kind " + number.value());
      this.program = program;
      this.kind = number.value();
      this.mandates = mandates;
      this.content = type;
      this.codec = Codec.of(type);
      this.handler = handler;
      this.timerHandler = timerHandler;
    }

    T read(byte[] item) {
      byte[] body = new byte[item.length - PREFIX_BYTES];
      System.arraycopy(item, PREFIX_BYTES, body, 0, body.length);
      return codec.decode(body);
    }

    byte[] body(Record content) {
      @SuppressWarnings("unchecked") // found by its class
      T typed = (T) content;
      return codec.encode(typed);
    }

    byte[] write(Record content, int flags) {
      return form(body(content), flags);
    }

    /** The item of a body, as it stands in a leaf. */
    byte[] form(byte[] body, int flags) {
      return ByteBuffer.allocate(PREFIX_BYTES + body.length)
          .putShort((short) program.number())
          .putShort((short) kind)
          .put((byte) flags)
          .put(body)
          .array();
    }

    Outcome handle(byte[] item, Context ctx) {
      if (handler == null) throw new IllegalStateException("a timer was handled as an instruction");
      return handler.apply(read(item), ctx);
    }

    void fire(byte[] body, Context ctx) {
      if (timerHandler == null)
        throw new IllegalStateException("an instruction was fired as a timer");
      timerHandler.accept(codec.decode(body), ctx);
    }
  }

  /** The registry that one program sees. */
  private final class Room implements Registry {
    private final Program program;
    private final Set<String> declared = new TreeSet<>();

    Room(Program program) {
      this.program = program;
    }

    @Override
    public <K extends Comparable<? super K>, R extends Record> Table<K, R> table(
        String name, Class<K> key, Class<R> row, Function<R, K> keyOf, int capacity) {
      String full = program.name() + "." + name;
      return declared.add(full) && tables.has(full)
          ? tables.declared(full, key, row, capacity)
          : tables.declare(full, key, row, keyOf, capacity);
    }

    @Override
    public <I extends Record> void on(
        Class<I> instruction, BiFunction<I, Context, Outcome> handler, MandateKind... mandates) {
      add(
          instructions,
          instructionsEver,
          new Type<>(program, instruction, List.of(mandates), handler, null));
    }

    @Override
    public void guard(MandateKind mandate, BiFunction<Debit, Context, Outcome> judge) {
      Guard before = guards.putIfAbsent(mandate, new Guard(program, judge));
      if (before != null)
        throw new IllegalArgumentException(
            before.program.name() + " guards parties with the mandate " + mandate);
    }

    @Override
    public <T extends Record> void onTimer(Class<T> timer, BiConsumer<T, Context> handler) {
      add(timers, timersEver, new Type<>(program, timer, List.of(), null, handler));
    }

    private void add(Map<Integer, Type<?>> types, Map<Integer, Type<?>> ever, Type<?> handled) {
      int place = place(program.number(), handled.kind);
      if (types.putIfAbsent(place, handled) != null) {
        throw new IllegalArgumentException(
            program.name() + " has the kind " + handled.kind + " twice");
      }
      Type<?> before = ever.put(place, handled);
      if (before != null && before.content != handled.content) {
        throw new IllegalArgumentException(
            "the kind "
                + handled.kind
                + " of "
                + program.name()
                + " is "
                + handled.content
                + ", and was "
                + before.content);
      }
      if (byClass.put(handled.content.getName(), handled) != before) {
        throw new IllegalArgumentException(handled.content + " is registered twice");
      }
    }
  }
}
