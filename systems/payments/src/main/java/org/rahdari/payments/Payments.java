package org.rahdari.payments;

import static org.rahdari.outcome.Outcome.accepted;
import static org.rahdari.outcome.Outcome.refuse;
import static org.rahdari.payments.PaymentRefusal.*;
import static org.rahdari.program.MandateKind.BANK;
import static org.rahdari.program.MandateKind.CENTRAL_BANK;
import static org.rahdari.program.MandateKind.FX_PROVIDER;
import static org.rahdari.program.MandateKind.REMITTER;
import static org.rahdari.program.MandateKind.VASP;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.payments.Instructions.*;
import org.rahdari.program.Context;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Program;
import org.rahdari.program.Registry;
import org.rahdari.table.Table;

/**
 * Payments in one asset, and remittances of a corridor across two: a quote holds the provider's
 * money, a payment reserves both legs, the payee's confirmation posts them, its refusal or its
 * silence gives them back.
 */
public final class Payments {

  /** The number of this program. */
  public static final int NUMBER = 16;

  /** The program, for a kernel. */
  public static final Program PROGRAM = new Program(NUMBER, "payments", 1, Payments::new);

  /** How long a quote may hold liquidity. */
  public static final long QUOTE_MILLIS_MAX = 15 * 60 * 1_000L;

  /** How long a payee has to answer. */
  public static final long ANSWER_MILLIS = 15 * 60 * 1_000L;

  /** How long a payment stays in memory, and can be returned. */
  public static final long RETURN_MILLIS = 90 * 24 * 60 * 60 * 1_000L;

  /** Who pays and is paid. */
  public static final List<MandateKind> PAYERS = List.of(BANK, REMITTER, VASP, CENTRAL_BANK);

  private static final int ACCOUNTS_MAX = 100_000;
  private static final int QUOTES_MAX = 100_000;
  private static final int PAYMENTS_MAX = 10_000_000;

  private final Table<Long, SettlementAccount> accounts;
  private final Table<Id, Quote> quotes;
  private final Table<Id, Payment> payments;
  private final Table<Id, Return> returns;

  Payments(Registry registry) {
    accounts =
        registry.table(
            "account", Long.class, SettlementAccount.class, SettlementAccount::place, ACCOUNTS_MAX);
    quotes = registry.table("quote", Id.class, Quote.class, Quote::id, QUOTES_MAX);
    payments = registry.table("payment", Id.class, Payment.class, Payment::id, PAYMENTS_MAX);
    returns = registry.table("return", Id.class, Return.class, Return::id, PAYMENTS_MAX);
    MandateKind[] payers = PAYERS.toArray(MandateKind[]::new);
    registry.on(UseAccount.class, this::useAccount, payers);
    registry.on(FundLiquidity.class, this::fundLiquidity, FX_PROVIDER);
    registry.on(WithdrawLiquidity.class, this::withdrawLiquidity, FX_PROVIDER);
    registry.on(OfferQuote.class, this::offerQuote, FX_PROVIDER);
    registry.on(InstructPayment.class, this::instructPayment, payers);
    registry.on(ConfirmCredit.class, this::confirmCredit, payers);
    registry.on(RejectCredit.class, this::rejectCredit, payers);
    registry.on(ReturnPayment.class, this::returnPayment, payers);
    registry.onTimer(ExpireQuote.class, this::expireQuote);
    registry.onTimer(ReturnIfSilent.class, this::returnIfSilent);
    registry.onTimer(RetireReturn.class, (timer, ctx) -> returns.retire(timer.back()));
    registry.onTimer(RetirePayment.class, (timer, ctx) -> payments.retire(timer.payment()));
  }

  /**
   * The account in which a provider's money for quotes of one asset lies; only this program moves
   * it.
   */
  public static Id liquidityAccount(int provider, int asset) {
    return Id.derived("payments.liquidity", new Id(provider, asset));
  }

  private Outcome useAccount(UseAccount use, Context ctx) {
    Account account = ctx.account(use.account());
    if (account == null) return refuse(ACCOUNT_UNKNOWN);
    if (account.party() != ctx.party() || account.asset() != use.asset() || account.governed()) {
      return refuse(ACCOUNT_NOT_YOURS);
    }
    accounts.put(new SettlementAccount(ctx.party(), use.asset(), use.account()));
    return accepted();
  }

  private Outcome fundLiquidity(FundLiquidity fund, Context ctx) {
    if (ctx.asset(fund.asset()) == null) return refuse(ASSET_UNKNOWN);
    if (fund.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    Id own = settlementAccount(ctx.party(), fund.asset());
    if (own == null) return refuse(PAYER_HAS_NO_ACCOUNT);

    Id liquidity = liquidityAccount(ctx.party(), fund.asset());
    Outcome opened = liquidity(ctx.party(), fund.asset(), ctx);
    if (opened.refused()) return opened;
    Outcome moved =
        ctx.transfer(List.of(Transfer.posted(fund.transfer(), own, liquidity, fund.amountMinor())));
    return orShort(moved, FUNDS_INSUFFICIENT);
  }

  private Outcome withdrawLiquidity(WithdrawLiquidity withdraw, Context ctx) {
    if (withdraw.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    Id own = settlementAccount(ctx.party(), withdraw.asset());
    if (own == null) return refuse(PAYER_HAS_NO_ACCOUNT);
    Id liquidity = liquidityAccount(ctx.party(), withdraw.asset());
    Outcome moved =
        ctx.transfer(
            List.of(Transfer.posted(withdraw.transfer(), liquidity, own, withdraw.amountMinor())));
    return orShort(moved, LIQUIDITY_INSUFFICIENT);
  }

  private Outcome offerQuote(OfferQuote offer, Context ctx) {
    if (ctx.entered(Quote.hold(offer.id()))) return refuse(QUOTE_EXISTS);
    if (ctx.party(offer.holder()) == null) return refuse(HOLDER_UNKNOWN);
    if (ctx.party(offer.payee()) == null) return refuse(PAYEE_UNKNOWN);
    Asset sell = ctx.asset(offer.sellAsset());
    Asset buy = ctx.asset(offer.buyAsset());
    if (sell == null || buy == null) return refuse(ASSET_UNKNOWN);
    if (offer.sellAsset() == offer.buyAsset()) return refuse(QUOTE_IN_ONE_ASSET);
    if (offer.sellMinor() <= 0
        || offer.buyMinor() <= 0
        || offer.feeMinor() < 0
        || offer.rateE8() <= 0) {
      return refuse(AMOUNT_NOT_POSITIVE);
    }
    if (offer.expiresAtMillis() <= ctx.timeMillis()
        || offer.expiresAtMillis() > ctx.timeMillis() + QUOTE_MILLIS_MAX) {
      return refuse(QUOTE_EXPIRY_NOT_ALLOWED);
    }
    if (!exact(offer, sell, buy)) return refuse(QUOTE_RATE_DIFFERS);
    Id paid = settlementAccount(offer.payee(), offer.buyAsset());
    if (paid == null) return refuse(PAYEE_HAS_NO_ACCOUNT);

    Quote quote = quote(offer, ctx);
    Id liquidity = liquidityAccount(ctx.party(), offer.buyAsset());
    Outcome held =
        ctx.transfer(List.of(Transfer.pending(quote.hold(), liquidity, paid, offer.buyMinor(), 0)));
    if (held.refused()) return orShort(held, LIQUIDITY_INSUFFICIENT);

    quotes.put(quote);
    ctx.at(quote.expiresAtMillis(), new ExpireQuote(quote.id()));
    return accepted();
  }

  private static boolean exact(OfferQuote offer, Asset sell, Asset buy) {
    try {
      return new Rate(offer.rateE8()).buyMinor(offer.sellMinor(), sell, buy) == offer.buyMinor()
          && Math.addExact(offer.sellMinor(), offer.feeMinor()) > 0;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static Quote quote(OfferQuote offer, Context ctx) {
    return new Quote(
        offer.id(),
        ctx.party(),
        offer.holder(),
        offer.payee(),
        offer.sellAsset(),
        offer.sellMinor(),
        offer.feeMinor(),
        offer.buyAsset(),
        offer.buyMinor(),
        offer.rateE8(),
        ctx.timeMillis(),
        offer.expiresAtMillis());
  }

  private void expireQuote(ExpireQuote timer, Context ctx) {
    Quote quote = quotes.get(timer.quote());
    if (quote == null) return;
    require(ctx.transfer(List.of(Transfer.voided(quote.holdEnd(), quote.hold()))));
    quotes.retire(quote.id());
  }

  private Outcome instructPayment(InstructPayment instruct, Context ctx) {
    if (ctx.entered(Payment.payerLeg(instruct.id()))) return refuse(PAYMENT_EXISTS);
    if (instruct.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    if (ctx.party(instruct.payee()) == null) return refuse(PAYEE_UNKNOWN);
    if (instruct.payee() == ctx.party()) return refuse(PAYER_IS_PAYEE);
    if (ctx.asset(instruct.asset()) == null) return refuse(ASSET_UNKNOWN);
    return instruct.quote().isNone() ? payInOneAsset(instruct, ctx) : payByQuote(instruct, ctx);
  }

  private Outcome payInOneAsset(InstructPayment instruct, Context ctx) {
    Id payer = settlementAccount(ctx.party(), instruct.asset());
    if (payer == null) return refuse(PAYER_HAS_NO_ACCOUNT);
    Id payee = settlementAccount(instruct.payee(), instruct.asset());
    if (payee == null) return refuse(PAYEE_HAS_NO_ACCOUNT);

    Payment payment = payment(instruct, null, ctx);
    Outcome reserved =
        ctx.transfer(
            List.of(Transfer.pending(payment.payerLeg(), payer, payee, payment.payerMinor(), 0)));
    if (reserved.refused()) return orShort(reserved, FUNDS_INSUFFICIENT);
    return reserve(payment, ctx);
  }

  private Outcome payByQuote(InstructPayment instruct, Context ctx) {
    Quote quote = quotes.get(instruct.quote());
    if (quote == null || quote.expiresAtMillis() <= ctx.timeMillis()) return refuse(QUOTE_UNKNOWN);
    if (quote.holder() != ctx.party()) return refuse(QUOTE_OF_ANOTHER_PARTY);
    if (quote.payee() != instruct.payee()
        || quote.buyAsset() != instruct.asset()
        || quote.buyMinor() != instruct.amountMinor()) {
      return refuse(QUOTE_DIFFERS);
    }
    Id payer = settlementAccount(ctx.party(), quote.sellAsset());
    if (payer == null) return refuse(PAYER_HAS_NO_ACCOUNT);
    Id payee = settlementAccount(instruct.payee(), instruct.asset());
    if (payee == null) return refuse(PAYEE_HAS_NO_ACCOUNT);
    Id taken = liquidityAccount(quote.provider(), quote.sellAsset());
    Outcome opened = liquidity(quote.provider(), quote.sellAsset(), ctx);
    if (opened.refused()) return opened;

    Payment payment = payment(instruct, quote, ctx);
    Id liquidity = liquidityAccount(quote.provider(), quote.buyAsset());
    Outcome reserved =
        ctx.transfer(
            List.of(
                Transfer.voided(quote.holdEnd(), quote.hold()),
                Transfer.pending(payment.payerLeg(), payer, taken, payment.payerMinor(), 0),
                Transfer.pending(payment.payeeLeg(), liquidity, payee, payment.payeeMinor(), 0)));
    if (reserved.refused()) return orShort(reserved, FUNDS_INSUFFICIENT);
    quotes.retire(quote.id());
    return reserve(payment, ctx);
  }

  private static Payment payment(InstructPayment instruct, @Nullable Quote quote, Context ctx) {
    return new Payment(
        instruct.id(),
        instruct.uetr(),
        ctx.party(),
        instruct.payee(),
        quote == null ? 0 : quote.provider(),
        quote == null ? instruct.asset() : quote.sellAsset(),
        quote == null ? instruct.amountMinor() : quote.sellMinor() + quote.feeMinor(),
        instruct.asset(),
        instruct.amountMinor(),
        quote == null ? 0 : quote.feeMinor(),
        quote == null ? 0 : quote.rateE8(),
        instruct.message(),
        Payment.State.RESERVED,
        "",
        0,
        ctx.timeMillis(),
        ctx.timeMillis() + ANSWER_MILLIS,
        0);
  }

  private Outcome reserve(Payment payment, Context ctx) {
    payments.put(payment);
    ctx.at(payment.deadlineMillis(), new ReturnIfSilent(payment.id()));
    ctx.at(ctx.timeMillis() + RETURN_MILLIS, new RetirePayment(payment.id()));
    return accepted();
  }

  private Outcome confirmCredit(ConfirmCredit confirm, Context ctx) {
    Payment payment = payments.get(confirm.payment());
    if (payment == null) return refuse(PAYMENT_UNKNOWN);
    if (payment.payee() != ctx.party()) return refuse(NOT_THE_PAYEE);
    if (payment.state() != Payment.State.RESERVED) return refuse(PAYMENT_NOT_RESERVED);

    List<Transfer> posts = new ArrayList<>();
    for (Id leg : legs(payment))
      posts.add(Transfer.post(Id.derived("payments.post", leg), leg, Transfer.AMOUNT_ALL));
    Outcome posted = ctx.transfer(posts);
    if (posted.refused()) return posted;
    payments.put(payment.ended(Payment.State.SETTLED, "", ctx.timeMillis()));
    return accepted();
  }

  private Outcome rejectCredit(RejectCredit reject, Context ctx) {
    Payment payment = payments.get(reject.payment());
    if (payment == null) return refuse(PAYMENT_UNKNOWN);
    if (payment.payee() != ctx.party()) return refuse(NOT_THE_PAYEE);
    if (payment.state() != Payment.State.RESERVED) return refuse(PAYMENT_NOT_RESERVED);
    giveBack(payment, Payment.State.REJECTED, reject.reason(), ctx);
    return accepted();
  }

  private void returnIfSilent(ReturnIfSilent timer, Context ctx) {
    Payment payment = payments.get(timer.payment());
    if (payment == null || payment.state() != Payment.State.RESERVED) return;
    giveBack(payment, Payment.State.LAPSED, "AB05", ctx);
  }

  private void giveBack(Payment payment, Payment.State state, String reason, Context ctx) {
    List<Transfer> voids = new ArrayList<>();
    for (Id leg : legs(payment)) voids.add(Transfer.voided(Id.derived("payments.void", leg), leg));
    require(ctx.transfer(voids));
    payments.put(payment.ended(state, reason, ctx.timeMillis()));
  }

  private Outcome returnPayment(ReturnPayment back, Context ctx) {
    if (returns.get(back.id()) != null) return refuse(RETURN_EXISTS);
    Payment payment = payments.get(back.payment());
    if (payment == null) return refuse(PAYMENT_UNKNOWN);
    if (payment.payee() != ctx.party()) return refuse(NOT_THE_PAYEE);
    if (payment.state() != Payment.State.SETTLED && payment.state() != Payment.State.RETURNED) {
      return refuse(PAYMENT_NOT_SETTLED);
    }
    if (payment.exchanged() || back.asset() != payment.payeeAsset())
      return refuse(RETURN_ACROSS_ASSETS);
    if (back.amountMinor() <= 0) return refuse(AMOUNT_NOT_POSITIVE);
    if (back.amountMinor() > payment.payeeMinor() - payment.returnedMinor())
      return refuse(RETURN_TOO_LARGE);
    Id from = settlementAccount(payment.payee(), payment.payeeAsset());
    Id to = settlementAccount(payment.payer(), payment.payerAsset());
    if (from == null) return refuse(PAYEE_HAS_NO_ACCOUNT);
    if (to == null) return refuse(PAYER_HAS_NO_ACCOUNT);

    Outcome moved =
        ctx.transfer(List.of(Transfer.posted(back.transfer(), from, to, back.amountMinor())));
    if (moved.refused()) return orShort(moved, FUNDS_INSUFFICIENT);
    payments.put(payment.returned(back.amountMinor(), back.reason()));
    returns.put(
        new Return(back.id(), payment.id(), back.amountMinor(), back.reason(), ctx.timeMillis()));
    ctx.at(ctx.timeMillis() + RETURN_MILLIS, new RetireReturn(back.id()));
    return accepted();
  }

  private static List<Id> legs(Payment payment) {
    return payment.exchanged()
        ? List.of(payment.payerLeg(), payment.payeeLeg())
        : List.of(payment.payerLeg());
  }

  /**
   * Opens the provider's liquidity account where it is missing; its id is one that only programs
   * use.
   */
  private static Outcome liquidity(int provider, int asset, Context ctx) {
    Id id = liquidityAccount(provider, asset);
    return ctx.account(id) == null ? ctx.openGoverned(id, provider, asset) : accepted();
  }

  private @Nullable Id settlementAccount(int party, int asset) {
    SettlementAccount account = accounts.get(SettlementAccount.place(party, asset));
    return account == null ? null : account.account();
  }

  /**
   * Says in this program's words that an account does not hold enough; leaves other reasons as they
   * are.
   */
  private static Outcome orShort(Outcome outcome, PaymentRefusal reason) {
    return outcome.reason() == LedgerRefusal.EXCEEDS_CREDITS ? refuse(reason) : outcome;
  }

  private static void require(Outcome outcome) {
    if (outcome.refused())
      throw new IllegalStateException("a hold cannot be given back: " + outcome.reason());
  }
}
