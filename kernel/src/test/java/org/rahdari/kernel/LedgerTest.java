package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CAPPED;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.DOLLARS;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PKR;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.VAULT;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.Ledger;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.table.RowChange;

/** How money moves: at once, in two phases, in chains, and only once. */
class LedgerTest {
  private static final Id ID = new Id(9, 1);
  private static final Id RESERVED = new Id(9, 2);
  private static final Id ENDED = new Id(9, 3);
  private static final Id NOBODY = new Id(9, 99);

  private final TestNetwork network = TestNetwork.funded();

  private String bank(Transfer transfer) {
    return network.by(BANK).transfer(transfer).results().getFirst();
  }

  /** Debits pending and posted, credits pending and posted. */
  private List<Long> balances(Id id) {
    Account a = network.account(id);
    return List.of(
        a.debitsPendingMinor(),
        a.debitsPostedMinor(),
        a.creditsPendingMinor(),
        a.creditsPostedMinor());
  }

  private Entered.State state(Id transfer) {
    Entered entered = network.kernel.ledger().transfer(transfer);
    if (entered == null) throw new AssertionError("no transfer " + transfer);
    return entered.state();
  }

  @Test
  void aPostedTransferMovesMoneyAtOnce() {
    assertThat(bank(Transfer.posted(ID, PURSE, OTHER_PURSE, 300))).isEqualTo(ACCEPTED);

    assertThat(balances(PURSE)).containsExactly(0L, 300L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 0L, 300L);
    assertThat(network.account(PURSE).balanceMinor()).isEqualTo(700);
    assertThat(state(ID)).isEqualTo(Entered.State.POSTED);
  }

  @Test
  void anAccountCanBeEmptiedAndNotMore() {
    assertThat(bank(Transfer.posted(ID, PURSE, OTHER_PURSE, 1_000))).isEqualTo(ACCEPTED);
    assertThat(bank(Transfer.posted(ENDED, PURSE, OTHER_PURSE, 1))).isEqualTo("EXCEEDS_CREDITS");
  }

  @Test
  void pendingCreditsCannotBeSpent() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 0));

    assertThat(
            network.by(OTHER_BANK).transfer(Transfer.posted(ID, OTHER_PURSE, PURSE, 1)).results())
        .containsExactly("EXCEEDS_CREDITS");
  }

  @Test
  void theIssuerGoesBelowZeroAsFarAsALongReaches() {
    long rest = Long.MAX_VALUE - network.account(MINT).debitsPostedMinor();

    network
        .by(CENTRAL_BANK)
        .transfer(Transfer.posted(ID, MINT, OTHER_PURSE, rest))
        .mustBeAccepted();

    assertThat(network.account(MINT).balanceMinor()).isEqualTo(-Long.MAX_VALUE);
    assertThat(network.account(MINT).availableMinor()).isEqualTo(-Long.MAX_VALUE);
  }

  @Test
  void creditsStayWithinDebitsWhereTheAccountSaysSo() {
    network
        .by(CENTRAL_BANK)
        .transfer(Transfer.posted(ID, CAPPED, OTHER_PURSE, 50))
        .mustBeAccepted();

    assertThat(bank(Transfer.pending(RESERVED, PURSE, CAPPED, 30, 0))).isEqualTo(ACCEPTED);
    assertThat(bank(Transfer.posted(new Id(9, 4), PURSE, CAPPED, 21))).isEqualTo("EXCEEDS_DEBITS");
    assertThat(bank(Transfer.posted(new Id(9, 5), PURSE, CAPPED, 20))).isEqualTo(ACCEPTED);
    assertThat(bank(Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL))).isEqualTo(ACCEPTED);
    assertThat(balances(CAPPED)).containsExactly(0L, 50L, 0L, 50L);
  }

  @Test
  void aPendingTransferIsPostedWhole() {
    assertThat(bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60))).isEqualTo(ACCEPTED);
    assertThat(balances(PURSE)).containsExactly(400L, 0L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 400L, 0L);
    assertThat(network.account(PURSE).availableMinor()).isEqualTo(600);

    assertThat(bank(Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL))).isEqualTo(ACCEPTED);
    assertThat(balances(PURSE)).containsExactly(0L, 400L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 0L, 400L);
    assertThat(state(RESERVED)).isEqualTo(Entered.State.PENDING_POSTED);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aPostOfAPartGivesTheRestBack() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 0));

    assertThat(bank(Transfer.post(ENDED, RESERVED, 150))).isEqualTo(ACCEPTED);
    assertThat(balances(PURSE)).containsExactly(0L, 150L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 0L, 150L);
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 400", "3, 0"})
  void eitherSideVoids(int party, long amountMinor) {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60));
    Transfer voided =
        Draft.of(Transfer.voided(ENDED, RESERVED))
            .debit(PURSE)
            .credit(OTHER_PURSE)
            .amount(amountMinor)
            .transfer();

    network.by(party).transfer(voided).mustBeAccepted();

    assertThat(balances(PURSE)).containsExactly(0L, 0L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 0L, 0L);
    assertThat(state(RESERVED)).isEqualTo(Entered.State.PENDING_VOIDED);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void silenceGivesTheMoneyBackWhenTheTimeoutHasPassed() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60));
    long dueMillis = network.nowMillis() + 60_000;
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(dueMillis);

    assertThat(network.at(dueMillis - 1).tick().batches()).isEmpty();
    assertThat(balances(PURSE)).containsExactly(400L, 0L, 0L, 1_000L);

    assertThat(TestNetwork.results(network.at(dueMillis).tick())).containsExactly(ACCEPTED);
    assertThat(balances(PURSE)).containsExactly(0L, 0L, 0L, 1_000L);
    assertThat(balances(OTHER_PURSE)).containsExactly(0L, 0L, 0L, 0L);
    assertThat(state(RESERVED)).isEqualTo(Entered.State.PENDING_EXPIRED);
  }

  @Test
  void theLongestTimeoutIsAllowed() {
    assertThat(
            bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 1, Transfer.TIMEOUT_SECONDS_MAX)))
        .isEqualTo(ACCEPTED);
    assertThat(network.kernel.nextTimerMillis())
        .isEqualTo(network.nowMillis() + Transfer.TIMEOUT_SECONDS_MAX * 1_000L);
  }

  @Test
  void aLatePostFindsItExpiredEvenIfItsTimerStillWaits() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60));
    long dueMillis = network.nowMillis() + 60_000;
    Transfer[] others = new Transfer[Kernel.TIMERS_PER_ENTRY_MAX];
    for (int i = 0; i < others.length; i++)
      others[i] = Transfer.pending(new Id(10, 1 + i), PURSE, OTHER_PURSE, 0, 59);
    network.by(BANK).transfer(others).mustBeAccepted();

    Execution execution =
        network
            .at(dueMillis)
            .by(BANK)
            .transfer(Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL))
            .execute();

    assertThat(TestNetwork.results(execution).getLast()).isEqualTo("PENDING_EXPIRED");
    assertThat(state(RESERVED)).isEqualTo(Entered.State.PENDING);
    network.tick();
    assertThat(state(RESERVED)).isEqualTo(Entered.State.PENDING_EXPIRED);
  }

  @Test
  void theRepeatOfATransferMovesNothing() {
    Transfer posted = Transfer.posted(ID, PURSE, OTHER_PURSE, 300);
    Transfer pending = Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60);
    bank(posted);
    bank(pending);

    repeatsChangeNothing(posted, pending);
  }

  @Test
  void theRepeatOfAPostMovesNothingAndNeitherDoesThatOfWhatItPosted() {
    Transfer pending = Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60);
    bank(pending);
    Transfer all = Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL);
    bank(all);

    repeatsChangeNothing(pending, all, Transfer.post(ENDED, RESERVED, 400));
    assertThat(bank(Transfer.post(ENDED, RESERVED, 399))).isEqualTo("EXISTS_WITH_OTHER_AMOUNT");
  }

  @Test
  void aPostOfAPartIsRepeatedByAPostOfAllThereWasButNotByAnotherAmount() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60));
    Transfer part = Transfer.post(ENDED, RESERVED, 150);
    bank(part);

    repeatsChangeNothing(part, Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL));
    assertThat(bank(Transfer.post(ENDED, RESERVED, 400))).isEqualTo("EXISTS_WITH_OTHER_AMOUNT");
  }

  @Test
  void theRepeatOfAVoidMovesNothing() {
    bank(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 400, 60));
    Transfer voided = Transfer.voided(ENDED, RESERVED);
    bank(voided);

    repeatsChangeNothing(
        voided, Draft.of(voided).debit(PURSE).credit(OTHER_PURSE).amount(400).transfer());
  }

  private void repeatsChangeNothing(Transfer... transfers) {
    var before = TestNetwork.rows(network.kernel);
    for (Transfer transfer : transfers) {
      assertThat(bank(transfer)).isEqualTo(ACCEPTED);
      assertThat(network.by(BANK).transfer(transfer.linked(), transfer).results())
          .containsExactly(ACCEPTED, ACCEPTED);
    }
    assertThat(TestNetwork.rows(network.kernel)).isEqualTo(before);
  }

  @Test
  void aGovernedAccountIsMovedByItsProgramAlone() {
    assertThat(bank(Transfer.posted(ID, VAULT, PURSE, 1))).isEqualTo("ACCOUNT_GOVERNED");
    assertThat(bank(Transfer.pending(ID, PURSE, VAULT, 1, 0))).isEqualTo("ACCOUNT_GOVERNED");

    network.by(OTHER_BANK).instruct(TestNetwork.move(ID, VAULT, OTHER_PURSE, 7)).mustBeAccepted();

    assertThat(network.account(VAULT).balanceMinor()).isEqualTo(993);
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(7);
  }

  @Test
  void aProgramEndsWhatItReserved() {
    Shelf.Leg reserve =
        new Shelf.Leg(RESERVED, VAULT, OTHER_PURSE, Id.NONE, 10, 60, TransferFlag.PENDING);
    Shelf.Leg post =
        new Shelf.Leg(ENDED, Id.NONE, Id.NONE, RESERVED, 4, 0, TransferFlag.POST_PENDING);
    network.by(BANK).instruct(new Shelf.Move(List.of(reserve))).mustBeAccepted();

    network.by(OTHER_BANK).instruct(new Shelf.Move(List.of(post))).mustBeAccepted();

    assertThat(balances(VAULT)).containsExactly(0L, 4L, 0L, 1_000L);
  }

  @Test
  void whatAProgramEntersTogetherHappensTogetherOrNotAtAll() {
    List<Shelf.Leg> legs =
        List.of(
            new Shelf.Leg(ID, VAULT, PURSE, Id.NONE, 10, 0, 0),
            new Shelf.Leg(RESERVED, VAULT, PURSE, Id.NONE, 10, 60, TransferFlag.PENDING),
            new Shelf.Leg(ENDED, VAULT, DOLLARS, Id.NONE, 1, 0, 0));
    var before = TestNetwork.rows(network.kernel);

    assertThat(network.by(BANK).instruct(new Shelf.Move(legs)).results())
        .containsExactly("ASSETS_MUST_AGREE");
    network.by(BANK).instruct(new Shelf.TryToMove(legs)).mustBeAccepted();

    assertThat(TestNetwork.rows(network.kernel)).isEqualTo(before);
    network.by(BANK).instruct(new Shelf.Move(legs.subList(0, 2))).mustBeAccepted();
    assertThat(balances(VAULT)).containsExactly(10L, 10L, 0L, 1_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aChainBreaksWhereverItIsRefused(int broken) {
    List<Transfer> chain = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Id credit = i == broken ? NOBODY : OTHER_PURSE;
      Transfer transfer = Transfer.pending(new Id(9, 10 + i), PURSE, credit, 1, 60);
      chain.add(i < 2 ? transfer.linked() : transfer);
      expected.add(i == broken ? "CREDIT_ACCOUNT_UNKNOWN" : "LINKED_ITEM_REFUSED");
    }
    chain.add(Transfer.posted(new Id(9, 20), PURSE, OTHER_PURSE, 5));
    expected.add(ACCEPTED);

    assertThat(network.by(BANK).transfer(chain.toArray(Transfer[]::new)).results())
        .isEqualTo(expected);
    assertThat(balances(PURSE)).containsExactly(0L, 5L, 0L, 1_000L);
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);

    // What was refused is remembered; the others of its chain are as if they had not been said.
    Transfer mended = Transfer.pending(new Id(9, 30), PURSE, OTHER_PURSE, 1, 60);
    assertThat(network.by(BANK).transfer(chain.toArray(Transfer[]::new)).results())
        .isEqualTo(expected);
    chain.set(broken, broken < 2 ? mended.linked() : mended);
    assertThat(network.by(BANK).transfer(chain.toArray(Transfer[]::new)).results())
        .containsOnly(ACCEPTED);
    assertThat(balances(PURSE)).containsExactly(3L, 5L, 0L, 1_000L);
  }

  @Test
  void aChainThatTheEnvelopeEndsIsOpenAndNoneOfItHappens() {
    Transfer before = Transfer.posted(new Id(9, 10), PURSE, OTHER_PURSE, 1);
    Transfer first = Transfer.posted(new Id(9, 11), PURSE, OTHER_PURSE, 1).linked();
    Transfer last = Transfer.posted(new Id(9, 12), PURSE, OTHER_PURSE, 1).linked();

    assertThat(network.by(BANK).transfer(before, first, last).results())
        .containsExactly(ACCEPTED, "LINKED_ITEM_REFUSED", "LINKED_CHAIN_OPEN");
    assertThat(balances(PURSE)).containsExactly(0L, 1L, 0L, 1_000L);
  }

  @Test
  void instructionsAreChainedToo() {
    assertThat(
            network
                .by(BANK)
                .linked(new Shelf.PutBox(1, "a"))
                .linked(new Shelf.SetBell(network.nowMillis(), 1, 1))
                .instruct(new Shelf.FailWithBox(2), new Shelf.PutBox(3, "c"))
                .results())
        .containsExactly("LINKED_ITEM_REFUSED", "LINKED_ITEM_REFUSED", "PROGRAM_FAILED", ACCEPTED);

    assertThat(network.boxes()).containsExactly(new Shelf.Box(3, BANK, "c"));
    assertThat(network.kernel.nextTimerMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void laterItemsSeeWhatEarlierOnesDid() {
    assertThat(
            network
                .by(BANK)
                .transfer(
                    Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 1_000, 60).linked(),
                    Transfer.post(ENDED, RESERVED, Transfer.AMOUNT_ALL))
                .results())
        .containsExactly(ACCEPTED, ACCEPTED);
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(1_000);
  }

  @Test
  void anAccountThatWasTakenBackIsNotToldAndItsSuccessorOnce() {
    Core.OpenAccount taken = new Core.OpenAccount(new Id(9, 70), PKR, 0, 1);
    Core.OpenAccount kept = new Core.OpenAccount(new Id(9, 71), PKR, 0, 1);

    Execution execution =
        network.by(BANK).linked(taken).instruct(new Shelf.TakeBox(1), kept).execute();

    assertThat(execution.changes())
        .filteredOn(change -> change.table().equals(Ledger.ACCOUNTS))
        .extracting(RowChange::key)
        .containsExactly(kept.id());
  }
}
