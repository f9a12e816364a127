package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** A program behaves otherwise from one entry on, and as before when its past is executed again. */
class ActivationTest {
  private static final int NUMBER = 9;
  private static final int LATER = 10;
  private static final int ROWS_MAX = 10;

  private enum Refused implements Reason {
    FORGOTTEN
  }

  record Noted(long number, long value) {}

  record Doubled(long number, long value) {}

  @Kind(1)
  record Note(long number) {}

  @Kind(2)
  record Put(int program, int version) {}

  /** Version 2 has it not any more. */
  @Kind(3)
  record Old() {}

  /** Version 2 has it first. */
  @Kind(4)
  record Fresh() {}

  /** Puts a version in force and is refused all the same. */
  @Kind(5)
  record PutInVain() {}

  @Kind(1)
  record Later(long number) {}

  private static final Program ONE =
      new Program(
          NUMBER,
          "notes",
          1,
          registry -> {
            Table<Long, Noted> noted = noted(registry);
            registry.on(Note.class, (note, ctx) -> put(noted, note.number(), 1, ctx));
            registry.on(Put.class, (put, ctx) -> ctx.activate(put.program(), put.version()));
            registry.on(Old.class, (old, ctx) -> Outcome.accepted());
            registry.on(
                PutInVain.class,
                (vain, ctx) -> {
                  ctx.activate(NUMBER, 2);
                  return Outcome.refuse(Refused.FORGOTTEN);
                });
            registry.onTimer(
                Later.class, (later, ctx) -> noted.put(new Noted(later.number() + 100, 1)));
          });

  private static final Program TWO =
      new Program(
          NUMBER,
          "notes",
          2,
          registry -> {
            Table<Long, Noted> noted = noted(registry);
            Table<Long, Doubled> doubled =
                registry.table("doubled", Long.class, Doubled.class, Doubled::number, ROWS_MAX);
            registry.on(
                Note.class,
                (note, ctx) -> {
                  doubled.put(new Doubled(note.number(), note.number() * 2));
                  return put(noted, note.number(), 2, ctx);
                });
            registry.on(Put.class, (put, ctx) -> ctx.activate(put.program(), put.version()));
            registry.on(Fresh.class, (fresh, ctx) -> Outcome.accepted());
            registry.onTimer(
                Later.class, (later, ctx) -> noted.put(new Noted(later.number() + 100, 2)));
          });

  private static final Program ADDED = program(LATER, "added", 1, registry -> {});

  private static Program program(int number, String name, int version, Consumer<Registry> rules) {
    return new Program(number, name, version, rules);
  }

  private static Table<Long, Noted> noted(Registry registry) {
    return registry.table("noted", Long.class, Noted.class, Noted::number, ROWS_MAX);
  }

  /** Notes it, and again in a second. */
  private static Outcome put(Table<Long, Noted> noted, long number, int value, Context ctx) {
    noted.put(new Noted(number, value));
    ctx.at(ctx.timeMillis() + 1_000, new Later(number));
    return Outcome.accepted();
  }

  private static Kernel kernel(Program... programs) {
    Genesis like = TestNetwork.genesis();
    return new Kernel(
        new Genesis(
            like.origin(),
            List.of(Genesis.ProgramVersion.of(ONE)),
            like.parties(),
            like.keys(),
            like.mandates(),
            like.assets(),
            like.validators(),
            like.quorum(),
            like.transferIds()),
        List.of(programs));
  }

  private final TestNetwork network = new TestNetwork(kernel(ONE, TWO, ADDED));

  private List<String> say(Record instruction) {
    return network
        .by(TestNetwork.BANK)
        .items(Header.Content.INSTRUCTIONS, item(instruction))
        .results();
  }

  private static List<byte[]> item(Record instruction) {
    return List.of(Catalogue.of(List.of(ONE, TWO, ADDED)).item(instruction));
  }

  private static List<Noted> noted(Kernel kernel) {
    return List.copyOf(kernel.table("notes.noted", Long.class, Noted.class).rows());
  }

  @Test
  void fromTheNextEntryOnThePresentOneIsInForce() {
    assertThat(say(new Fresh())).containsExactly("ITEM_MALFORMED");
    byte[] activating =
        network
            .by(TestNetwork.BANK)
            .items(Header.Content.INSTRUCTIONS, item(new Put(NUMBER, 2)))
            .bytes();
    byte[] beside =
        network.by(TestNetwork.BANK).items(Header.Content.INSTRUCTIONS, item(new Note(1))).bytes();
    assertThat(TestNetwork.results(network.order(List.of(activating, beside))))
        .containsExactly(TestNetwork.ACCEPTED, TestNetwork.ACCEPTED);
    assertThat(network.kernel.version(NUMBER)).isEqualTo(2);
    assertThat(noted(network.kernel)).containsExactly(new Noted(1, 1));

    assertThat(say(new Note(2))).containsExactly(TestNetwork.ACCEPTED);
    assertThat(say(new Fresh())).containsExactly(TestNetwork.ACCEPTED);
    assertThat(say(new Old())).containsExactly("ITEM_MALFORMED");
    network.at(network.nowMillis() + 2_000).tick();

    // What the first version has asked for, the second does, in its way.
    assertThat(noted(network.kernel))
        .containsExactly(new Noted(1, 1), new Noted(2, 2), new Noted(101, 2), new Noted(102, 2));
    assertThat(network.kernel.table("notes.doubled", Long.class, Doubled.class).rows())
        .containsExactly(new Doubled(2, 4));
  }

  @Test
  void aLogIsExecutedAgainAsItWas() throws Exception {
    say(new Note(1));
    say(new Put(NUMBER, 2));
    say(new Note(2));
    say(new Put(LATER, 1));
    byte[] saved = TestNetwork.save(network.kernel);
    say(new Note(3));

    Kernel again = kernel(ONE, TWO, ADDED);
    for (Entry entry : network.log) again.execute(entry);
    assertThat(again.digest()).isEqualTo(network.kernel.digest());

    Kernel restored = kernel(ONE, TWO, ADDED);
    restored.restore(in(saved));
    assertThat(restored.version(NUMBER)).isEqualTo(2);
    assertThat(restored.version(LATER)).isEqualTo(1);
    restored.execute(network.log.getLast());
    assertThat(restored.digest()).isEqualTo(network.kernel.digest());
    assertThat(TestNetwork.save(restored)).isEqualTo(TestNetwork.save(network.kernel));
  }

  @Test
  void softwareWithoutTheVersionStopsThere() {
    say(new Note(1));
    say(new Put(NUMBER, 2));
    say(new Note(2));
    byte[] saved = TestNetwork.save(network.kernel);

    Kernel old = kernel(ONE);
    old.execute(network.log.getFirst());
    assertThatThrownBy(() -> old.execute(network.log.get(1)))
        .isInstanceOf(MissingVersionException.class)
        .hasMessage(
            "From position 3 on, the ledger runs version 2 of notes, which this software has not:"
                + " update it, and start the node again.");
    assertThatThrownBy(() -> kernel(ONE).restore(in(saved)))
        .isInstanceOf(MissingVersionException.class);
  }

  @Test
  void onlyTheNextVersionFollows() {
    assertThat(say(new Put(NUMBER, 1))).containsExactly("VERSION_NOT_NEXT");
    assertThat(say(new Put(NUMBER, 3))).containsExactly("VERSION_NOT_NEXT");
    assertThat(say(new Put(LATER, 2))).containsExactly("VERSION_NOT_NEXT");
    assertThat(say(new Put(NUMBER, Integer.MIN_VALUE))).containsExactly("VERSION_NOT_NEXT");
    assertThat(say(new Put(Core.NUMBER, 1))).containsExactly("PROGRAM_IMPOSSIBLE");
    assertThat(say(new PutInVain())).containsExactly("FORGOTTEN");
    assertThat(network.kernel.version(NUMBER)).isEqualTo(1);
    assertThat(network.kernel.version(LATER)).isZero();

    // Twice in one entry: the second follows on the first.
    List<byte[]> twice = new ArrayList<>(item(new Put(NUMBER, 2)));
    twice.addAll(item(new Put(NUMBER, 2)));
    assertThat(network.by(TestNetwork.BANK).items(Header.Content.INSTRUCTIONS, twice).results())
        .containsExactly(TestNetwork.ACCEPTED, "VERSION_NOT_NEXT");
  }

  @Test
  void aProjectionHasTheTablesOfAllVersions() {
    List<String> before = network.kernel.projected().stream().map(Table::name).sorted().toList();
    say(new Put(NUMBER, 2));
    assertThat(before)
        .contains("notes.noted", "notes.doubled", "core.activation")
        .isEqualTo(network.kernel.projected().stream().map(Table::name).sorted().toList());
  }

  @Test
  void whatAnyVersionHadCanBeRead() {
    Catalogue all = Catalogue.of(List.of(ONE, TWO));
    assertThat(all.describe(item(new Old()).getFirst()).content()).isEqualTo(new Old());
    assertThat(all.describe(item(new Fresh()).getFirst()).content()).isEqualTo(new Fresh());
  }

  @Test
  void versionsThatDoNotGoTogetherAreADefect() {
    Program three = program(NUMBER, "notes", 3, TWO.rules());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(ONE, three)))
        .withMessageContaining("notes 3 does not follow on 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(ONE, program(NUMBER, "notes", 2, registry -> {}))))
        .withMessageContaining("does not handle the timer 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(ONE, program(LATER, "notes", 1, registry -> {}))))
        .withMessageContaining("two programs have the name notes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalogue.of(List.of(ONE, program(NUMBER, "other", 2, TWO.rules()))))
        .withMessageContaining("two programs have the number 9");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Catalogue.of(
                    List.of(
                        ONE,
                        program(
                            NUMBER,
                            "notes",
                            2,
                            registry -> {
                              TWO.rules().accept(registry);
                              registry.on(Another.class, (a, ctx) -> Outcome.accepted());
                            }))))
        .withMessageContaining("the kind 3 of notes");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Catalogue.of(
                    List.of(
                        ONE,
                        program(
                            NUMBER,
                            "notes",
                            2,
                            registry ->
                                registry.table(
                                    "noted", Long.class, Doubled.class, Doubled::number, 1)))))
        .withMessageContaining("notes.noted is declared otherwise");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel(ONE, three))
        .withMessageContaining("notes 3 does not follow on 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kernel(TWO))
        .withMessageContaining("the network starts with version 1 of notes");
  }

  /** Has the number of {@link Old}. */
  @Kind(3)
  record Another() {}

  private static DataInputStream in(byte[] saved) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(saved));
  }
}
