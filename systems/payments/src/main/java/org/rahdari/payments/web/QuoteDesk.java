package org.rahdari.payments.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.util.List;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.payments.Rate;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription.RateLine;
import org.rahdari.platform.Orders;
import org.rahdari.platform.Problem;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;

/** Quotes for the providers that this node serves, from the prices that they gave it. */
public final class QuoteDesk {

  /** How long the desk's quotes last. */
  private static final long QUOTE_MILLIS = 5 * 60 * 1_000L;

  private static final int RATE_DIGITS = 8;

  private final Network network;
  private final List<RateLine> rates;
  private final Orders orders;
  private final Ids ids;
  private final InstantSource clock;

  /** The desk with its price list. */
  public QuoteDesk(
      Network network, List<RateLine> rates, Orders orders, Ids ids, InstantSource clock) {
    this.network = network;
    this.rates = List.copyOf(rates);
    this.orders = orders;
    this.ids = ids;
    this.clock = clock;
  }

  /** A quote that is in the log: the liquidity behind it is held. */
  public record Quoted(OfferQuote offer, Party provider, long leaf) {}

  /**
   * Offers a price for selling an amount, and holds the liquidity for it.
   *
   * @throws Problem if nobody quotes this pair, or the provider's liquidity does not reach
   */
  public Quoted quote(Party holder, Party payee, Asset sell, BigDecimal amount, Asset buy) {
    RateLine line =
        rates.stream()
            .filter(r -> r.sell().equals(sell.code()) && r.buy().equals(buy.code()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "corridor-unknown",
                        "Nobody here quotes " + sell.code() + " to " + buy.code() + "."));
    Party provider = network.party(line.provider()).orElseThrow();
    OfferQuote offer = offer(holder, payee, sell, minor(sell, amount), buy, line);
    Orders.Done done = orders.order(provider, offer);
    if (!done.result().accepted()) throw refused(done.result().reason());
    return new Quoted(offer, provider, done.leaf());
  }

  private OfferQuote offer(
      Party holder, Party payee, Asset sell, long sellMinor, Asset buy, RateLine line) {
    long rateE8 =
        line.rate()
            .setScale(RATE_DIGITS, RoundingMode.UNNECESSARY)
            .unscaledValue()
            .longValueExact();
    Id id = ids.next();
    try {
      return new OfferQuote(
          id,
          holder.number(),
          payee.number(),
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
