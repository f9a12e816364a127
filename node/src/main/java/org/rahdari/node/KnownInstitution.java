package org.rahdari.node;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.AmountLine;
import org.rahdari.platform.NetworkDescription.AssetLine;
import org.rahdari.platform.NetworkDescription.PartyLine;
import org.rahdari.platform.NetworkDescription.RateLine;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Standing;
import tools.jackson.databind.json.JsonMapper;

/**
 * An institution that a sample network can be made of by its short name alone: it issues its
 * currency, quotes for it, and keeps an account in everybody else's.
 *
 * @param perDollar units of its currency for one US dollar: a sample, of the right order and no
 *     more
 */
record KnownInstitution(
    String code, String name, String country, String currency, BigDecimal perDollar) {

  /** Ids of transfers that a sample network remembers: several nodes fit on one machine. */
  private static final int TRANSFER_IDS = 1_000_000;

  /** What each institution holds of each foreign currency at the start, in dollars. */
  private static final BigDecimal HELD_DOLLARS = BigDecimal.valueOf(1_000_000);

  /** What each sets aside of its own currency behind its quotes, in dollars. */
  private static final BigDecimal SET_ASIDE_DOLLARS = BigDecimal.valueOf(100_000_000);

  /** Rates that nobody would take for real ones. */
  private static final MathContext RATE = new MathContext(5, RoundingMode.HALF_EVEN);

  private static final MathContext ROUND_FIGURE = new MathContext(2, RoundingMode.HALF_EVEN);

  /** All that are known. */
  static List<KnownInstitution> all() {
    try (InputStream in = KnownInstitution.class.getResourceAsStream("known-institutions.json")) {
      if (in == null)
        throw new IllegalStateException("the known institutions are missing from the build");
      return List.of(JsonMapper.shared().readValue(in.readAllBytes(), KnownInstitution[].class));
    } catch (IOException e) {
      throw new IllegalStateException("the known institutions cannot be read", e);
    }
  }

  /**
   * The one of that code.
   *
   * @throws PlainFailure if it is not known
   */
  static KnownInstitution of(String code) {
    List<KnownInstitution> all = all();
    return all.stream()
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new PlainFailure(
                    "No institution "
                        + code
                        + " is known here: describe the network in a file and use --description FILE;"
                        + " known are "
                        + all.stream().map(KnownInstitution::code).collect(Collectors.joining(", "))
                        + "."));
  }

  /** A network in which any two can pay each other, in either currency or across the two. */
  static NetworkDescription network(String origin, List<KnownInstitution> institutions) {
    List<AmountLine> openings = new ArrayList<>();
    List<RateLine> rates = new ArrayList<>();
    for (KnownInstitution one : institutions) {
      for (KnownInstitution other : institutions) {
        if (one.equals(other)) continue;
        openings.add(new AmountLine(one.code, other.currency, other.roughly(HELD_DOLLARS)));
        rates.add(one.priceOf(other));
      }
    }
    return new NetworkDescription(
        origin,
        institutions.stream().map(KnownInstitution::asset).toList(),
        institutions.stream().map(each -> each.party(institutions)).toList(),
        openings,
        institutions.stream()
            .map(i -> new AmountLine(i.code, i.currency, i.roughly(SET_ASIDE_DOLLARS)))
            .toList(),
        rates,
        List.of(),
        TRANSFER_IDS);
  }

  private AssetLine asset() {
    int digits = Currency.getInstance(currency).getDefaultFractionDigits();
    return new AssetLine(
        currency, digits, code, currency + " in a settlement account at the " + name + ", at par");
  }

  private PartyLine party(List<KnownInstitution> institutions) {
    return new PartyLine(
        code,
        name,
        country,
        Standing.MEMBER,
        List.of(MandateKind.CENTRAL_BANK, MandateKind.FX_PROVIDER),
        List.of("BICFI:" + bic()),
        institutions.stream().map(KnownInstitution::currency).toList(),
        true);
  }

  /** Of the shape of a BIC; ending in 0, it is a test's and no institution's (ISO 9362). */
  private String bic() {
    String letters = (code.toUpperCase(Locale.ROOT) + "XXXX").substring(0, 4);
    return letters + country + "X0";
  }

  /** Sells this institution's currency to whoever pays in another's. */
  private RateLine priceOf(KnownInstitution other) {
    BigDecimal rate = perDollar.divide(other.perDollar, RATE);
    return new RateLine(code, other.currency, currency, plain(rate), other.roughly(BigDecimal.ONE));
  }

  /** So many dollars in this currency, in a round figure of whole units. */
  private BigDecimal roughly(BigDecimal dollars) {
    return plain(perDollar.multiply(dollars).round(ROUND_FIGURE).setScale(0, RoundingMode.CEILING));
  }

  /** Written out, never {@code 1E+6}. */
  private static BigDecimal plain(BigDecimal value) {
    int scale = value.stripTrailingZeros().scale();
    return value.setScale(
        Math.clamp(scale, 0, NetworkDescription.RATE_DIGITS_MAX), RoundingMode.HALF_EVEN);
  }
}
