package org.rahdari.licensing;

import static org.rahdari.licensing.LicensingRefusal.*;
import static org.rahdari.licensing.Schedules.DAY_MILLIS;
import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.program.MandateKind.ADMINISTRATOR;
import static org.rahdari.program.MandateKind.BANK;
import static org.rahdari.program.MandateKind.CENTRAL_BANK;
import static org.rahdari.program.MandateKind.REGULATOR;
import static org.rahdari.program.MandateKind.VASP;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.licensing.Instructions.AppointAdministrator;
import org.rahdari.licensing.Instructions.BringIn;
import org.rahdari.licensing.Instructions.CloseDiscrepancy;
import org.rahdari.licensing.Instructions.DayEnds;
import org.rahdari.licensing.Instructions.OpenClientAccount;
import org.rahdari.licensing.Instructions.PayOut;
import org.rahdari.licensing.Instructions.ReturnClientMoney;
import org.rahdari.licensing.Instructions.SettleTrade;
import org.rahdari.licensing.Instructions.StateBalance;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/**
 * What firms keep for their clients: in accounts that only this program moves, so that nobody can
 * pledge them, and that are held against the bank's statements every day.
 */
final class ClientMoney {
  private static final int ACCOUNTS_MAX = 1_000_000;
  private static final int DISCREPANCIES_MAX = 1_000_000;

  private final Table<Id, ClientAccount> accounts;
  private final Table<Id, Discrepancy> discrepancies;
  private final Officers officers;
  private final Papers papers;
  private final Assets assets;
  private final Gate gate;
  private final Breaches breaches;

  ClientMoney(
      Registry registry,
      Officers officers,
      Papers papers,
      Assets assets,
      Gate gate,
      Breaches breaches) {
    this.officers = officers;
    this.papers = papers;
    this.assets = assets;
    this.gate = gate;
    this.breaches = breaches;
    accounts =
        registry.table(
            "client_account", Id.class, ClientAccount.class, ClientAccount::account, ACCOUNTS_MAX);
    discrepancies =
        registry.table(
            "discrepancy", Id.class, Discrepancy.class, Discrepancy::id, DISCREPANCIES_MAX);
    registry.on(OpenClientAccount.class, this::open, VASP);
    registry.on(BringIn.class, this::bringIn, BANK, VASP, CENTRAL_BANK);
    registry.on(PayOut.class, this::payOut, VASP);
    registry.on(SettleTrade.class, this::trade, VASP);
    registry.on(StateBalance.class, this::state, BANK);
    registry.on(CloseDiscrepancy.class, this::close, REGULATOR);
    registry.on(AppointAdministrator.class, this::appoint, REGULATOR);
    registry.on(ReturnClientMoney.class, this::giveBack, ADMINISTRATOR);
    registry.onTimer(DayEnds.class, this::dayEnds);
  }

  private Outcome open(OpenClientAccount open, Context ctx) {
    LicensingRefusal why = mayNotOpen(open, ctx);
    if (why != null) return refuse(why);
    Asset asset = ctx.asset(open.asset());
    if (asset == null) return refuse(ASSET_UNKNOWN);
    boolean money = open.use() == ClientUse.MONEY;
    if (money != Money.isMoney(asset, ctx)) return refuse(ASSET_NOT_ADMITTED);
    if (!money && !assets.listed(ctx.party(), open.asset())) return refuse(ASSET_NOT_LISTED);
    if (money ? !ctx.holds(open.bank(), BANK) : open.bank() != 0) return refuse(BANK_NOT_ALLOWED);
    Outcome opened = ctx.openGoverned(open.account(), ctx.party(), open.asset());
    if (opened.refused()) return opened;
    long yesterday = ctx.timeMillis() / DAY_MILLIS - 1;
    accounts.put(
        new ClientAccount(
            open.account(),
            ctx.party(),
            open.asset(),
            open.use(),
            open.bank(),
            yesterday,
            0,
            yesterday));
    if (money) ctx.at((yesterday + 2) * DAY_MILLIS, new DayEnds(open.account()));
    return accepted();
  }

  /** A firm that prepares may open accounts of money, but for one that is suspended. */
  private @Nullable LicensingRefusal mayNotOpen(OpenClientAccount open, Context ctx) {
    LicensingRefusal why = papers.barred(ctx.party(), ctx);
    Permission noc = papers.noc(ctx.party(), ctx);
    boolean prepares =
        noc != null
            && why != LICENCE_SUSPENDED
            && open.use() == ClientUse.MONEY
            && noc.terms().preparations().contains(Preparation.OPEN_CLIENT_ACCOUNTS);
    return prepares ? null : why;
  }

  private Outcome bringIn(BringIn in, Context ctx) {
    ClientAccount account = today(in.account(), ctx);
    if (account == null) return refuse(CLIENT_ACCOUNT_UNKNOWN);
    if (in.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    if (!Money.free(in.from(), ctx.party(), account.asset(), ctx))
      return refuse(PAYING_ACCOUNT_NOT_ALLOWED);
    LicensingRefusal why = papers.barred(account.firm(), ctx);
    boolean assetsOfClients = account.use() == ClientUse.CUSTODY;
    if (why == null && assetsOfClients && !assets.admitted(account.asset()))
      why = ASSET_NOT_ADMITTED;
    if (why != null) return refuse(why);
    // What a firm gives another one's clients, it moves for its own.
    boolean firm = ctx.holds(ctx.party(), VASP) || papers.firm(ctx.party()) != null;
    boolean another = firm && ctx.party() != account.firm();
    if (another && !ctx.entered(in.transfer())) {
      Outcome passed =
          gate.pass(ctx.party(), serviceOf(account), account.asset(), in.amountMinor(), ctx);
      if (passed.refused()) return passed;
    }
    return Money.move(
        in.transfer(), in.from(), in.account(), in.amountMinor(), FUNDS_INSUFFICIENT, ctx);
  }

  /** Under which service what is on an account leaves it. */
  private static Service serviceOf(ClientAccount account) {
    return account.use() == ClientUse.MONEY ? Service.TRANSFER : Service.CUSTODY;
  }

  private Outcome payOut(PayOut out, Context ctx) {
    ClientAccount account = today(out.account(), ctx);
    if (account == null) return refuse(CLIENT_ACCOUNT_UNKNOWN);
    if (account.firm() != ctx.party()) return refuse(NOT_THE_FIRM);
    if (out.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    if (!isClients(account, out.to(), ctx)) return refuse(CLIENT_MONEY_SEGREGATED);
    LicensingRefusal why = mayNotReceive(out.to(), ctx);
    if (why != null) return refuse(why);
    // A repeat moves nothing, and counts for nothing.
    if (!ctx.entered(out.transfer())) {
      Outcome passed =
          gate.passOut(ctx.party(), serviceOf(account), account.asset(), out.amountMinor(), ctx);
      if (passed.refused()) return passed;
    }
    return Money.move(
        out.transfer(), out.account(), out.to(), out.amountMinor(), CLIENT_MONEY_INSUFFICIENT, ctx);
  }

  /** Whether it leads to a client: by a bank, or of assets by another firm. */
  private static boolean isClients(ClientAccount from, Id to, Context ctx) {
    Account account = ctx.account(to);
    if (account == null || account.party() == from.firm()) return false;
    return ctx.holds(account.party(), BANK)
        || from.use() == ClientUse.CUSTODY && ctx.holds(account.party(), VASP);
  }

  /** A firm takes over clients' assets only while it may act; of a bank that is all its own. */
  private @Nullable LicensingRefusal mayNotReceive(Id to, Context ctx) {
    ClientAccount ofClients = today(to, ctx);
    if (ofClients != null) return papers.barred(ofClients.firm(), ctx);
    Account account = ctx.account(to);
    if (account == null || ctx.holds(account.party(), BANK)) return null;
    return papers.barred(account.party(), ctx);
  }

  private Outcome trade(SettleTrade trade, Context ctx) {
    ClientAccount moneyFrom = today(trade.moneyFrom(), ctx);
    ClientAccount moneyTo = today(trade.moneyTo(), ctx);
    ClientAccount assetFrom = today(trade.assetFrom(), ctx);
    ClientAccount assetTo = today(trade.assetTo(), ctx);
    if (moneyFrom == null || moneyTo == null || assetFrom == null || assetTo == null)
      return refuse(CLIENT_ACCOUNT_UNKNOWN);
    if (moneyFrom.firm() != ctx.party() || assetFrom.firm() != ctx.party())
      return refuse(NOT_THE_FIRM);
    if (trade.moneyMinor() <= 0 || trade.assetMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    boolean sides =
        moneyFrom.use() == ClientUse.MONEY
            && moneyTo.use() == ClientUse.MONEY
            && assetFrom.use() == ClientUse.CUSTODY
            && assetTo.use() == ClientUse.CUSTODY;
    if (!sides) return refuse(TRADE_NOT_ALLOWED);
    if (!assets.listed(ctx.party(), assetFrom.asset())) return refuse(ASSET_NOT_LISTED);
    LicensingRefusal why = papers.barred(moneyTo.firm(), ctx);
    if (why == null) why = papers.barred(assetTo.firm(), ctx);
    if (why != null) return refuse(why);
    if (!ctx.entered(trade.moneyLeg())) {
      Service service = trade.service();
      Outcome passed = gate.pass(ctx.party(), service, moneyFrom.asset(), trade.moneyMinor(), ctx);
      if (!passed.refused())
        passed = gate.pass(ctx.party(), service, assetFrom.asset(), trade.assetMinor(), ctx);
      if (passed.refused()) return passed;
    }
    return Money.orShort(
        ctx.transfer(
            List.of(
                Transfer.posted(
                    trade.moneyLeg(), trade.moneyFrom(), trade.moneyTo(), trade.moneyMinor()),
                Transfer.posted(
                    trade.assetLeg(), trade.assetFrom(), trade.assetTo(), trade.assetMinor()))),
        CLIENT_MONEY_INSUFFICIENT);
  }

  private Outcome state(StateBalance state, Context ctx) {
    ClientAccount account = today(state.account(), ctx);
    if (account == null) return refuse(CLIENT_ACCOUNT_UNKNOWN);
    if (account.bank() != ctx.party()) return refuse(NOT_THE_BANK);
    long today = ctx.timeMillis() / DAY_MILLIS;
    boolean now = state.day() == today;
    if (!now && state.day() != account.closedDay()) return refuse(STATEMENT_DAY_NOT_ALLOWED);
    long heldMinor = now ? balance(account, ctx) : account.closingMinor();
    // A statement of today says nothing yet of its end.
    if (!now) accounts.put(account.stated(state.day()));
    if (heldMinor != state.balanceMinor()) open(account, state, heldMinor, ctx);
    return accepted();
  }

  private void open(ClientAccount account, StateBalance state, long heldMinor, Context ctx) {
    Id id =
        Id.derived(
            "licensing.discrepancy." + state.day() + "." + state.statement(), account.account());
    if (discrepancies.get(id) != null) return;
    discrepancies.put(
        new Discrepancy(
            id,
            account.account(),
            account.firm(),
            state.day(),
            heldMinor,
            state.balanceMinor(),
            state.statement(),
            ctx.timeMillis(),
            Hash32.ZERO,
            0));
  }

  private static long balance(ClientAccount account, Context ctx) {
    Account held = ctx.account(account.account());
    if (held == null) throw new IllegalStateException("an account of clients is gone");
    return held.balanceMinor();
  }

  private Outcome close(CloseDiscrepancy close, Context ctx) {
    Discrepancy open = discrepancies.get(close.discrepancy());
    if (open == null || open.closedAtMillis() != 0) return refuse(DISCREPANCY_UNKNOWN);
    LicensingRefusal why = papers.unsupervised(open.firm(), ctx);
    if (why == null) why = officers.two(close.by(), ctx);
    if (why != null) return refuse(why);
    discrepancies.put(
        new Discrepancy(
            open.id(),
            open.account(),
            open.firm(),
            open.day(),
            open.ledgerMinor(),
            open.statedMinor(),
            open.statement(),
            open.openedAtMillis(),
            close.explanation(),
            ctx.timeMillis()));
    return accepted();
  }

  private void dayEnds(DayEnds timer, Context ctx) {
    if (today(timer.account(), ctx) == null) return;
    long today = ctx.timeMillis() / DAY_MILLIS;
    ctx.at((today + 1) * DAY_MILLIS, new DayEnds(timer.account()));
  }

  /**
   * The account as it is today, or null: what it held at the end of the day before is kept before
   * anything moves it, also where many timers are due and its own has not fired yet. Here it comes
   * out, too, whether the day before that one was stated.
   */
  private @Nullable ClientAccount today(Id id, Context ctx) {
    ClientAccount account = accounts.get(id);
    long yesterday = ctx.timeMillis() / DAY_MILLIS - 1;
    if (account == null || account.use() != ClientUse.MONEY || account.closedDay() >= yesterday)
      return account;
    boolean unstated = account.statedDay() < account.closedDay() && account.closingMinor() != 0;
    if (unstated) {
      Id about = Id.derived("licensing.day." + account.closedDay(), account.account());
      breaches.missed(about, account.firm(), Ground.RECONCILIATION_MISSING, ctx);
    }
    ClientAccount closed = account.closed(yesterday, balance(account, ctx));
    accounts.put(closed);
    return closed;
  }

  private Outcome appoint(AppointAdministrator appoint, Context ctx) {
    Firm firm = papers.firm(appoint.firm());
    Permission permission = papers.serving(appoint.firm());
    if (firm == null || permission == null) return refuse(FIRM_UNKNOWN);
    if (permission.authority() != ctx.party()) return refuse(NOT_THE_AUTHORITY);
    LicensingRefusal why =
        officers.decide(appoint.by(), appoint.datedMillis(), permission.givenByMillis(), ctx);
    if (why != null) return refuse(why);
    boolean dismisses = appoint.administrator() == 0;
    if (!dismisses && papers.barred(appoint.firm(), ctx) == null) return refuse(FIRM_ACTS_ITSELF);
    boolean allowed =
        ctx.holds(appoint.administrator(), ADMINISTRATOR)
            && appoint.administrator() != appoint.firm();
    if (!dismisses && !allowed) return refuse(ADMINISTRATOR_NOT_ALLOWED);
    papers.put(firm.administeredBy(appoint.administrator()));
    return accepted();
  }

  private Outcome giveBack(ReturnClientMoney back, Context ctx) {
    ClientAccount account = today(back.account(), ctx);
    if (account == null) return refuse(CLIENT_ACCOUNT_UNKNOWN);
    Firm firm = papers.firm(account.firm());
    if (firm == null || firm.administrator() != ctx.party()) return refuse(NOT_THE_ADMINISTRATOR);
    if (papers.barred(account.firm(), ctx) == null) return refuse(FIRM_ACTS_ITSELF);
    if (back.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    Account to = ctx.account(back.to());
    boolean toItself = to != null && to.party() == ctx.party();
    if (toItself || !isClients(account, back.to(), ctx)) return refuse(CLIENT_MONEY_SEGREGATED);
    LicensingRefusal why = mayNotReceive(back.to(), ctx);
    if (why != null) return refuse(why);
    return Money.move(
        back.transfer(),
        back.account(),
        back.to(),
        back.amountMinor(),
        CLIENT_MONEY_INSUFFICIENT,
        ctx);
  }
}
