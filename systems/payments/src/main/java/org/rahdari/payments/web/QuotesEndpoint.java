package org.rahdari.payments.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.web.PaymentsEndpoint.Money;
import org.rahdari.platform.Access;
import org.rahdari.platform.Institutions;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Exchange quotes over HTTP. */
@RestController
@Access(Right.ENTER)
public final class QuotesEndpoint {
  private static final int DIGITS_MAX = 30;

  private final QuoteDesk desk;
  private final Network network;
  private final Institutions institutions;

  public QuotesEndpoint(QuoteDesk desk, Network network, Institutions institutions) {
    this.desk = desk;
    this.network = network;
    this.institutions = institutions;
  }

  /** What is to be exchanged for whom. */
  public record QuoteRequest(
      @Schema(example = "BICFI:LHRBPKKA", description = "the institution to be paid")
          @Nullable String payee,
      @Schema(example = "SAR") @Nullable String sell,
      @Schema(example = "1000.00", description = "how much of it") @Nullable BigDecimal amount,
      @Schema(example = "PKR") @Nullable String buy) {}

  /**
   * A price that is held until it expires: pay with a pacs.008 that says these amounts and this
   * rate.
   */
  public record QuoteJson(
      String id,
      String provider,
      String payee,
      Money sell,
      Money fee,
      Money buy,
      String rate,
      Instant expiresAt,
      long leaf) {}

  @Operation(
      summary = "Ask for a quote",
      description = "The provider's liquidity is held for you until it expires.")
  @ResponseStatus(HttpStatus.CREATED)
  @PostMapping(path = "/v1/quotes", consumes = MediaType.APPLICATION_JSON_VALUE)
  public QuoteJson quote(Principal principal, @RequestBody QuoteRequest request) {
    QuoteDesk.Wish wish = wish(institutions.of(principal), request);
    QuoteDesk.Quoted quoted = desk.quote(wish);
    Asset sell = wish.sell();
    Asset buy = wish.buy();
    OfferQuote offer = quoted.offer();
    return new QuoteJson(
        offer.id().toString(),
        quoted.provider().code(),
        wish.payee().code(),
        money(sell, offer.sellMinor()),
        money(sell, offer.feeMinor()),
        money(buy, offer.buyMinor()),
        BigDecimal.valueOf(offer.rateE8(), 8).stripTrailingZeros().toPlainString(),
        Instant.ofEpochMilli(offer.expiresAtMillis()),
        quoted.leaf());
  }

  /** A quote that is in the log: its id there, and the leaf that proves it. */
  public record MemberQuote(String id, long leaf) {}

  /** Another member asks for its own institution, of a provider that this node serves. */
  @ResponseStatus(HttpStatus.CREATED)
  @Access(Right.MEMBER)
  @PostMapping(path = QuoteDesk.MEMBER_PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
  public MemberQuote quoteForMember(Principal principal, @RequestBody QuoteRequest request) {
    QuoteDesk.Quoted quoted = desk.quoteHere(wish(institutions.of(principal), request));
    return new MemberQuote(quoted.offer().id().toString(), quoted.leaf());
  }

  private QuoteDesk.Wish wish(Party holder, QuoteRequest request) {
    Party payee =
        given("payee", request.payee(), network::agent, "no institution of this network is ");
    Asset sell = asset("sell", request.sell());
    Asset buy = asset("buy", request.buy());
    BigDecimal amount = request.amount();
    if (amount == null || amount.signum() <= 0) throw wrong("amount", "it is more than zero");
    // Before anybody scales it: 1e-100000000 is a short text and a very long number.
    if (Math.abs((long) amount.scale()) > DIGITS_MAX || amount.precision() > DIGITS_MAX)
      throw wrong("amount", "it has more digits than any asset");
    return new QuoteDesk.Wish(holder, payee, sell, amount, buy);
  }

  private Asset asset(String field, @Nullable String code) {
    return given(field, code, network::asset, "this network has no asset ");
  }

  private static <T> T given(
      String field, @Nullable String value, Function<String, Optional<T>> find, String unknown) {
    if (value == null) throw wrong(field, "it is missing");
    return find.apply(value).orElseThrow(() -> wrong(field, unknown + value));
  }

  private static Problem wrong(String field, String why) {
    return new Problem(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "field-not-allowed",
        "The field " + field + ": " + why + ".");
  }

  private static Money money(Asset asset, long minor) {
    return new Money(asset.code(), BigDecimal.valueOf(minor, asset.scale()).toPlainString());
  }
}
