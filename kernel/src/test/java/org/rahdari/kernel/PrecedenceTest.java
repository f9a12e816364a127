package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CAPPED;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.MINT;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_PURSE;
import static org.rahdari.kernel.TestNetwork.PKR;
import static org.rahdari.kernel.TestNetwork.PURSE;
import static org.rahdari.kernel.TestNetwork.REGULATOR;
import static org.rahdari.kernel.TestNetwork.START_MILLIS;
import static org.rahdari.kernel.TestNetwork.USD;
import static org.rahdari.kernel.TestNetwork.VAULT;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNTS_MUST_DIFFER;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNT_EXISTS;
import static org.rahdari.ledger.LedgerRefusal.ACCOUNT_GOVERNED;
import static org.rahdari.ledger.LedgerRefusal.AMOUNT_MUST_NOT_BE_NEGATIVE;
import static org.rahdari.ledger.LedgerRefusal.ASSETS_MUST_AGREE;
import static org.rahdari.ledger.LedgerRefusal.ASSET_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.CLOSING_MUST_BE_PENDING;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_CLOSED;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_FROZEN;
import static org.rahdari.ledger.LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_CLOSED;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_FROZEN;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_OF_ANOTHER_PARTY;
import static org.rahdari.ledger.LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.EXCEEDS_CREDITS;
import static org.rahdari.ledger.LedgerRefusal.EXCEEDS_DEBITS;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_OF_ANOTHER;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_AMOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_CODE;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_CREDIT_ACCOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_DEBIT_ACCOUNT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_FLAGS;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_PENDING_ID;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_TIMEOUT;
import static org.rahdari.ledger.LedgerRefusal.EXISTS_WITH_OTHER_USER_DATA;
import static org.rahdari.ledger.LedgerRefusal.FLAGS_ARE_EXCLUSIVE;
import static org.rahdari.ledger.LedgerRefusal.FLAGS_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.ID_EXPIRED;
import static org.rahdari.ledger.LedgerRefusal.ID_IN_FUTURE;
import static org.rahdari.ledger.LedgerRefusal.ID_MUST_NOT_BE_ZERO;
import static org.rahdari.ledger.LedgerRefusal.ID_RESERVED;
import static org.rahdari.ledger.LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW;
import static org.rahdari.ledger.LedgerRefusal.OVERFLOWS_CREDITS;
import static org.rahdari.ledger.LedgerRefusal.OVERFLOWS_DEBITS;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ALREADY_POSTED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ALREADY_VOIDED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_EXPIRED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_AMOUNT;
import static org.rahdari.ledger.LedgerRefusal.PENDING_HAS_OTHER_CODE;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ID_MISSING;
import static org.rahdari.ledger.LedgerRefusal.PENDING_ID_NOT_ALLOWED;
import static org.rahdari.ledger.LedgerRefusal.PENDING_OF_ANOTHER;
import static org.rahdari.ledger.LedgerRefusal.PENDING_UNKNOWN;
import static org.rahdari.ledger.LedgerRefusal.PENDING_WAS_NOT_PENDING;
import static org.rahdari.ledger.LedgerRefusal.TIMEOUT_NOT_ALLOWED;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rahdari.codec.Id;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;
import org.rahdari.outcome.Reason;

/**
 * Which of several reasons is told. Each ladder begins with as many faults as go together and mends
 * the one that was told, so that the next one shows that it was there all the time.
 */
class PrecedenceTest {
  private static final int PENDING = TransferFlag.PENDING;
  private static final int POST = TransferFlag.POST_PENDING;
  private static final int PHASES = PENDING | POST | TransferFlag.VOID_PENDING;
  private static final int CLOSING = TransferFlag.CLOSING_DEBIT | TransferFlag.CLOSING_CREDIT;
  private static final int UNKNOWN_FLAG = 256;

  private static final Id RESERVED = new Id(9, 2);
  private static final Id NOBODY = new Id(9, 99);
  private static final Id NOBODY_ELSE = new Id(9, 98);
  private static final Id NONE = Id.NONE;
  private static final Id REFERENCE = new Id(7, 7);

  private final TestNetwork network = TestNetwork.funded();
  private final List<LedgerRefusal> told = new ArrayList<>();
  private Draft draft = new Draft();
  private long lastId = 1_000;

  private Id fresh() {
    return new Id(9, ++lastId);
  }

  private void told(int party, LedgerRefusal reason) {
    assertThat(network.by(party).transfer(draft.transfer()).results())
        .containsExactly(reason.name());
    told.add(reason);
  }

  /** The reason with a new id, which a remembered refusal uses up. */
  private void toldAnew(int party, LedgerRefusal reason) {
    draft.id(fresh());
    told(party, reason);
  }

  private void acceptedAtLast(int party) {
    network.by(party).transfer(draft.transfer()).mustBeAccepted();
    assertThat(told).isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  void theIdIsLookedAtFirst() {
    network.fillIds(1, 8_000).fillIds(2, 8_000).fillIds(3, 8_000);
    Id future = new Id((START_MILLIS + 60_000) << 16, 1);
    Id used = new Id(3_500L << 16, 1);
    Transfer first =
        new Draft()
            .id(used)
            .debit(PURSE)
            .credit(OTHER_PURSE)
            .userData(REFERENCE, 0, 0)
            .amount(10)
            .timeout(60)
            .code(5)
            .flags(PENDING)
            .transfer();
    network.by(BANK).transfer(first).mustBeAccepted();

    draft.debit(NOBODY).credit(NOBODY).pendingId(NOBODY).amount(-1).timeout(-1).code(6);
    draft.flags(UNKNOWN_FLAG | PHASES);
    told(OTHER_BANK, ID_MUST_NOT_BE_ZERO);
    draft.id(Id.derived("any", future));
    told(OTHER_BANK, ID_RESERVED);
    draft.id(future);
    told(OTHER_BANK, FLAGS_UNKNOWN);
    draft.flags(PHASES);
    told(OTHER_BANK, ID_IN_FUTURE);
    draft.id(new Id(1_500L << 16, 1));
    told(OTHER_BANK, ID_EXPIRED);
    draft.id(used);
    told(OTHER_BANK, EXISTS_OF_ANOTHER);
    told(BANK, EXISTS_WITH_OTHER_FLAGS);
    draft.flags(PENDING);
    told(BANK, EXISTS_WITH_OTHER_PENDING_ID);
    draft.pendingId(NONE);
    told(BANK, EXISTS_WITH_OTHER_TIMEOUT);
    draft.timeout(60);
    told(BANK, EXISTS_WITH_OTHER_DEBIT_ACCOUNT);
    draft.debit(PURSE);
    told(BANK, EXISTS_WITH_OTHER_CREDIT_ACCOUNT);
    draft.credit(OTHER_PURSE);
    told(BANK, EXISTS_WITH_OTHER_AMOUNT);
    draft.amount(10);
    told(BANK, EXISTS_WITH_OTHER_USER_DATA);
    draft.userData(REFERENCE, 0, 0);
    told(BANK, EXISTS_WITH_OTHER_CODE);
    draft.code(5);
    acceptedAtLast(BANK);
  }

  @Test
  void thenTheForm() {
    draft.debit(NOBODY).credit(NOBODY).pendingId(NOBODY).amount(-1).timeout(-1);
    draft.flags(POST | CLOSING);
    toldAnew(BANK, FLAGS_ARE_EXCLUSIVE);
    draft.flags(CLOSING);
    toldAnew(BANK, AMOUNT_MUST_NOT_BE_NEGATIVE);
    draft.amount(0);
    toldAnew(BANK, TIMEOUT_NOT_ALLOWED);
    draft.timeout(0);
    toldAnew(BANK, CLOSING_MUST_BE_PENDING);
    draft.flags(CLOSING | PENDING);
    toldAnew(BANK, PENDING_ID_NOT_ALLOWED);
    draft.pendingId(NONE);
    toldAnew(BANK, ACCOUNTS_MUST_DIFFER);
    draft.debit(PURSE).credit(OTHER_PURSE);
    acceptedAtLast(BANK);
  }

  @Test
  void thenTheAccounts() {
    network.by(BANK).instruct(new Shelf.OpenVault(REFERENCE, BANK, USD)).mustBeAccepted();
    freeze(VAULT, true);
    freeze(OTHER_PURSE, true);

    draft.debit(NOBODY).credit(NOBODY).amount(Long.MAX_VALUE);
    toldAnew(BANK, ACCOUNTS_MUST_DIFFER);
    draft.credit(NOBODY_ELSE);
    toldAnew(BANK, DEBIT_ACCOUNT_UNKNOWN);
    draft.debit(OTHER_PURSE);
    toldAnew(BANK, CREDIT_ACCOUNT_UNKNOWN);
    draft.credit(REFERENCE);
    toldAnew(BANK, ASSETS_MUST_AGREE);
    draft.credit(VAULT);
    toldAnew(BANK, ACCOUNT_GOVERNED);
    draft.credit(PURSE);
    toldAnew(BANK, DEBIT_ACCOUNT_OF_ANOTHER_PARTY);
    toldAnew(OTHER_BANK, DEBIT_ACCOUNT_FROZEN);
  }

  @Test
  void atLastTheMoney() {
    Id poor = new Id(9, 60);
    Id full = new Id(9, 61);
    network
        .by(CENTRAL_BANK)
        .instruct(
            new Core.OpenAccount(poor, PKR, 0, AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS),
            new Core.OpenAccount(full, PKR, 0, AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS))
        .mustBeAccepted();
    network
        .by(CENTRAL_BANK)
        .transfer(
            Transfer.posted(fresh(), MINT, poor, 10),
            Transfer.posted(fresh(), poor, MINT, 10),
            Transfer.posted(fresh(), full, CAPPED, 0),
            Transfer.posted(fresh(), full, MINT, 100),
            Transfer.posted(fresh(), MINT, full, 100))
        .mustBeAccepted();
    Id closesPoor = close(poor, MINT, TransferFlag.CLOSING_DEBIT);
    Id closesFull = close(MINT, full, TransferFlag.CLOSING_CREDIT);
    freeze(poor, true);
    freeze(full, true);

    draft.debit(poor).credit(full).amount(Long.MAX_VALUE);
    toldAnew(CENTRAL_BANK, DEBIT_ACCOUNT_CLOSED);
    reopen(closesPoor);
    toldAnew(CENTRAL_BANK, CREDIT_ACCOUNT_CLOSED);
    reopen(closesFull);
    toldAnew(CENTRAL_BANK, DEBIT_ACCOUNT_FROZEN);
    freeze(poor, false);
    toldAnew(CENTRAL_BANK, CREDIT_ACCOUNT_FROZEN);
    freeze(full, false);
    toldAnew(CENTRAL_BANK, OVERFLOWS_DEBITS);
    draft.amount(Long.MAX_VALUE - 10);
    toldAnew(CENTRAL_BANK, OVERFLOWS_CREDITS);
    draft.amount(1);
    toldAnew(CENTRAL_BANK, EXCEEDS_CREDITS);
    network.by(CENTRAL_BANK).transfer(Transfer.posted(fresh(), MINT, poor, 1)).mustBeAccepted();
    toldAnew(CENTRAL_BANK, EXCEEDS_DEBITS);
    network.by(CENTRAL_BANK).transfer(Transfer.posted(fresh(), full, MINT, 1)).mustBeAccepted();
    draft.id(fresh());
    acceptedAtLast(CENTRAL_BANK);
  }

  /** Overflow is judged by what a transfer would move, and so after it was balanced. */
  @Test
  void whatBalancesDoesNotOverflow() {
    draft.id(fresh()).debit(PURSE).credit(OTHER_PURSE).amount(Long.MAX_VALUE);
    draft.flags(TransferFlag.BALANCING_DEBIT);
    acceptedAtLast(BANK);
    assertThat(network.account(OTHER_PURSE).balanceMinor()).isEqualTo(TestNetwork.FUNDS_MINOR);
  }

  @Test
  void aPostIsJudgedInThisOrder() {
    Transfer pending = Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 60);
    network.by(BANK).transfer(Draft.of(pending).code(7).transfer()).mustBeAccepted();
    Id closesPurse = close(PURSE, MINT, TransferFlag.CLOSING_DEBIT);
    Id closesOther = close(MINT, OTHER_PURSE, TransferFlag.CLOSING_CREDIT);
    freeze(PURSE, true);
    freeze(OTHER_PURSE, true);

    draft.debit(MINT).credit(MINT).amount(101).timeout(1).code(8).flags(POST);
    toldAnew(OTHER_BANK, TIMEOUT_NOT_ALLOWED);
    draft.timeout(0);
    toldAnew(OTHER_BANK, PENDING_ID_MISSING);
    draft.pendingId(NOBODY);
    toldAnew(OTHER_BANK, PENDING_UNKNOWN);
    draft.pendingId(RESERVED);
    toldAnew(OTHER_BANK, PENDING_OF_ANOTHER);
    toldAnew(BANK, PENDING_HAS_OTHER_ACCOUNTS);
    draft.debit(PURSE).credit(NONE);
    toldAnew(BANK, PENDING_HAS_OTHER_CODE);
    draft.code(7);
    toldAnew(BANK, PENDING_HAS_OTHER_AMOUNT);
    draft.amount(100);
    toldAnew(BANK, DEBIT_ACCOUNT_CLOSED);
    reopen(closesPurse);
    toldAnew(BANK, CREDIT_ACCOUNT_CLOSED);
    reopen(closesOther);
    toldAnew(BANK, DEBIT_ACCOUNT_FROZEN);
    freeze(PURSE, false);
    toldAnew(BANK, CREDIT_ACCOUNT_FROZEN);
    freeze(OTHER_PURSE, false);
    draft.id(fresh());
    acceptedAtLast(BANK);
  }

  /** What became of it goes before everything else that is wrong with a post. */
  @ParameterizedTest
  @EnumSource(
      value = LedgerRefusal.class,
      names = {
        "PENDING_WAS_NOT_PENDING",
        "PENDING_ALREADY_POSTED",
        "PENDING_ALREADY_VOIDED",
        "PENDING_EXPIRED"
      })
  void whatBecameOfThePendingTransferComesFirst(LedgerRefusal became) {
    if (became == PENDING_WAS_NOT_PENDING)
      network
          .by(BANK)
          .transfer(Transfer.posted(RESERVED, PURSE, OTHER_PURSE, 100))
          .mustBeAccepted();
    else
      network
          .by(BANK)
          .transfer(Transfer.pending(RESERVED, PURSE, OTHER_PURSE, 100, 60))
          .mustBeAccepted();
    if (became == PENDING_ALREADY_POSTED)
      network.by(BANK).transfer(Transfer.post(fresh(), RESERVED, 1)).mustBeAccepted();
    if (became == PENDING_ALREADY_VOIDED)
      network.by(BANK).transfer(Transfer.voided(fresh(), RESERVED)).mustBeAccepted();
    if (became == PENDING_EXPIRED) network.at(START_MILLIS + 60_000).tick();

    draft.debit(MINT).credit(MINT).pendingId(RESERVED).amount(101).code(8).flags(POST);
    toldAnew(OTHER_BANK, became);
  }

  @Test
  void anAccountIsJudgedInThisOrder() {
    int both =
        AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS | AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS;
    Id derived = Id.derived("any", PURSE);

    notOpened(ID_MUST_NOT_BE_ZERO, NONE, 99, UNKNOWN_FLAG | both);
    notOpened(ID_RESERVED, derived, 99, UNKNOWN_FLAG | both);
    notOpened(FLAGS_UNKNOWN, PURSE, 99, UNKNOWN_FLAG | both);
    notOpened(FLAGS_ARE_EXCLUSIVE, PURSE, 99, both);
    notOpened(ACCOUNT_EXISTS, PURSE, 99, 0);
    notOpened(ASSET_UNKNOWN, fresh(), 99, 0);
    notOpened(ONLY_THE_ISSUER_MAY_OVERDRAW, fresh(), PKR, 0);
  }

  private void notOpened(Reason reason, Id id, int asset, int flags) {
    assertThat(network.by(BANK).instruct(new Core.OpenAccount(id, asset, 0, flags)).results())
        .containsExactly(reason.name());
  }

  /** Closes one side by a pending transfer of nothing, which the debit side's owner signs. */
  private Id close(Id debit, Id credit, int closing) {
    Id id = fresh();
    Transfer pending = Transfer.pending(id, debit, credit, 0, 0);
    network
        .by(network.account(debit).party())
        .transfer(Draft.of(pending).flags(PENDING | closing).transfer())
        .mustBeAccepted();
    return id;
  }

  private void reopen(Id pending) {
    network.by(CENTRAL_BANK).transfer(Transfer.voided(fresh(), pending)).mustBeAccepted();
  }

  /** While the regulator has its mandate. */
  private void freeze(Id account, boolean frozen) {
    network
        .at(START_MILLIS + 1_000)
        .by(REGULATOR)
        .instruct(new Core.FreezeAccount(account, frozen, frozen))
        .mustBeAccepted();
  }
}
