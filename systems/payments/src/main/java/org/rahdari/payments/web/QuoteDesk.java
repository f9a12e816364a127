package org.rahdari.payments.web;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.payments.Quote;
import org.rahdari.payments.Rate;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.MemberListener;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription.RateLine;
import org.rahdari.platform.Orders;
import org.rahdari.platform.Peers;
import org.rahdari.platform.Problem;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Quotes for the providers that this node serves, from the prices that they gave it. */
public final class QuoteDesk {

  /** How long the desk's quotes last. */
  private static final long QUOTE_MILLIS = 5 * 60 * 1_000L;

  private static final int RATE_DIGITS = 8;

  /** Where another member's node asks. */
  static final String MEMBER_PATH = MemberListener.PATHS + "quotes";

  private static final long AWAIT_MILLIS_MAX = 10_000;
  private static final long AWAIT_MILLIS = 10;
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Network network;
  private final List<RateLine> rates;
  private final Replica replica;
  private final Peers peers;
  private final Orders orders;
  private final Ids ids;
  private final InstantSource clock;

  /** The desk with its price list. */
  public QuoteDesk(
      Network network,
      List<RateLine> rates,
      Replica replica,
      Peers peers,
      Orders orders,
      Ids ids,
      InstantSource clock) {
    this.network = network;
    this.rates = List.copyOf(rates);
    this.replica = replica;
    this.peers = peers;
    this.orders = orders;
    this.ids = ids;
    this.clock = clock;
  }

  /** What somebody wants to exchange: to sell so much of an asset, in major units, for a payee. */
  public record Wish(Party holder, Party payee, Asset sell, BigDecimal amount, Asset buy) {}

  /** A quote that is in the log: the liquidity behind it is held. */
  public record Quoted(OfferQuote offer, Party provider, long leaf) {}

  /**
   * Offers a price for selling an amount, and holds the liquidity for it; where another member's
   * node serves the provider, that node is asked.
   *
   * @throws Problem if nobody quotes this pair, the provider's liquidity does not reach, or its
   *     node does not answer
   */
  public Quoted quote(Wish wish) {
    Party provider = network.party(line(wish).provider()).orElseThrow();
    if (orders.serves(provider.number())) return quoteHere(wish);
    MemberClient peer = peers.of(provider.code()).orElseThrow(() -> elsewhere(provider));
    return awaited(wish, provider, asked(wish, peer));
  }

  /**
   * Offers a price of a provider that this node serves.
   *
   * @throws Problem if it serves none for this pair, or the provider's liquidity does not reach
   */
  public Quoted quoteHere(Wish wish) {
    RateLine line = line(wish);
    Party provider = network.party(line.provider()).orElseThrow();
    if (!orders.serves(provider.number())) throw elsewhere(provider);
    OfferQuote offer = offer(wish, minor(wish.sell(), wish.amount()), line);
    Orders.Done done = orders.order(provider, offer);
    if (!done.result().accepted()) throw refused(done.result().reason());
    return new Quoted(offer, provider, done.leaf());
  }

  private RateLine line(Wish wish) {
    String sell = wish.sell().code();
    String buy = wish.buy().code();
    return rates.stream()
        .filter(r -> r.sell().equals(sell) && r.buy().equals(buy))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "corridor-unknown",
                    "Nobody here quotes " + sell + " to " + buy + "."));
  }

  private static Problem elsewhere(Party provider) {
    return new Problem(
        HttpStatus.NOT_FOUND,
        "institution-elsewhere",
        provider.code() + " quotes for this on a node that this one does not know.");
  }

  private static QuotesEndpoint.MemberQuote asked(Wish wish, MemberClient peer) {
    try {
      QuotesEndpoint.QuoteRequest request =
          new QuotesEndpoint.QuoteRequest(
              wish.payee().agents().getFirst(),
              wish.sell().code(),
              wish.amount(),
              wish.buy().code());
      MemberClient.Answer answer = peer.post(MEMBER_PATH, JSON.writeValueAsBytes(request));
      if (!answer.done()) throw told(answer);
      return JSON.readValue(answer.body(), QuotesEndpoint.MemberQuote.class);
    } catch (IOException | JacksonException e) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE,
          "provider-not-reached",
          "The node of " + peer.member() + ", who quotes for this, does not answer now.");
    }
  }

  /** What the provider's node said, as it said it. */
  private static Problem told(MemberClient.Answer answer) {
    HttpStatus status = HttpStatus.resolve(answer.status());
    JsonNode problem = JSON.readTree(answer.body());
    return new Problem(
        status == null ? HttpStatus.BAD_GATEWAY : status,
        problem.path("title").asString("quote-refused"),
        problem.path("detail").asString("The provider's node refused the quote."));
  }

  /** The quote as this node's own ledger has it, once it has it; the other node is not believed. */
  private Quoted awaited(Wish wish, Party provider, QuotesEndpoint.MemberQuote answer) {
    Id id = Institutions.id(answer.id());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AWAIT_MILLIS_MAX);
    Quote quote = inLedger(id);
    while (quote == null && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(AWAIT_MILLIS));
      quote = inLedger(id);
    }
    if (quote == null) {
      throw new Problem(
          HttpStatus.GATEWAY_TIMEOUT,
          "result-not-known-yet",
          "The provider has offered a quote, and this node's ledger does not have it yet; ask again.");
    }
    boolean asWished =
        quote.provider() == provider.number()
            && quote.holder() == wish.holder().number()
            && quote.payee() == wish.payee().number()
            && quote.sellAsset() == wish.sell().number()
            && quote.sellMinor() == minor(wish.sell(), wish.amount())
            && quote.buyAsset() == wish.buy().number();
    if (!asWished) {
      throw new Problem(
          HttpStatus.BAD_GATEWAY,
          "quote-differs",
          "The node of " + provider.code() + " quoted something else than was asked for.");
    }
    return new Quoted(offer(quote), provider, answer.leaf());
  }

  private @Nullable Quote inLedger(Id id) {
    return replica.read(kernel -> PaymentTables.quote(kernel, id)).orElse(null);
  }

  private static OfferQuote offer(Quote quote) {
    return new OfferQuote(
        quote.id(),
        quote.holder(),
        quote.payee(),
        quote.sellAsset(),
        quote.sellMinor(),
        quote.feeMinor(),
        quote.buyAsset(),
        quote.buyMinor(),
        quote.rateE8(),
        quote.expiresAtMillis());
  }

  private OfferQuote offer(Wish wish, long sellMinor, RateLine line) {
    Asset sell = wish.sell();
    Asset buy = wish.buy();
    long rateE8 =
        line.rate()
            .setScale(RATE_DIGITS, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .longValueExact();
    Id id = ids.next();
    try {
      return new OfferQuote(
          id,
          wish.holder().number(),
          wish.payee().number(),
          sell.number(),
          sellMinor,
          Network.minor(sell, line.fee()),
          buy.number(),
          new Rate(rateE8).buyMinor(sellMinor, sell, buy),
          rateE8,
          clock.millis() + QUOTE_MILLIS);
    } catch (ArithmeticException e) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "amount-too-large",
          "The amount is too large to exchange.");
    }
  }

  private static long minor(Asset asset, BigDecimal amount) {
    try {
      return Network.minor(asset, amount);
    } catch (ArithmeticException e) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "amount-not-allowed",
          asset.code()
              + " has "
              + asset.scale()
              + " decimal digits, and this amount does not fit.");
    }
  }

  private static Problem refused(String reason) {
    boolean dry = reason.equals(PaymentRefusal.LIQUIDITY_INSUFFICIENT.name());
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "quote-refused",
        dry
            ? "The provider has not set that much aside: " + reason
            : "The ledger refused the quote: " + reason);
  }
}
