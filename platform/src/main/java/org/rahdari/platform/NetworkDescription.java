package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Genesis;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Standing;

/**
 * A network as its founders write it down, in JSON. Keys are not in it: each institution makes its
 * own.
 *
 * @param origin the name of the network's log, without a scheme: {@code ledger.example}
 * @param assets what accounts are kept in
 * @param parties the institutions
 * @param openings what issuers credit to whom at the start
 * @param liquidity what providers set aside behind quotes at the start
 * @param rates what providers quote
 * @param witnesses who is asked to cosign what is final
 * @param transferIds {@link Genesis#transferIds()}; {@link Genesis#TRANSFER_IDS} where it is left
 *     out
 */
public record NetworkDescription(
    String origin,
    List<AssetLine> assets,
    List<PartyLine> parties,
    List<AmountLine> openings,
    List<AmountLine> liquidity,
    List<RateLine> rates,
    List<WitnessAddress> witnesses,
    @Nullable Integer transferIds) {

  /** Decimal digits of an asset at most: what 63 bits hold beside one unit. */
  public static final int SCALE_MAX = 18;

  /** Decimal digits of a rate at most. */
  public static final int RATE_DIGITS_MAX = 8;

  /** It names files, and begins a token, where a dot ends it. */
  private static final Pattern PARTY_CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}");

  /**
   * @throws PlainFailure where something is missing; so too in the records below
   */
  public NetworkDescription {
    said(origin, "origin");
    assets = listed(assets, "assets");
    parties = listed(parties, "parties");
    openings = listed(openings, "openings");
    liquidity = listed(liquidity, "liquidity");
    rates = listed(rates, "rates");
    witnesses = listed(witnesses, "witnesses");
  }

  /** The same network with these witnesses besides. */
  public NetworkDescription with(List<WitnessAddress> more) {
    List<WitnessAddress> all = new ArrayList<>(witnesses);
    all.addAll(more);
    return new NetworkDescription(
        origin, assets, parties, openings, liquidity, rates, all, transferIds);
  }

  /** An asset: its code, decimal digits, issuer's code and what a unit is a claim on. */
  public record AssetLine(String code, int scale, String issuer, String claim) {
    public AssetLine {
      said(code, "code of an asset");
      said(issuer, "issuer of an asset");
      said(claim, "claim of an asset");
      if (scale < 0 || scale > SCALE_MAX) {
        throw new PlainFailure("The asset " + code + " has a scale outside 0 to " + SCALE_MAX);
      }
    }
  }

  /**
   * An institution.
   *
   * @param code letters, digits and hyphens, at most 40
   * @param agents how messages name it: {@code BICFI:SBPPPKKA}, {@code USABA:011104238}
   * @param accounts the codes of the assets that it keeps an account in
   * @param validator whether it runs a node and signs checkpoints
   * @param keys those that it has made itself, in a token say; else they are made for it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PartyLine(
      String code,
      String name,
      String country,
      Standing standing,
      List<MandateKind> mandates,
      List<String> agents,
      List<String> accounts,
      boolean validator,
      @Nullable KeyLine keys) {

    /** An institution whose keys are made for it. */
    public PartyLine(
        String code,
        String name,
        String country,
        Standing standing,
        List<MandateKind> mandates,
        List<String> agents,
        List<String> accounts,
        boolean validator) {
      this(code, name, country, standing, mandates, agents, accounts, validator, null);
    }

    public PartyLine {
      said(code, "code of a party");
      said(name, "name of a party");
      said(country, "country of a party");
      said(standing, "standing of a party");
      mandates = listed(mandates, "mandates of a party").stream().distinct().toList();
      agents = listed(agents, "agents of a party");
      accounts = listed(accounts, "accounts of a party");
      if (!PARTY_CODE.matcher(code).matches()) {
        throw new PlainFailure("The code of a party is 1 to 40 letters, digits and hyphens");
      }
      if (keys != null && validator != (keys.validator() != null)) {
        throw new PlainFailure(
            "The keys of "
                + code
                + " have "
                + (validator ? "no validator key" : "a validator key, and it is none"));
      }
    }
  }

  /**
   * Public keys that an institution has made itself, in hexadecimal.
   *
   * @param signing what it signs instructions with
   * @param validator what it signs checkpoints with; null where it is no validator
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record KeyLine(String signing, @Nullable String validator) {
    public KeyLine {
      said(signing, "signing key of a party");
      publicKey(signing);
      if (validator != null) publicKey(validator);
      if (signing.equals(validator))
        throw new PlainFailure("The signing and the validator key of a party are two keys");
    }

    /** The key of 64 hexadecimal digits. */
    static Hash32 publicKey(String hex) {
      try {
        Hash32 key = Hash32.of(HexFormat.of().parseHex(hex));
        if (Ed25519.isPublicKey(key)) return key;
      } catch (IllegalArgumentException e) {
        // Told below.
      }
      throw new PlainFailure("A public key is 64 hexadecimal digits of Ed25519, and not " + hex);
    }
  }

  /** An amount in major units for a party. */
  public record AmountLine(String party, String asset, BigDecimal amount) {
    public AmountLine {
      said(party, "party of an amount");
      said(asset, "asset of an amount");
      said(amount, "amount");
    }
  }

  /**
   * A price: units of {@code buy} for one unit of {@code sell}, and a fee in {@code sell}, in major
   * units.
   */
  public record RateLine(
      String provider, String sell, String buy, BigDecimal rate, BigDecimal fee) {
    public RateLine {
      said(provider, "provider of a rate");
      said(sell, "asset that a rate sells");
      said(buy, "asset that a rate buys");
      said(rate, "rate");
      said(fee, "fee of a rate");
      if (rate.signum() <= 0 || rate.stripTrailingZeros().scale() > RATE_DIGITS_MAX) {
        throw new PlainFailure(
            "A rate is above zero and has at most " + RATE_DIGITS_MAX + " decimal digits");
      }
    }
  }

  /** What has to be there: JSON may leave it out, or say null. */
  private static void said(@Nullable Object value, String what) {
    if (value == null) throw new PlainFailure("The " + what + " is missing");
  }

  /** What may be left out, and then is empty. */
  private static <T> List<T> listed(@Nullable List<T> values, String what) {
    if (values == null) return List.of();
    values.forEach(value -> said(value, "value of one of the " + what));
    return List.copyOf(values);
  }
}
