package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.Amount;
import org.rahdari.ledger.Asset;
import org.rahdari.platform.Network;
import tools.jackson.databind.JsonNode;

/** In a network of known institutions any two can pay each other, across their currencies. */
final class KnownInstitutionTest {
  private static final List<String> CODES = List.of("sbp", "cbr", "pboc", "nbk");

  @TempDir Path data = Path.of("unset");

  @Test
  void eachPaysEachInTheOthersCurrencyAndInItsOwn() {
    byte[] description = TwoMembers.description(CODES.toArray(String[]::new));
    try (LiveNode node = LiveNode.start(data, description, new NodeOptions())) {
      for (String payer : CODES) {
        for (String payee : CODES) {
          if (payer.equals(payee)) continue;
          exchanged(node, payer, payee);
          inOneCurrency(node, payer, payee);
        }
      }
      node.assertConserved();
    }
  }

  private static void exchanged(LiveNode node, String payer, String payee) {
    String sell = KnownInstitution.of(payer).currency();
    String buy = KnownInstitution.of(payee).currency();
    JsonNode quote =
        NodeClient.expect(
                node.as(payer)
                    .post(
                        "/v1/quotes",
                        Map.of(
                            "payee",
                            agent(node, payee).toString(),
                            "sell",
                            sell,
                            "amount",
                            1_000,
                            "buy",
                            buy)))
            .json();
    assertThat(quote.path("provider").asString()).isEqualTo(payee);
    Amount sold = amount(node, quote.path("sell"));
    Amount bought = amount(node, quote.path("buy"));
    BigDecimal rate = new BigDecimal(quote.path("rate").asString());
    settles(
        node,
        payer,
        new Payment008(
            payer + "-" + payee + "-FX",
            List.of(agent(node, payer)),
            List.of(agent(node, payee)),
            bought,
            sold,
            rate));
  }

  private static void inOneCurrency(LiveNode node, String payer, String payee) {
    settles(
        node,
        payer,
        new Payment008(
            payer + "-" + payee,
            List.of(agent(node, payer)),
            List.of(agent(node, payee)),
            new Amount(KnownInstitution.of(payee).currency(), 100),
            null,
            null));
  }

  private static void settles(LiveNode node, String payer, Payment008 payment) {
    NodeClient.Response response = node.as(payer).message(payment.xml());
    assertThat(LiveNode.report(response.body()).status()).as(response.text()).isEqualTo("ACSP");
    assertThat(node.outcome(payer, response.payment().orElseThrow()).status()).isEqualTo("ACSC");
  }

  private static AgentId agent(LiveNode node, String code) {
    return AgentId.parse(node.party(code).agents().getFirst());
  }

  private static Amount amount(LiveNode node, JsonNode money) {
    String currency = money.path("currency").asString();
    Asset asset = node.network().asset(currency).orElseThrow();
    return new Amount(
        currency, Network.minor(asset, new BigDecimal(money.path("amount").asString())));
  }
}
