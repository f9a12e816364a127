package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.FUNDS_MINOR;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.VAULT;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.outcome.Outcome;
import org.rahdari.outcome.Reason;
import org.rahdari.program.Context;
import org.rahdari.program.Debit;
import org.rahdari.program.Kind;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/** A program that watches over the money of parties with a mandate. */
class GuardTest {
  private static final int NUMBER = 3;
  private static final long CAP_MINOR = 300;

  private enum Refused implements Reason {
    CAP_EXCEEDED,
    STOPPED
  }

  /** What has been taken from a party. */
  record Spent(int party, long amountMinor) {}

  @Kind(1)
  record Stop() {}

  record Stopped(int number) {}

  /** The guard takes money itself. */
  @Kind(2)
  record Take(Id id, Id debit, Id credit, long amountMinor) {}

  /** Lets a party spend so much in all, and nothing once it is stopped. */
  private static final class Warden {
    private final Table<Integer, Spent> spent;
    private final Table<Integer, Stopped> stopped;

    Warden(Registry registry) {
      spent = registry.table("spent", Integer.class, Spent.class, Spent::party, 10);
      stopped = registry.table("stopped", Integer.class, Stopped.class, Stopped::number, 1);
      registry.on(
          Stop.class,
          (stop, ctx) -> {
            stopped.put(new Stopped(1));
            return Outcome.accepted();
          });
      registry.on(
          Take.class,
          (take, ctx) ->
              ctx.transfer(
                  List.of(
                      Transfer.posted(
                          take.id(), take.debit(), take.credit(), take.amountMinor()))));
      registry.guard(MandateKind.BANK, this::judge);
    }

    private Outcome judge(Debit debit, Context ctx) {
      if (stopped.size() > 0) return Outcome.refuse(Refused.STOPPED);
      if (debit.posts()) return Outcome.accepted();
      Spent before = spent.get(debit.party());
      long sum = debit.amountMinor() + (before == null ? 0 : before.amountMinor());
      if (sum > CAP_MINOR) return Outcome.refuse(Refused.CAP_EXCEEDED);
      spent.put(new Spent(debit.party(), sum));
      return Outcome.accepted();
    }
  }

  private final TestNetwork network = new TestNetwork(kernel()).fund();

  /** The bank's mandate has ended long ago, which makes its money no freer. */
  private static Kernel kernel() {
    Genesis plain = TestNetwork.genesis();
    Program warden = new Program(NUMBER, "warden", 1, Warden::new);
    List<Genesis.ProgramVersion> programs = new ArrayList<>(plain.programs());
    programs.add(Genesis.ProgramVersion.of(warden));
    List<Mandate> mandates = new ArrayList<>(plain.mandates());
    mandates.add(new Mandate(BANK, MandateKind.BANK, 0, 1));
    Genesis genesis =
        new Genesis(
            plain.origin(),
            programs,
            plain.parties(),
            plain.keys(),
            mandates,
            plain.assets(),
            plain.validators(),
            plain.quorum(),
            plain.transferIds());
    return new Kernel(genesis, List.of(Shelf.program(), warden));
  }

  private static Shelf.Move move(Id id, Id pendingId, long amountMinor, int flags) {
    Id debit = pendingId.isNone() ? PURSE : Id.NONE;
    Id credit = pendingId.isNone() ? OTHER_PURSE : Id.NONE;
    return new Shelf.Move(
        List.of(new Shelf.Leg(id, debit, credit, pendingId, amountMinor, 0, flags)));
  }

  private static Shelf.Move move(Id id, long amountMinor) {
    return move(id, Id.NONE, amountMinor, 0);
  }

  private List<Spent> spent() {
    return List.copyOf(network.kernel.table("warden.spent", Integer.class, Spent.class).rows());
  }

  @Test
  void itsOwnTransfersMoveNothing() {
    Transfer own = Transfer.posted(new Id(9, 1), PURSE, OTHER_PURSE, 1);

    assertThat(network.by(BANK).transfer(own, own.linked(), own).results())
        .containsExactly("PARTY_GUARDED", "PARTY_GUARDED", "PARTY_GUARDED");
    assertThat(network.account(PURSE).balanceMinor()).isEqualTo(FUNDS_MINOR);

    Transfer towards = Transfer.posted(new Id(9, 2), MINT, PURSE, 5);
    assertThat(network.by(CENTRAL_BANK).transfer(towards).results()).containsExactly(ACCEPTED);
  }

  @Test
  void aProgramIsPutToTheGuardFirst() {
    assertThat(network.by(BANK).instruct(move(new Id(9, 1), 200)).results())
        .containsExactly(ACCEPTED);
    assertThat(network.by(BANK).instruct(move(new Id(9, 2), 101)).results())
        .containsExactly("CAP_EXCEEDED");
    assertThat(network.by(BANK).instruct(move(new Id(9, 3), 100)).results())
        .containsExactly(ACCEPTED);

    assertThat(spent()).containsExactly(new Spent(BANK, 300));
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(300);
  }

  @Test
  void whatTheLedgerRefusesIsNotNotedDown() {
    // The vault is the shelf's and the dollar account of another asset: the guard says yes first.
    Shelf.Move crossed =
        new Shelf.Move(
            List.of(
                new Shelf.Leg(new Id(9, 1), PURSE, OTHER_PURSE, Id.NONE, 50, 0, 0),
                new Shelf.Leg(new Id(9, 2), PURSE, TestNetwork.DOLLARS, Id.NONE, 50, 0, 0)));

    assertThat(network.by(BANK).instruct(crossed).results()).containsExactly("ASSETS_MUST_AGREE");

    assertThat(spent()).isEmpty();
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isZero();
  }

  @Test
  void aRepeatAndAVoidTakeNothing() {
    network
        .by(BANK)
        .instruct(move(new Id(9, 1), Id.NONE, 300, TransferFlag.PENDING))
        .mustBeAccepted();
    network
        .by(BANK)
        .instruct(move(new Id(9, 1), Id.NONE, 300, TransferFlag.PENDING))
        .mustBeAccepted();
    network
        .by(BANK)
        .instruct(move(new Id(9, 2), new Id(9, 1), 0, TransferFlag.VOID_PENDING))
        .mustBeAccepted();

    assertThat(spent()).containsExactly(new Spent(BANK, 300));
  }

  @Test
  void whatIsReservedIsJudgedAgainWhenItIsPosted() {
    network
        .by(BANK)
        .instruct(move(new Id(9, 1), Id.NONE, 100, TransferFlag.PENDING))
        .mustBeAccepted();
    network.by(CENTRAL_BANK).instruct(new Stop()).mustBeAccepted();

    assertThat(
            network
                .by(BANK)
                .instruct(move(new Id(9, 2), new Id(9, 1), 100, TransferFlag.POST_PENDING))
                .results())
        .containsExactly("STOPPED");
    assertThat(network.account(PURSE).availableMinor()).isEqualTo(FUNDS_MINOR - 100);

    network
        .by(BANK)
        .instruct(move(new Id(9, 3), new Id(9, 1), 0, TransferFlag.VOID_PENDING))
        .mustBeAccepted();
    assertThat(network.account(PURSE).availableMinor()).isEqualTo(FUNDS_MINOR);
  }

  @Test
  void theGuardItselfIsNotAsked() {
    network.by(CENTRAL_BANK).instruct(new Stop()).mustBeAccepted();

    // By the bank: a free account is debited for its owner alone.
    assertThat(network.by(BANK).instruct(new Take(new Id(9, 1), PURSE, OTHER_PURSE, 400)).results())
        .containsExactly(ACCEPTED);
  }

  @Test
  void othersAreFree() {
    network.by(CENTRAL_BANK).instruct(new Stop()).mustBeAccepted();
    network
        .by(CENTRAL_BANK)
        .transfer(Transfer.posted(new Id(9, 1), MINT, OTHER_PURSE, 7))
        .mustBeAccepted();

    assertThat(
            network
                .by(OTHER_BANK)
                .transfer(Transfer.posted(new Id(9, 2), OTHER_PURSE, MINT, 7))
                .results())
        .containsExactly(ACCEPTED);
    assertThat(network.account(VAULT).balanceMinor()).isEqualTo(FUNDS_MINOR);
  }
}
