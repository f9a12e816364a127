package org.rahdari.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.outcome.Outcome;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/**
 * The accounts and what moved between them.
 *
 * <p>Semantics after TigerBeetle's public documentation, with three rules of ours: an account that
 * names a program is moved by that program alone, an envelope debits only its signer's accounts,
 * and only an asset's issuer may have an account that goes below zero.
 */
public final class Ledger {

  /** Accounts at most. */
  public static final int ACCOUNTS_MAX = 10_000_000;

  /** Transfers whose ids are remembered at most. */
  public static final int TRANSFERS_MAX = 16_000_000;

  /** The name of the table of transfers; projections leave it out. */
  public static final String TRANSFERS = "ledger.transfer";

  private final Table<Integer, Asset> assets;
  private final Table<Id, Account> accounts;
  private final Table<Id, Entered> transfers;
  private final Timeouts timeouts;

  /** Declares its tables. */
  public Ledger(Tables tables, Timeouts timeouts) {
    this.assets = tables.declare("ledger.asset", Integer.class, Asset.class, Asset::number, 10_000);
    this.accounts =
        tables.declare("ledger.account", Id.class, Account.class, Account::id, ACCOUNTS_MAX);
    this.transfers = tables.declare(TRANSFERS, Id.class, Entered.class, Entered::id, TRANSFERS_MAX);
    this.timeouts = timeouts;
  }

  /** Sets and takes back the timers that end pending transfers. */
  public interface Timeouts {

    /** Sets a timer for a pending transfer and answers its number, from 1. */
    long set(long dueMillis, Id pendingId);

    /** Takes a timer back. */
    void cancel(long dueMillis, long number);
  }

  /** Adds an asset. */
  public void issue(Asset asset) {
    assets.put(asset);
  }

  /** The assets, by number. */
  public Table<Integer, Asset> assets() {
    return assets;
  }

  /** The accounts, by id. */
  public Table<Id, Account> accounts() {
    return accounts;
  }

  /** The account, or null. */
  public @Nullable Account account(Id id) {
    return accounts.get(id);
  }

  /** The transfer, or null. */
  public @Nullable Entered transfer(Id id) {
    return transfers.get(id);
  }

  /** Opens an account. */
  public Outcome open(Account account) {
    if (account.id().isNone()) return Outcome.refuse(LedgerRefusal.ID_MUST_NOT_BE_ZERO);
    if (!account.governed() && account.id().isDerived()) {
      return Outcome.refuse(LedgerRefusal.ID_RESERVED);
    }
    if ((account.flags() & ~AccountFlag.ALL) != 0)
      return Outcome.refuse(LedgerRefusal.FLAGS_UNKNOWN);
    if (accounts.get(account.id()) != null) return Outcome.refuse(LedgerRefusal.ACCOUNT_EXISTS);
    Asset asset = assets.get(account.asset());
    if (asset == null) return Outcome.refuse(LedgerRefusal.ASSET_UNKNOWN);
    if (!account.has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS)
        && asset.issuer() != account.party()) {
      return Outcome.refuse(LedgerRefusal.ONLY_THE_ISSUER_MAY_OVERDRAW);
    }
    accounts.put(account);
    return Outcome.accepted();
  }

  /**
   * Enters transfers in order until one is refused; the caller takes back what was entered before
   * it.
   */
  public Outcome enter(List<Transfer> chain, Authority by, long atMillis) {
    for (Transfer transfer : chain) {
      Outcome outcome = enter(transfer, by, atMillis);
      if (outcome.refused()) return outcome;
    }
    return Outcome.accepted();
  }

  /**
   * Enters one transfer, or answers the first reason why not. The repeat of an entered one changes
   * nothing.
   */
  public Outcome enter(Transfer t, Authority by, long atMillis) {
    if (t.id().isNone()) return Outcome.refuse(LedgerRefusal.ID_MUST_NOT_BE_ZERO);
    if (by.program() == 0 && t.id().isDerived()) return Outcome.refuse(LedgerRefusal.ID_RESERVED);
    if ((t.flags() & ~TransferFlag.ALL) != 0) return Outcome.refuse(LedgerRefusal.FLAGS_UNKNOWN);
    boolean pending = t.has(TransferFlag.PENDING);
    boolean second = t.has(TransferFlag.POST_PENDING) || t.has(TransferFlag.VOID_PENDING);
    if ((pending && second)
        || (t.has(TransferFlag.POST_PENDING) && t.has(TransferFlag.VOID_PENDING))) {
      return Outcome.refuse(LedgerRefusal.FLAGS_ARE_EXCLUSIVE);
    }
    Entered before = transfers.get(t.id());
    if (before != null) {
      return before.sameAs(t, amountMeant(t))
              && before.party() == by.party()
              && before.program() == by.program()
          ? Outcome.accepted()
          : Outcome.refuse(LedgerRefusal.EXISTS_WITH_OTHER_CONTENT);
    }
    if (t.amountMinor() < 0) return Outcome.refuse(LedgerRefusal.AMOUNT_MUST_NOT_BE_NEGATIVE);
    if (t.timeoutSeconds() != 0
        && (!pending
            || t.timeoutSeconds() < 0
            || t.timeoutSeconds() > Transfer.TIMEOUT_SECONDS_MAX)) {
      return Outcome.refuse(LedgerRefusal.TIMEOUT_NOT_ALLOWED);
    }
    return second ? end(t, by, atMillis) : move(t, pending, by, atMillis);
  }

  /** The amount, where 0 in a post or void means all that was reserved. */
  private long amountMeant(Transfer t) {
    Entered pending = t.amountMinor() == 0 ? transfers.get(t.pendingId()) : null;
    return pending == null ? t.amountMinor() : pending.amountMinor();
  }

  private Outcome move(Transfer t, boolean pending, Authority by, long atMillis) {
    if (!t.pendingId().isNone()) return Outcome.refuse(LedgerRefusal.PENDING_ID_NOT_ALLOWED);
    if (t.amountMinor() == 0) return Outcome.refuse(LedgerRefusal.AMOUNT_MUST_NOT_BE_ZERO);
    if (t.debitAccount().equals(t.creditAccount()))
      return Outcome.refuse(LedgerRefusal.ACCOUNTS_MUST_DIFFER);
    Account debit = accounts.get(t.debitAccount());
    if (debit == null) return Outcome.refuse(LedgerRefusal.DEBIT_ACCOUNT_UNKNOWN);
    Account credit = accounts.get(t.creditAccount());
    if (credit == null) return Outcome.refuse(LedgerRefusal.CREDIT_ACCOUNT_UNKNOWN);
    if (debit.asset() != credit.asset()) return Outcome.refuse(LedgerRefusal.ASSETS_MUST_AGREE);
    if (!by.mayTouch(debit) || !by.mayTouch(credit))
      return Outcome.refuse(LedgerRefusal.ACCOUNT_GOVERNED);
    if (!by.mayDebit(debit)) return Outcome.refuse(LedgerRefusal.DEBIT_ACCOUNT_OF_ANOTHER_PARTY);

    Outcome applied =
        pending
            ? apply(debit, t.amountMinor(), 0, credit, t.amountMinor(), 0)
            : apply(debit, 0, t.amountMinor(), credit, 0, t.amountMinor());
    if (applied.refused()) return applied;

    long timer =
        t.timeoutSeconds() == 0 ? 0 : timeouts.set(atMillis + t.timeoutSeconds() * 1_000L, t.id());
    Entered.State state = pending ? Entered.State.PENDING : Entered.State.POSTED;
    transfers.put(
        Entered.of(t, debit.id(), credit.id(), t.amountMinor(), by, state, timer, atMillis));
    return Outcome.accepted();
  }

  private Outcome end(Transfer t, Authority by, long atMillis) {
    if (t.pendingId().isNone()) return Outcome.refuse(LedgerRefusal.PENDING_ID_MISSING);
    Entered pending = transfers.get(t.pendingId());
    if (pending == null) return Outcome.refuse(LedgerRefusal.PENDING_UNKNOWN);
    switch (pending.state()) {
      case POSTED -> {
        return Outcome.refuse(LedgerRefusal.PENDING_WAS_NOT_PENDING);
      }
      case PENDING_POSTED -> {
        return Outcome.refuse(LedgerRefusal.PENDING_ALREADY_POSTED);
      }
      case PENDING_VOIDED -> {
        return Outcome.refuse(LedgerRefusal.PENDING_ALREADY_VOIDED);
      }
      case PENDING_EXPIRED -> {
        return Outcome.refuse(LedgerRefusal.PENDING_EXPIRED);
      }
      case PENDING -> {}
    }
    if (pending.timeoutSeconds() != 0 && pending.expiresAtMillis() <= atMillis) {
      return Outcome.refuse(LedgerRefusal.PENDING_EXPIRED);
    }
    if (differs(t.debitAccount(), pending.debitAccount())
        || differs(t.creditAccount(), pending.creditAccount())) {
      return Outcome.refuse(LedgerRefusal.PENDING_HAS_OTHER_ACCOUNTS);
    }
    boolean post = t.has(TransferFlag.POST_PENDING);
    long amount = amountMeant(t);
    if (amount > pending.amountMinor() || (!post && amount != pending.amountMinor())) {
      return Outcome.refuse(LedgerRefusal.PENDING_HAS_OTHER_AMOUNT);
    }
    Account debit = open(pending.debitAccount());
    Account credit = open(pending.creditAccount());
    if (!by.mayEnd(pending, post, debit, credit))
      return Outcome.refuse(LedgerRefusal.PENDING_OF_ANOTHER);

    long posted = post ? amount : 0;
    Outcome applied =
        apply(debit, -pending.amountMinor(), posted, credit, -pending.amountMinor(), posted);
    if (applied.refused()) return applied;

    if (pending.timerNumber() != 0)
      timeouts.cancel(pending.expiresAtMillis(), pending.timerNumber());
    transfers.put(pending.as(post ? Entered.State.PENDING_POSTED : Entered.State.PENDING_VOIDED));
    transfers.put(
        Entered.of(t, debit.id(), credit.id(), amount, by, Entered.State.POSTED, 0, atMillis));
    return Outcome.accepted();
  }

  /** Gives back what a pending transfer reserved, when its time has come. */
  public void expire(Id pendingId) {
    Entered pending = transfers.get(pendingId);
    if (pending == null || pending.state() != Entered.State.PENDING) {
      throw new IllegalStateException("the timer of " + pendingId + " outlived it");
    }
    long amount = pending.amountMinor();
    accounts.put(open(pending.debitAccount()).withDebits(-amount, 0));
    accounts.put(open(pending.creditAccount()).withCredits(-amount, 0));
    transfers.put(pending.as(Entered.State.PENDING_EXPIRED));
  }

  private Outcome apply(
      Account debit,
      long debitPending,
      long debitPosted,
      Account credit,
      long creditPending,
      long creditPosted) {
    Account debited;
    Account credited;
    boolean overdrawn;
    boolean overpaid;
    try {
      debited = debit.withDebits(debitPending, debitPosted);
      credited = credit.withCredits(creditPending, creditPosted);
      overdrawn = debited.overdrawn();
      overpaid = credited.overpaid();
    } catch (ArithmeticException e) {
      return Outcome.refuse(LedgerRefusal.OVERFLOW);
    }
    // A post makes room before it takes it, so the limits can only be crossed by new reservations
    // and postings.
    if (overdrawn) return Outcome.refuse(LedgerRefusal.EXCEEDS_CREDITS);
    if (overpaid) return Outcome.refuse(LedgerRefusal.EXCEEDS_DEBITS);
    accounts.put(debited);
    accounts.put(credited);
    return Outcome.accepted();
  }

  private static boolean differs(Id given, Id pending) {
    return !given.isNone() && !given.equals(pending);
  }

  private Account open(Id id) {
    Account account = accounts.get(id);
    if (account == null)
      throw new IllegalStateException("the account " + id + " of a transfer is gone");
    return account;
  }
}
