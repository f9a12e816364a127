package org.rahdari.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.outcome.Outcome;
import org.rahdari.table.Tables;

/** As many accounts and pending transfers as a ledger holds. */
class FullLedgerTest {
  private static final int ISSUER = 1;
  private static final Id SOURCE = new Id(1, 1);
  private static final Id SINK = new Id(1, 2);

  private final Ledger ledger = new Ledger(new Tables(), 2, 100, 2);

  @BeforeEach
  void openAsManyAsThereMayBe() {
    ledger.issue(new Asset(1, "PKR", 2, ISSUER, "a rupee"));
    assertThat(open(SOURCE).refused()).isFalse();
    assertThat(open(SINK).refused()).isFalse();
  }

  private Outcome open(Id id) {
    return ledger.open(Account.opened(id, ISSUER, 1, 0, 0, 0, 0));
  }

  private Outcome enter(Transfer transfer) {
    ledger.makeRoom(1);
    return ledger.enter(List.of(transfer), new Authority(ISSUER, 0), 0, entered -> {});
  }

  private static Transfer pending(long id) {
    return Transfer.pending(new Id(2, id), SOURCE, SINK, 1, 0);
  }

  @Test
  void noMoreAccountsAreOpenedThanItHolds() {
    assertThat(open(new Id(1, 3)).reason()).isEqualTo(LedgerRefusal.TOO_MANY_ACCOUNTS);
    // That one is there already goes before.
    assertThat(open(SINK).reason()).isEqualTo(LedgerRefusal.ACCOUNT_EXISTS);
    assertThat(ledger.open(Account.opened(new Id(1, 3), ISSUER + 1, 1, 0, 0, 0, 0)).reason())
        .isEqualTo(LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW);
    assertThat(ledger.accountCount()).isEqualTo(2);
  }

  @Test
  void noMoreTransfersArePendingThanItHolds() {
    assertThat(enter(pending(1)).refused()).isFalse();
    assertThat(enter(pending(2)).refused()).isFalse();
    assertThat(enter(pending(3)).reason()).isEqualTo(LedgerRefusal.TOO_MANY_PENDING);
    assertThat(enter(Transfer.posted(new Id(2, 4), SOURCE, SINK, 1)).refused()).isFalse();

    assertThat(enter(Transfer.voided(new Id(2, 5), new Id(2, 1))).refused()).isFalse();
    assertThat(enter(pending(6)).refused()).isFalse();
    assertThat(ledger.pendingCount()).isEqualTo(2);
  }

  /** A limit of an account is the more useful answer. */
  @Test
  void whatWouldExceedALimitAnywayHearsThatFirst() {
    Ledger other = new Ledger(new Tables(), 2, 100, 0);
    other.issue(new Asset(1, "PKR", 2, ISSUER, "a rupee"));
    other.open(
        Account.opened(SOURCE, ISSUER, 1, 0, AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS, 0, 0));
    other.open(Account.opened(SINK, ISSUER, 1, 0, 0, 0, 0));
    other.makeRoom(1);

    assertThat(
            other.enter(List.of(pending(1)), new Authority(ISSUER, 0), 0, entered -> {}).reason())
        .isEqualTo(LedgerRefusal.EXCEEDS_CREDITS);
    assertThat(
            other
                .enter(
                    List.of(Transfer.pending(new Id(2, 2), SINK, SOURCE, 1, 0)),
                    new Authority(ISSUER, 0),
                    0,
                    entered -> {})
                .reason())
        .isEqualTo(LedgerRefusal.TOO_MANY_PENDING);
  }
}
