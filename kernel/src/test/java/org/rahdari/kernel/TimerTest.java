package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;

class TimerTest {
  private final TestNetwork network = new TestNetwork();
  private final long startMillis = network.nowMillis();

  private void set(long dueMillis, int code, int times) {
    network.by(BANK).instruct(new Shelf.SetBell(dueMillis, code, times)).mustBeAccepted();
  }

  private List<Integer> codes() {
    return network.rings().stream().map(Shelf.Rung::code).toList();
  }

  @Test
  void theyFireByDueTimeAndThenInTheOrderOfSetting() {
    set(startMillis + 30, 1, 1);
    set(startMillis + 20, 2, 1);
    set(startMillis + 30, 3, 1);
    set(startMillis + 10, 4, 1);
    set(startMillis + 20, 5, 1);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(startMillis + 10);

    network.at(startMillis + 30).tick();

    assertThat(codes()).containsExactly(4, 2, 5, 1, 3);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void oneFiresAtItsInstantAndNotBefore() {
    set(startMillis + 10, 1, 1);

    network.at(startMillis + 9).tick();
    assertThat(codes()).isEmpty();

    network.at(startMillis + 10).tick();
    assertThat(network.rings()).containsExactly(new Shelf.Rung(1, 1, startMillis + 10));
  }

  @Test
  void oneThatWasDueBeforeItWasSetFiresInTheNextEntry() {
    set(Long.MIN_VALUE, 1, 1);
    assertThat(codes()).isEmpty();

    network.tick();
    assertThat(codes()).containsExactly(1);
  }

  @Test
  void theyFireBeforeTheEntrysEnvelopes() {
    set(startMillis + 10, 1, 1);
    byte[] put = network.at(startMillis + 10).by(BANK).instruct(new Shelf.PutBox(1, "a")).bytes();

    Execution execution = network.order(List.of(put));

    assertThat(execution.batches())
        .extracting(Batch::kind)
        .containsExactly(Batch.Kind.TIMER, Batch.Kind.ENVELOPE);
  }

  @Test
  void aBatchTellsWhatFiredAndWhatBecameOfIt() {
    set(startMillis + 10, 1, 1);
    set(startMillis + 10, Shelf.FAILING, 1);
    set(startMillis + 10, 3, 1);

    Execution execution = network.at(startMillis + 10).tick();

    Batch batch = execution.batches().getFirst();
    assertThat(execution.batches()).hasSize(1);
    assertThat(batch.kind()).isEqualTo(Batch.Kind.TIMER);
    assertThat(batch.envelope()).isEqualTo(-1);
    assertThat(batch.head()).isEmpty();
    assertThat(batch.items())
        .extracting(item -> network.kernel.catalogue().describeTimer(item).content())
        .containsExactly(new Shelf.Bell(1), new Shelf.Bell(Shelf.FAILING), new Shelf.Bell(3));
    assertThat(batch.results())
        .extracting(Result::decode)
        .containsExactly(
            new Result(true, "", 0),
            new Result(false, "PROGRAM_FAILED", 0),
            new Result(true, "", 0));
  }

  @Test
  void oneThatFailsChangesNothingAndDoesNotFireAgain() {
    set(startMillis + 10, Shelf.FAILING, 1);

    network.at(startMillis + 10).tick();

    assertThat(codes()).isEmpty();
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(network.tick().batches()).isEmpty();
  }

  @Test
  void oneThatATimerSetsForNowFiresInTheSameEntry() {
    set(startMillis + 10, Shelf.TWICE, 1);
    set(startMillis + 10, 5, 1);

    network.at(startMillis + 10).tick();

    assertThat(codes()).containsExactly(Shelf.TWICE, 5, 0);
  }

  @Test
  void anEntryFiresAsManyAsAllowedAndTheNextOneTheRest() {
    set(startMillis + 10, 1, Kernel.TIMERS_PER_ENTRY_MAX);
    set(startMillis + 10, 2, 3);

    Execution first = network.at(startMillis + 10).tick();
    assertThat(first.batches().getFirst().items()).hasSize(Kernel.TIMERS_PER_ENTRY_MAX);
    assertThat(codes()).hasSize(Kernel.TIMERS_PER_ENTRY_MAX).containsOnly(1);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(startMillis + 10);

    Execution second = network.tick();
    assertThat(second.batches().getFirst().items()).hasSize(3);
    assertThat(codes().subList(Kernel.TIMERS_PER_ENTRY_MAX, codes().size()))
        .containsExactly(2, 2, 2);
    assertThat(network.tick().batches()).isEmpty();
  }

  @Test
  void theyKeepTheirOrderThroughASnapshot() throws Exception {
    set(startMillis + 10, 1, 1);
    set(startMillis + 10, 2, 1);
    TestNetwork restored = new TestNetwork(TestNetwork.restore(TestNetwork.save(network.kernel)));
    // Its numbers go on where the saved ones ended.
    restored
        .at(startMillis + 1)
        .by(BANK)
        .id(new Id(8, 8))
        .instruct(new Shelf.SetBell(startMillis + 10, 3, 1))
        .mustBeAccepted();

    restored.at(startMillis + 10).tick();

    assertThat(restored.rings()).extracting(Shelf.Rung::code).containsExactly(1, 2, 3);
  }

  /** Even one that was set before. */
  @Test
  void whatTheLedgerGivesBackInTimeComesFirst() {
    network.fund();
    set(startMillis + 900, 1, 1);
    network
        .by(BANK)
        .transfer(Transfer.pending(new Id(9, 1), TestNetwork.PURSE, TestNetwork.OTHER_PURSE, 5, 1))
        .mustBeAccepted();
    set(startMillis + 1_000, 2, 1);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(startMillis + 900);

    Execution execution = network.at(startMillis + 1_000).tick();

    assertThat(execution.batches().getFirst().items())
        .extracting(item -> network.kernel.catalogue().describeTimer(item).content())
        .containsExactly(
            new Core.ExpirePending(new Id(9, 1)), new Shelf.Bell(1), new Shelf.Bell(2));
    assertThat(TestNetwork.results(execution)).containsExactly(ACCEPTED, ACCEPTED, ACCEPTED);
  }
}
