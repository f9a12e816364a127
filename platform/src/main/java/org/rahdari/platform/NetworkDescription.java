package org.rahdari.platform;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    @Nullable Integer transferIds) {

  public NetworkDescription {
    openings = openings == null ? List.of() : openings;
    liquidity = liquidity == null ? List.of() : liquidity;
    rates = rates == null ? List.of() : rates;
  }

  /** An asset: its code, decimal digits, issuer's code and what a unit is a claim on. */
  public record AssetLine(String code, int scale, String issuer, String claim) {}

  /**
   * An institution.
   *
   * @param agents how messages name it: {@code BICFI:SBPPPKKA}, {@code USABA:011104238}
   * @param accounts the codes of the assets that it keeps an account in
   * @param validator whether it runs a node and signs checkpoints
   */
  public record PartyLine(
      String code,
      String name,
      String country,
      Standing standing,
      Set<MandateKind> mandates,
      List<String> agents,
      List<String> accounts,
      boolean validator) {}

  /** An amount in major units for a party. */
  public record AmountLine(String party, String asset, BigDecimal amount) {}

  /**
   * A price: units of {@code buy} for one unit of {@code sell}, and a fee in {@code sell}, in major
   * units.
   */
  public record RateLine(
      String provider, String sell, String buy, BigDecimal rate, BigDecimal fee) {}
}
