package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.VAULT;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

/** How long an id is remembered, and what a repeat hears. */
class WindowTest {
  private static final int CAPACITY = Genesis.TRANSFER_IDS_MIN;

  /** Of {@link TestNetwork#funded()}, with ids of the second 0. */
  private static final int FUNDING_IDS = 2;

  private static final Id OF_SECOND_0 = new Id(9, 1);
  private static final Id OF_SECOND_1 = new Id(1_999L << 16, 1);
  private static final Id FRESH = new Id(9_000L << 16, 1);
  private static final Id FRESH_TOO = new Id(9_000L << 16, 2);

  private final TestNetwork network = TestNetwork.funded();

  private String bank(Transfer transfer) {
    return network.by(BANK).transfer(transfer).results().getFirst();
  }

  /** Leaves room for so many ids, of second 5 and 6. */
  private void leaveRoomFor(int ids) {
    int taken = network.kernel.ledger().idsRemembered();
    network.fillIds(5, Kernel.ITEMS_PER_ENVELOPE_MAX);
    network.fillIds(6, CAPACITY - Kernel.ITEMS_PER_ENVELOPE_MAX - taken - ids);
    assertThat(network.kernel.ledger().idsRemembered()).isEqualTo(CAPACITY - ids);
    assertThat(network.kernel.ledger().idFloorMillis()).isZero();
  }

  @Test
  void theOldestSecondGoesWholeWhenThereIsNoRoomAndNotBefore() {
    Transfer old = Transfer.posted(OF_SECOND_1, PURSE, OTHER_PURSE, 1);
    bank(old);
    leaveRoomFor(1);
    assertThat(bank(old)).isEqualTo(ACCEPTED);

    assertThat(bank(Transfer.posted(FRESH, PURSE, OTHER_PURSE, 1))).isEqualTo(ACCEPTED);
    assertThat(network.kernel.ledger().idFloorMillis()).isZero();

    assertThat(bank(Transfer.posted(FRESH_TOO, PURSE, OTHER_PURSE, 1))).isEqualTo(ACCEPTED);
    assertThat(network.kernel.ledger().idFloorMillis()).isEqualTo(1_000);
    assertThat(network.kernel.ledger().idsRemembered()).isEqualTo(CAPACITY);
    // One of the second 0 has made room for that, and the other one is on its way out.
    assertThat(bank(Transfer.posted(OF_SECOND_0, PURSE, OTHER_PURSE, 1))).isEqualTo("ID_EXPIRED");
    assertThat(bank(old)).isEqualTo(ACCEPTED);

    network.fillIds(7, 2);
    assertThat(network.kernel.ledger().idFloorMillis()).isEqualTo(2_000);
    assertThat(bank(old)).isEqualTo("ID_EXPIRED");
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(3);
  }

  @Test
  void roomIsMadeForAllOfAnEnvelopeEvenIfNoneOfItTakesAny() {
    leaveRoomFor(1);

    assertThat(
            network
                .by(BANK)
                .transfer(
                    Transfer.posted(FRESH, PURSE, PURSE, 1),
                    Transfer.posted(FRESH, PURSE, PURSE, 1))
                .results())
        .containsOnly("ACCOUNTS_MUST_DIFFER");

    assertThat(network.kernel.ledger().idFloorMillis()).isEqualTo(1_000);
    assertThat(network.kernel.ledger().idsRemembered())
        .isEqualTo(CAPACITY - FUNDING_IDS)
        .isLessThan(CAPACITY);
  }

  @Test
  void whatIsPendingOutlivesItsId() {
    bank(Transfer.pending(OF_SECOND_0, PURSE, OTHER_PURSE, 100, 0));
    bank(Transfer.pending(OF_SECOND_1, PURSE, OTHER_PURSE, 50, 60));
    leaveRoomFor(0);
    network.fillIds(7, 100);
    assertThat(network.kernel.ledger().transfer(OF_SECOND_0)).isNull();
    assertThat(network.account(PURSE).debitsPendingMinor()).isEqualTo(150);

    assertThat(bank(Transfer.post(FRESH, OF_SECOND_0, 60))).isEqualTo(ACCEPTED);
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(60);
    assertThat(network.account(PURSE).debitsPendingMinor()).isEqualTo(50);
    assertThat(bank(Transfer.voided(FRESH_TOO, OF_SECOND_0))).isEqualTo("PENDING_UNKNOWN");

    network.at(network.nowMillis() + 60_000).tick();
    assertThat(network.account(PURSE).debitsPendingMinor()).isZero();
  }

  @Test
  void aRefusalThatAnotherMomentMightNotGiveIsRememberedWhateverTheRepeatSays() {
    Transfer early = Transfer.posted(FRESH, OTHER_PURSE, PURSE, 10);
    assertThat(network.by(OTHER_BANK).transfer(early).results()).containsExactly("EXCEEDS_CREDITS");
    assertThat(network.kernel.ledger().transfer(FRESH)).isNull();
    bank(Transfer.posted(FRESH_TOO, PURSE, OTHER_PURSE, 100));

    assertThat(network.by(OTHER_BANK).transfer(early).results()).containsExactly("EXCEEDS_CREDITS");
    assertThat(bank(Transfer.posted(FRESH, PURSE, OTHER_PURSE, 1))).isEqualTo("EXCEEDS_CREDITS");
    assertThat(network.by(BANK).instruct(TestNetwork.move(FRESH, VAULT, PURSE, 1)).results())
        .containsExactly("EXCEEDS_CREDITS");
  }

  @Test
  void aMistakeMayBeMended() {
    assertThat(bank(Transfer.posted(FRESH, MINT, PURSE, 1)))
        .isEqualTo("DEBIT_ACCOUNT_OF_ANOTHER_PARTY");
    assertThat(bank(Transfer.posted(FRESH, PURSE, OTHER_PURSE, 1))).isEqualTo(ACCEPTED);
  }

  @Test
  void whatAProgramIsRefusedItMayEnterLater() {
    assertThat(network.by(BANK).instruct(TestNetwork.move(FRESH, VAULT, PURSE, 1_001)).results())
        .containsExactly("EXCEEDS_CREDITS");
    network.by(BANK).instruct(TestNetwork.move(FRESH, VAULT, PURSE, 1_000)).mustBeAccepted();
  }

  @Test
  void aTimerFindsRoomToo() {
    long dueMillis = network.nowMillis() + 1_000;
    Shelf.Leg leg = new Shelf.Leg(FRESH, VAULT, OTHER_PURSE, Id.NONE, 5, 0, 0);
    network.by(BANK).instruct(new Shelf.SetMove(dueMillis, List.of(leg))).mustBeAccepted();
    leaveRoomFor(0);

    assertThat(TestNetwork.results(network.at(dueMillis).tick())).containsExactly(ACCEPTED);
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(5);
  }

  /**
   * The first item's id would be of the oldest second, and the second item would need its room: so
   * room for both is made before, and the id is expired.
   */
  @Test
  void noIdOfAChainIsForgottenBeforeTheChainHasEnded() {
    leaveRoomFor(Kernel.TRANSFERS_PER_ITEM_MAX);

    assertThat(
            network
                .by(BANK)
                .linked(TestNetwork.move(OF_SECOND_0, VAULT, PURSE, 1))
                .linked(TestNetwork.move(FRESH, VAULT, PURSE, 1))
                .instruct(new Shelf.TakeBox(1))
                .results())
        .containsExactly("ID_EXPIRED", "LINKED_ITEM_REFUSED", "LINKED_ITEM_REFUSED");
    assertThat(
            network
                .by(BANK)
                .linked(TestNetwork.move(FRESH, VAULT, PURSE, 1))
                .linked(TestNetwork.move(FRESH_TOO, VAULT, PURSE, 1))
                .instruct(new Shelf.TakeBox(1))
                .results())
        .containsExactly("LINKED_ITEM_REFUSED", "LINKED_ITEM_REFUSED", "BOX_UNKNOWN");
    assertThat(network.account(VAULT).debitsPostedMinor()).isZero();
  }

  @Test
  void aChainOfInstructionsEntersAsManyTransfersAsAnEnvelope() {
    int legs = Kernel.TRANSFERS_PER_ITEM_MAX;
    int full = Kernel.TRANSFERS_PER_CHAIN_MAX / legs;
    int rest = Kernel.TRANSFERS_PER_CHAIN_MAX % legs;
    TestNetwork.Signer fits = network.by(BANK);
    TestNetwork.Signer oneMore = network.by(BANK);
    for (int i = 0; i < full; i++) {
      fits.linked(nothing(20 + i, legs));
      oneMore.linked(nothing(40 + i, legs));
    }

    assertThat(oneMore.instruct(nothing(60, rest + 1)).results())
        .endsWith("LINKED_ITEM_REFUSED", "TOO_MANY_TRANSFERS");
    assertThat(fits.instruct(nothing(61, rest)).results()).containsOnly(ACCEPTED);
  }

  private static Shelf.Move nothing(int second, int legs) {
    return new Shelf.Move(
        IntStream.range(0, legs)
            .mapToObj(i -> new Id((second * 1_000L) << 16, i))
            .map(id -> new Shelf.Leg(id, VAULT, PURSE, Id.NONE, 0, 0, 0))
            .toList());
  }

  @Test
  void timeAndOrderOfReservationSayWhatExpiresFirst() {
    long nowMillis = network.nowMillis();
    network
        .by(BANK)
        .transfer(
            Transfer.pending(new Id(9, 30), PURSE, OTHER_PURSE, 1, 2),
            Transfer.pending(new Id(9, 20), PURSE, OTHER_PURSE, 1, 1),
            Transfer.pending(new Id(9, 40), PURSE, OTHER_PURSE, 1, 2),
            Transfer.pending(new Id(9, 10), PURSE, OTHER_PURSE, 1, 2))
        .mustBeAccepted();
    network
        .at(nowMillis + 999)
        .by(BANK)
        .transfer(Transfer.pending(new Id(9, 5), PURSE, OTHER_PURSE, 1, 1))
        .mustBeAccepted();

    Execution execution = network.at(nowMillis + 2_000).tick();

    assertThat(execution.batches().getFirst().items())
        .extracting(item -> network.kernel.catalogue().describeTimer(item).content())
        .containsExactly(
            new Core.ExpirePending(new Id(9, 20)),
            new Core.ExpirePending(new Id(9, 5)),
            new Core.ExpirePending(new Id(9, 30)),
            new Core.ExpirePending(new Id(9, 40)),
            new Core.ExpirePending(new Id(9, 10)));
    assertThat(network.account(PURSE).debitsPendingMinor()).isZero();
  }

  @Test
  void anExpiryOpensWhatTheTransferHadClosed() {
    Transfer closing =
        Draft.of(Transfer.pending(FRESH, PURSE, OTHER_PURSE, 0, 1))
            .flags(TransferFlag.PENDING | TransferFlag.CLOSING_DEBIT)
            .transfer();
    bank(closing);
    assertThat(bank(Transfer.posted(FRESH_TOO, PURSE, OTHER_PURSE, 1)))
        .isEqualTo("DEBIT_ACCOUNT_CLOSED");

    network.at(network.nowMillis() + 1_000).tick();

    assertThat(bank(Transfer.posted(new Id(9, 7), PURSE, OTHER_PURSE, 1))).isEqualTo(ACCEPTED);
  }
}
