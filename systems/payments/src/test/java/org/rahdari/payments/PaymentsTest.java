package org.rahdari.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.payments.Corridor.ACCEPTED;
import static org.rahdari.payments.Corridor.BANK;
import static org.rahdari.payments.Corridor.EXCHANGE;
import static org.rahdari.payments.Corridor.FUNDS_MINOR;
import static org.rahdari.payments.Corridor.NEWCOMER;
import static org.rahdari.payments.Corridor.NOBODY;
import static org.rahdari.payments.Corridor.PKR;
import static org.rahdari.payments.Corridor.RATE_E8;
import static org.rahdari.payments.Corridor.REMITTER;
import static org.rahdari.payments.Corridor.SAR;
import static org.rahdari.payments.Corridor.STATE_BANK;
import static org.rahdari.payments.Corridor.liquidity;
import static org.rahdari.payments.Corridor.own;
import static org.rahdari.payments.Corridor.pay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Kernel;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Transfer;
import org.rahdari.payments.Instructions.ConfirmCredit;
import org.rahdari.payments.Instructions.FundLiquidity;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.Instructions.RejectCredit;
import org.rahdari.payments.Instructions.ReturnPayment;
import org.rahdari.payments.Instructions.UseAccount;
import org.rahdari.payments.Instructions.WithdrawLiquidity;

final class PaymentsTest {
  private static final long UNKNOWN = 404;

  // Refusals

  private static final Map<PaymentRefusal, Function<Corridor, String>> REFUSED = refused();

  private static Map<PaymentRefusal, Function<Corridor, String>> refused() {
    Map<PaymentRefusal, Function<Corridor, String>> by = new EnumMap<>(PaymentRefusal.class);
    by.put(
        PaymentRefusal.ACCOUNT_UNKNOWN, c -> c.say(BANK, new UseAccount(PKR, new Id(1, UNKNOWN))));
    by.put(
        PaymentRefusal.ACCOUNT_NOT_YOURS,
        c -> c.say(BANK, new UseAccount(PKR, own(EXCHANGE, PKR))));
    by.put(
        PaymentRefusal.ASSET_UNKNOWN,
        c -> c.say(EXCHANGE, new FundLiquidity(new Id(8, 2), NOBODY, 1)));
    by.put(
        PaymentRefusal.AMOUNT_NOT_POSITIVE,
        c -> c.say(EXCHANGE, new FundLiquidity(new Id(8, 2), PKR, 0)));
    by.put(
        PaymentRefusal.QUOTE_EXISTS,
        c -> {
          c.must(c.say(EXCHANGE, c.offer(1)));
          return c.say(EXCHANGE, c.offer(1));
        });
    by.put(
        PaymentRefusal.HOLDER_UNKNOWN,
        c -> c.say(EXCHANGE, offer(c, NOBODY, BANK, PKR, 74_150, Payments.QUOTE_MILLIS_MAX)));
    by.put(
        PaymentRefusal.PAYEE_UNKNOWN,
        c -> c.say(EXCHANGE, offer(c, REMITTER, NOBODY, PKR, 74_150, Payments.QUOTE_MILLIS_MAX)));
    by.put(
        PaymentRefusal.QUOTE_IN_ONE_ASSET,
        c -> c.say(EXCHANGE, offer(c, REMITTER, BANK, SAR, 74_150, Payments.QUOTE_MILLIS_MAX)));
    by.put(
        PaymentRefusal.QUOTE_EXPIRY_NOT_ALLOWED,
        c -> c.say(EXCHANGE, offer(c, REMITTER, BANK, PKR, 74_150, Payments.QUOTE_MILLIS_MAX + 1)));
    by.put(
        PaymentRefusal.QUOTE_RATE_DIFFERS,
        c -> c.say(EXCHANGE, offer(c, REMITTER, BANK, PKR, 74_151, Payments.QUOTE_MILLIS_MAX)));
    by.put(
        PaymentRefusal.LIQUIDITY_INSUFFICIENT,
        c -> {
          c.must(c.say(EXCHANGE, c.offer(1)));
          return c.say(EXCHANGE, c.offer(2));
        });
    by.put(
        PaymentRefusal.PAYMENT_EXISTS,
        c -> {
          c.must(c.say(BANK, pay(1, 5)));
          return c.say(BANK, pay(1, 5));
        });
    by.put(PaymentRefusal.PAYER_IS_PAYEE, c -> c.say(EXCHANGE, pay(1, 5)));
    by.put(PaymentRefusal.QUOTE_UNKNOWN, c -> c.say(REMITTER, c.take(1, new Id(20, UNKNOWN))));
    by.put(
        PaymentRefusal.QUOTE_OF_ANOTHER_PARTY,
        c -> {
          c.must(c.say(EXCHANGE, c.offer(1)));
          return c.say(STATE_BANK, c.take(1, new Id(20, 1)));
        });
    by.put(
        PaymentRefusal.QUOTE_DIFFERS,
        c -> {
          c.must(c.say(EXCHANGE, c.offer(1)));
          return c.say(
              REMITTER,
              new InstructPayment(
                  new Id(30, 1), Id.NONE, BANK, PKR, 74_149, new Id(20, 1), Hash32.ZERO));
        });
    by.put(PaymentRefusal.PAYER_HAS_NO_ACCOUNT, c -> c.say(NEWCOMER, pay(1, 5)));
    by.put(
        PaymentRefusal.PAYEE_HAS_NO_ACCOUNT,
        c ->
            c.say(
                BANK,
                new InstructPayment(
                    new Id(30, 1), Id.NONE, NEWCOMER, PKR, 5, Id.NONE, Hash32.ZERO)));
    by.put(PaymentRefusal.FUNDS_INSUFFICIENT, c -> c.say(BANK, pay(1, FUNDS_MINOR + 1)));
    by.put(
        PaymentRefusal.RETURN_EXISTS,
        c -> {
          settled(c, 1, 500);
          c.must(c.say(EXCHANGE, back(1, 1, 200)));
          return c.say(EXCHANGE, back(1, 1, 200));
        });
    by.put(PaymentRefusal.PAYMENT_UNKNOWN, c -> c.say(BANK, confirm(UNKNOWN)));
    by.put(
        PaymentRefusal.NOT_THE_PAYEE,
        c -> {
          c.must(c.say(BANK, pay(1, 5)));
          return c.say(BANK, confirm(1));
        });
    by.put(
        PaymentRefusal.PAYMENT_NOT_RESERVED,
        c -> {
          settled(c, 1, 500);
          return c.say(EXCHANGE, confirm(1));
        });
    by.put(
        PaymentRefusal.PAYMENT_NOT_SETTLED,
        c -> {
          c.must(c.say(BANK, pay(1, 500)));
          return c.say(EXCHANGE, back(1, 1, 200));
        });
    by.put(
        PaymentRefusal.RETURN_ACROSS_ASSETS,
        c -> {
          remitted(c);
          return c.say(BANK, back(1, 1, 200));
        });
    by.put(
        PaymentRefusal.RETURN_TOO_LARGE,
        c -> {
          settled(c, 1, 500);
          return c.say(EXCHANGE, back(1, 1, 501));
        });
    return by;
  }

  @ParameterizedTest
  @EnumSource(PaymentRefusal.class)
  void everyRefusalIsMetAndChangesNothing(PaymentRefusal refusal) {
    Function<Corridor, String> way = REFUSED.getOrDefault(refusal, c -> "no way is known");
    Corridor corridor = Corridor.funded();
    assertThat(way.apply(corridor)).isEqualTo(refusal.name());
    assertThat(sums(corridor.kernel)).allSatisfy((asset, sum) -> assertThat(sum).isZero());
    assertThat(refusal.isoCode()).matches("[A-Z]{2}[0-9]{2}|AGNT|CURR|NOOR");
  }

  @Test
  void nobodyPaysWithoutAMandate() {
    Corridor corridor = Corridor.funded();
    assertThat(corridor.say(BANK, new FundLiquidity(new Id(8, 9), PKR, 1)))
        .isEqualTo("MANDATE_MISSING");
    assertThat(corridor.say(BANK, corridor.offer(1))).isEqualTo("MANDATE_MISSING");
  }

  // In one asset

  @Test
  void aPaymentIsReservedThenConfirmed() {
    Corridor corridor = new Corridor();
    corridor.must(corridor.say(BANK, pay(1, 30_000)));
    assertThat(corridor.balance(own(BANK, PKR))).isEqualTo(100_000);
    assertThat(corridor.available(own(BANK, PKR))).isEqualTo(70_000);
    assertThat(corridor.balance(own(EXCHANGE, PKR))).isEqualTo(100_000);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.RESERVED);

    corridor.must(corridor.say(EXCHANGE, confirm(1)));
    assertThat(corridor.balance(own(BANK, PKR))).isEqualTo(70_000);
    assertThat(corridor.available(own(BANK, PKR))).isEqualTo(70_000);
    assertThat(corridor.available(own(EXCHANGE, PKR))).isEqualTo(130_000);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.SETTLED);
    assertThat(corridor.payment(1).endedAtMillis()).isEqualTo(corridor.nowMillis());
  }

  @Test
  void reservedMoneyCannotBeSpentAgain() {
    Corridor corridor = new Corridor();
    corridor.must(corridor.say(BANK, pay(1, 60_000)));
    assertThat(corridor.say(BANK, pay(2, 60_000)))
        .isEqualTo(PaymentRefusal.FUNDS_INSUFFICIENT.name());
    corridor.must(corridor.say(EXCHANGE, new RejectCredit(new Id(30, 1), "AC04")));
    corridor.must(corridor.say(BANK, pay(2, 60_000)));
  }

  @Test
  void aRejectedPaymentGivesTheMoneyBack() {
    Corridor corridor = new Corridor();
    corridor.must(corridor.say(BANK, pay(1, 30_000)));
    corridor.must(corridor.say(EXCHANGE, new RejectCredit(new Id(30, 1), "AC04")));
    assertUntouched(corridor);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.REJECTED);
    assertThat(corridor.payment(1).reason()).isEqualTo("AC04");
    assertThat(corridor.say(EXCHANGE, confirm(1)))
        .isEqualTo(PaymentRefusal.PAYMENT_NOT_RESERVED.name());
  }

  @Test
  void silenceGivesTheMoneyBackAtTheDeadline() {
    Corridor corridor = new Corridor();
    corridor.must(corridor.say(BANK, pay(1, 30_000)));
    corridor.after(Payments.ANSWER_MILLIS - 1);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.RESERVED);
    corridor.after(1);
    assertUntouched(corridor);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.LAPSED);
    assertThat(corridor.payment(1).reason()).isEqualTo("AB05");
    assertThat(corridor.say(EXCHANGE, confirm(1)))
        .isEqualTo(PaymentRefusal.PAYMENT_NOT_RESERVED.name());
  }

  @Test
  void aSettledPaymentComesBackInParts() {
    Corridor corridor = new Corridor();
    settled(corridor, 1, 500);
    corridor.must(corridor.say(EXCHANGE, back(1, 1, 200)));
    assertThat(corridor.say(EXCHANGE, back(2, 1, 301)))
        .isEqualTo(PaymentRefusal.RETURN_TOO_LARGE.name());
    corridor.must(corridor.say(EXCHANGE, back(3, 1, 300)));
    assertUntouched(corridor);
    assertThat(corridor.payment(1).state()).isEqualTo(Payment.State.RETURNED);
    assertThat(corridor.payment(1).returnedMinor()).isEqualTo(500);
    // The same return again: said, and not done.
    assertThat(corridor.say(EXCHANGE, back(3, 1, 300)))
        .isEqualTo(PaymentRefusal.RETURN_EXISTS.name());
    assertUntouched(corridor);
  }

  /** Its row has left memory then, and its money has not come back to be paid again. */
  @Test
  void theIdOfAnOldPaymentIsNotPaidAgain() {
    Corridor corridor = new Corridor();
    settled(corridor, 1, 500);
    corridor.after(Payments.RETURN_MILLIS);
    assertThat(corridor.say(EXCHANGE, confirm(1))).isEqualTo(PaymentRefusal.PAYMENT_UNKNOWN.name());
    assertThat(corridor.say(BANK, pay(1, 500))).isEqualTo(PaymentRefusal.PAYMENT_EXISTS.name());
    assertThat(corridor.balance(own(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR + 500);
  }

  // Across two

  @Test
  void aRemittanceMovesBothLegs() {
    Corridor corridor = Corridor.funded();
    remitted(corridor);
    assertThat(corridor.balance(own(REMITTER, SAR))).isEqualTo(-1_050);
    assertThat(corridor.balance(liquidity(EXCHANGE, SAR))).isEqualTo(1_050);
    assertThat(corridor.balance(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR - 74_150);
    assertThat(corridor.available(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR - 74_150);
    assertThat(corridor.balance(own(BANK, PKR))).isEqualTo(FUNDS_MINOR + 74_150);
    assertThat(corridor.payment(1).feeMinor()).isEqualTo(50);
    assertThat(corridor.payment(1).provider()).isEqualTo(EXCHANGE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRemittanceThatEndsBadlyGivesBothLegsBack(boolean silence) {
    Corridor corridor = Corridor.funded();
    corridor.must(corridor.say(EXCHANGE, corridor.offer(1)));
    corridor.must(corridor.say(REMITTER, corridor.take(1, new Id(20, 1))));
    assertThat(corridor.available(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR - 74_150);
    if (silence) corridor.after(Payments.ANSWER_MILLIS);
    else corridor.must(corridor.say(BANK, new RejectCredit(new Id(30, 1), "AC01")));
    assertThat(corridor.available(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR);
    assertThat(corridor.balance(own(REMITTER, SAR))).isZero();
    assertThat(corridor.available(own(REMITTER, SAR))).isZero();
  }

  @Test
  void aQuoteHoldsLiquidityUntilItExpires() {
    Corridor corridor = Corridor.funded();
    corridor.must(corridor.say(EXCHANGE, corridor.offer(1)));
    assertThat(corridor.available(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR - 74_150);
    assertThat(corridor.say(EXCHANGE, new WithdrawLiquidity(new Id(8, 2), PKR, FUNDS_MINOR)))
        .isEqualTo(PaymentRefusal.LIQUIDITY_INSUFFICIENT.name());
    corridor.after(Payments.QUOTE_MILLIS_MAX);
    assertThat(corridor.available(liquidity(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR);
    assertThat(corridor.say(REMITTER, corridor.take(1, new Id(20, 1))))
        .isEqualTo(PaymentRefusal.QUOTE_UNKNOWN.name());
    corridor.must(corridor.say(EXCHANGE, new WithdrawLiquidity(new Id(8, 2), PKR, FUNDS_MINOR)));
    assertThat(corridor.balance(own(EXCHANGE, PKR))).isEqualTo(FUNDS_MINOR);
  }

  @Test
  void aQuoteIsTakenOnceAndItsIdUsedOnce() {
    Corridor corridor = Corridor.funded();
    remitted(corridor);
    assertThat(corridor.say(REMITTER, corridor.take(2, new Id(20, 1))))
        .isEqualTo(PaymentRefusal.QUOTE_UNKNOWN.name());
    // Another quote under its id would hold nothing: that hold is in the ledger, and has ended.
    assertThat(corridor.say(EXCHANGE, corridor.offer(1)))
        .isEqualTo(PaymentRefusal.QUOTE_EXISTS.name());
  }

  @Test
  void liquidityIsMovedByThePaymentsProgramAlone() {
    Corridor corridor = Corridor.funded();
    Id liquidity = liquidity(EXCHANGE, PKR);
    assertThat(
            corridor.transfer(
                EXCHANGE, Transfer.posted(new Id(40, 1), liquidity, own(EXCHANGE, PKR), 1)))
        .isEqualTo("ACCOUNT_GOVERNED");
    assertThat(
            corridor.transfer(
                EXCHANGE, Transfer.posted(new Id(40, 2), own(EXCHANGE, PKR), liquidity, 1)))
        .isEqualTo("ACCOUNT_GOVERNED");
    assertThat(corridor.say(EXCHANGE, new UseAccount(PKR, liquidity)))
        .isEqualTo(PaymentRefusal.ACCOUNT_NOT_YOURS.name());
  }

  /** What a program is going to call its accounts and transfers can be foreseen by everybody. */
  @Test
  void nobodyTakesAnIdThatTheProgramIsGoingToNeed() {
    Corridor corridor = Corridor.funded();
    Id account = liquidity(BANK, PKR);
    assertThat(corridor.say(EXCHANGE, new Core.OpenAccount(account, PKR, 0, 1)))
        .isEqualTo("ID_RESERVED");

    corridor.must(corridor.say(BANK, pay(1, 10)));
    Id leg = Payment.payerLeg(new Id(30, 1));
    for (String purpose : List.of("payments.post", "payments.void")) {
      Transfer squat =
          Transfer.posted(Id.derived(purpose, leg), own(BANK, PKR), own(EXCHANGE, PKR), 1);
      assertThat(corridor.transfer(BANK, squat)).isEqualTo("ID_RESERVED");
    }
  }

  // Laws

  @Test
  void moneyIsConservedWhateverIsSaid() {
    long seed = 20_261_123;
    int steps = 4_000;
    Random random = new Random(seed);
    Corridor corridor = Corridor.funded();
    Map<String, Integer> results = new TreeMap<>();
    for (int i = 0; i < steps; i++) {
      Record said = anything(random, corridor);
      int party =
          random.nextInt(4) == 0 ? 1 + random.nextInt(NEWCOMER) : whoMay(said, corridor.kernel);
      results.merge(
          said.getClass().getSimpleName() + " " + corridor.say(party, said), 1, Integer::sum);
      assertThat(sums(corridor.kernel)).allSatisfy((asset, sum) -> assertThat(sum).isZero());
      for (Account account : corridor.kernel.ledger().accounts().toList()) {
        boolean issuers = account.flags() == 0;
        assertThat(issuers || account.availableMinor() >= 0).as(account.toString()).isTrue();
      }
      if (random.nextInt(20) == 0) corridor.after(random.nextLong(5 * 60_000));
    }
    corridor.after(Payments.QUOTE_MILLIS_MAX + Payments.ANSWER_MILLIS);
    for (Account account : corridor.kernel.ledger().accounts().toList()) {
      assertThat(account.debitsPendingMinor() + account.creditsPendingMinor()).isZero();
    }
    System.out.println("seed " + seed + ", " + steps + " instructions: " + results);
    assertThat(results.keySet()).noneMatch(r -> r.endsWith("PROGRAM_FAILED"));
    // Every instruction went through now and then, or the law was hardly tried.
    assertThat(results.keySet().stream().filter(r -> r.endsWith(ACCEPTED))).hasSize(7);
    assertSameWhenExecutedAgain(corridor);
  }

  private static void assertSameWhenExecutedAgain(Corridor corridor) {
    Kernel again = new Kernel(corridor.kernel.genesis(), List.of(Payments.PROGRAM));
    for (Entry entry : corridor.log) again.execute(entry);
    assertThat(again.digest()).isEqualTo(corridor.kernel.digest());
  }

  private static Record anything(Random random, Corridor corridor) {
    long number = random.nextInt(60);
    long minor = random.nextInt(20) == 0 ? random.nextLong() : 1 + random.nextInt(5_000);
    return switch (random.nextInt(8)) {
      case 0 -> new FundLiquidity(new Id(8, random.nextInt(1_000)), PKR, minor);
      case 1 -> new WithdrawLiquidity(new Id(18, random.nextInt(1_000)), PKR, minor / 4);
      case 2 -> smallOffer(random, corridor);
      case 3 -> taken(random, corridor);
      case 4 -> pay(100 + random.nextInt(2_000), minor);
      case 5 -> confirm(open(random, corridor, number));
      case 6 -> new RejectCredit(new Id(30, open(random, corridor, number)), "AC04");
      default -> back(random.nextInt(1_000), open(random, corridor, number), minor / 3);
    };
  }

  private static int whoMay(Record said, Kernel kernel) {
    return switch (said) {
      case InstructPayment instruct -> instruct.quote().isNone() ? BANK : REMITTER;
      case ConfirmCredit confirm -> payee(confirm.payment(), kernel);
      case RejectCredit reject -> payee(reject.payment(), kernel);
      case ReturnPayment back -> payee(back.payment(), kernel);
      default -> EXCHANGE;
    };
  }

  private static int payee(Id id, Kernel kernel) {
    Payment payment = kernel.table("payments.payment", Id.class, Payment.class).get(id);
    return payment == null ? NEWCOMER : payment.payee();
  }

  private static OfferQuote smallOffer(Random random, Corridor corridor) {
    long sell = 1 + random.nextInt(20);
    return new OfferQuote(
        new Id(20, random.nextInt(2_000)),
        REMITTER,
        BANK,
        SAR,
        sell,
        random.nextInt(3),
        PKR,
        sell * 7_415 / 100,
        RATE_E8,
        corridor.nowMillis() + 1 + random.nextLong(Payments.QUOTE_MILLIS_MAX));
  }

  private static InstructPayment taken(Random random, Corridor corridor) {
    List<Quote> quotes =
        new ArrayList<>(corridor.kernel.table("payments.quote", Id.class, Quote.class).rows());
    if (quotes.isEmpty()) return corridor.take(UNKNOWN, new Id(20, UNKNOWN));
    Quote quote = quotes.get(random.nextInt(quotes.size()));
    return new InstructPayment(
        new Id(30, 100 + random.nextInt(2_000)),
        Id.NONE,
        quote.payee(),
        quote.buyAsset(),
        quote.buyMinor(),
        quote.id(),
        Hash32.ZERO);
  }

  private static long open(Random random, Corridor corridor, long otherwise) {
    List<Payment> payments =
        new ArrayList<>(corridor.kernel.table("payments.payment", Id.class, Payment.class).rows());
    return payments.isEmpty()
        ? otherwise
        : payments.get(random.nextInt(payments.size())).id().low();
  }

  /** Per asset, over all accounts: what was credited less what was debited, pending too. */
  private static Map<Integer, Long> sums(Kernel kernel) {
    Map<Integer, Long> sums = new TreeMap<>();
    for (Account a : kernel.ledger().accounts().toList()) {
      sums.merge(a.asset(), a.balanceMinor(), Math::addExact);
      sums.merge(-a.asset(), a.creditsPendingMinor() - a.debitsPendingMinor(), Math::addExact);
    }
    return sums;
  }

  private static void assertUntouched(Corridor corridor) {
    for (int party : new int[] {BANK, EXCHANGE}) {
      assertThat(corridor.balance(own(party, PKR))).isEqualTo(FUNDS_MINOR);
      assertThat(corridor.available(own(party, PKR))).isEqualTo(FUNDS_MINOR);
    }
  }

  private static void settled(Corridor corridor, long number, long minor) {
    corridor.must(corridor.say(BANK, pay(number, minor)));
    corridor.must(corridor.say(EXCHANGE, confirm(number)));
  }

  private static void remitted(Corridor corridor) {
    corridor.must(corridor.say(EXCHANGE, corridor.offer(1)));
    corridor.must(corridor.say(REMITTER, corridor.take(1, new Id(20, 1))));
    corridor.must(corridor.say(BANK, confirm(1)));
  }

  private static ConfirmCredit confirm(long payment) {
    return new ConfirmCredit(new Id(30, payment));
  }

  private static ReturnPayment back(long number, long payment, long minor) {
    return new ReturnPayment(new Id(50, number), new Id(30, payment), PKR, minor, "DUPL");
  }

  private static OfferQuote offer(
      Corridor corridor, int holder, int payee, int buy, long buyMinor, long forMillis) {
    return new OfferQuote(
        new Id(20, 1),
        holder,
        payee,
        SAR,
        1_000,
        50,
        buy,
        buyMinor,
        RATE_E8,
        corridor.nowMillis() + forMillis);
  }
}
