package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.FUNDS_MINOR;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.VAULT;
import static org.rahdari.kernel.TestNetwork.move;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

/** What an execution tells of the movements that no item shows. */
class EffectTest {
  private static final Id ONE = new Id(9, 1);
  private static final Id TWO = new Id(9, 2);
  private static final Id THREE = new Id(9, 3);

  private final TestNetwork network = TestNetwork.funded();

  private static List<Effect> effects(Execution execution) {
    return execution.batches().stream().flatMap(batch -> batch.effects().stream()).toList();
  }

  private static Shelf.Leg leg(Id id, Id pendingId, long amountMinor, int flags) {
    Id debit = pendingId.isNone() ? VAULT : Id.NONE;
    Id credit = pendingId.isNone() ? PURSE : Id.NONE;
    return new Shelf.Leg(id, debit, credit, pendingId, amountMinor, 0, flags);
  }

  private Entered made(Effect effect) {
    return ((Effect.Made) effect).transfer();
  }

  @Test
  void transfersSpeakForThemselves() {
    Execution execution =
        network
            .by(BANK)
            .transfer(
                Transfer.posted(ONE, PURSE, OTHER_PURSE, 1),
                Transfer.posted(TWO, PURSE, OTHER_PURSE, FUNDS_MINOR))
            .execute();

    assertThat(TestNetwork.results(execution)).containsExactly(ACCEPTED, "EXCEEDS_CREDITS");
    assertThat(effects(execution)).isEmpty();
  }

  @Test
  void aRepeatSaysThatNothingMoved() {
    Transfer first = Transfer.posted(ONE, PURSE, OTHER_PURSE, 1);
    network.by(BANK).transfer(first).mustBeAccepted();

    Execution alone = network.by(BANK).transfer(first).execute();
    Execution chained =
        network
            .by(BANK)
            .transfer(Transfer.posted(TWO, PURSE, OTHER_PURSE, 1).linked(), first)
            .execute();

    assertThat(effects(alone)).containsExactly(new Effect.Repeated(0));
    assertThat(effects(chained)).containsExactly(new Effect.Repeated(1));
  }

  @Test
  void whatAProgramEnteredIsTold() {
    Shelf.Move move =
        new Shelf.Move(
            List.of(
                leg(ONE, Id.NONE, 100, TransferFlag.PENDING),
                leg(TWO, ONE, 30, TransferFlag.POST_PENDING)));

    List<Effect> effects =
        effects(network.by(BANK).instruct(new Shelf.TakeBox(1), move, move).execute());

    // The second time, both are repeats.
    assertThat(effects).extracting(Effect::item).containsExactly(1, 1);
    assertThat(made(effects.get(0)).state()).isEqualTo(Entered.State.PENDING);
    assertThat(made(effects.get(1)))
        .returns(TWO, Entered::id)
        .returns(ONE, Entered::pendingId)
        .returns(VAULT, Entered::debitAccount)
        .returns(PURSE, Entered::creditAccount)
        .returns(30L, Entered::amountMinor)
        .returns(Shelf.NUMBER, Entered::program)
        .returns(BANK, Entered::party);
  }

  @Test
  void whatIsTakenBackIsNotTold() {
    Shelf.Leg fits = leg(ONE, Id.NONE, 1, 0);
    Shelf.Leg exceeds = leg(TWO, Id.NONE, FUNDS_MINOR + 1, 0);

    Execution refused = network.by(BANK).instruct(new Shelf.Move(List.of(fits, exceeds))).execute();
    Execution brokenChain =
        network
            .by(BANK)
            .linked(new Shelf.Move(List.of(fits)))
            .instruct(new Shelf.TakeBox(1))
            .execute();
    Execution content =
        network.by(BANK).instruct(new Shelf.TryToMove(List.of(fits, exceeds))).execute();

    assertThat(TestNetwork.results(content)).containsExactly(ACCEPTED);
    assertThat(effects(refused)).isEmpty();
    assertThat(effects(brokenChain)).isEmpty();
    assertThat(effects(content)).isEmpty();
  }

  @Test
  void whatATimerEnteredIsTold() {
    long due = network.nowMillis() + 1_000;
    network
        .by(BANK)
        .instruct(
            new Shelf.SetBell(due, 7, 1), new Shelf.SetMove(due, List.of(leg(ONE, Id.NONE, 5, 0))))
        .mustBeAccepted();

    List<Effect> effects = effects(network.at(due).tick());

    assertThat(effects).hasSize(1);
    assertThat(effects.getFirst().item()).isEqualTo(1);
    assertThat(made(effects.getFirst()))
        .returns(ONE, Entered::id)
        .returns(0, Entered::party)
        .returns(Shelf.NUMBER, Entered::program);
  }

  @Test
  void aTimerFindsRoomForItsIdsInAFullWindow() {
    long due = network.nowMillis() + 1_000;
    long second = network.nowMillis() / 1_000;
    network
        .by(BANK)
        .instruct(
            new Shelf.SetMove(
                due, List.of(leg(new Id((second * 1_000) << 16, 1L << 40), Id.NONE, 5, 0))))
        .mustBeAccepted();
    network.fillIds(second - 1, Kernel.ITEMS_PER_ENVELOPE_MAX);
    network.fillIds(second, Kernel.ITEMS_PER_ENVELOPE_MAX);
    assertThat(network.kernel.ledger().idsRemembered()).isEqualTo(Genesis.TRANSFER_IDS_MIN);

    assertThat(TestNetwork.results(network.at(due).tick())).containsExactly(ACCEPTED);
  }

  @Test
  void aProgramsIssueIsToldWithItsIssuer() {
    List<Effect> effects =
        effects(network.by(CENTRAL_BANK).instruct(move(THREE, MINT, VAULT, 1)).execute());

    assertThat(made(effects.getFirst()).party()).isEqualTo(CENTRAL_BANK);
  }
}
