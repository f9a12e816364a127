package org.rahdari.node;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.AccountId;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.PaymentIds;
import org.rahdari.iso20022.PaymentReturn;
import org.rahdari.iso20022.PaymentReturnWriter;
import org.rahdari.iso20022.Reason;
import org.rahdari.platform.Network;
import org.rahdari.program.Party;
import tools.jackson.databind.JsonNode;

/** The messages that the demos send: of persons who do not exist. */
final class SampleMessage {
  private SampleMessage() {}

  /** A payment for what a quote holds. */
  static CustomerCreditTransfer payment(
      Network network, Party sender, Party receiver, JsonNode quote) {
    return payment(
        sender,
        receiver,
        amount(network, quote, "buy"),
        amount(network, quote, "sell"),
        new BigDecimal(quote.path("rate").asString()));
  }

  /** A payment in an asset that both have an account in. */
  static CustomerCreditTransfer payment(Party sender, Party receiver, Amount amount) {
    return payment(sender, receiver, amount, null, null);
  }

  private static CustomerCreditTransfer payment(
      Party sender,
      Party receiver,
      Amount settlement,
      @Nullable Amount instructed,
      @Nullable BigDecimal rate) {
    // An instant is written with its seconds, also where they are 00; ISO 20022 wants them.
    Instant now = now();
    String uetr = UUID.randomUUID().toString();
    return new CustomerCreditTransfer(
        CreditTransferWriter.MESSAGE_NAME,
        sender.code().split("-", 2)[0].toUpperCase(Locale.ROOT) + "-" + uetr.substring(0, 18),
        now.toString(),
        "CLRG",
        List.of(agent(sender)),
        List.of(agent(receiver)),
        new PaymentIds("INSTR-1", "SALARY-NOVEMBER", null, uetr),
        settlement,
        LocalDate.ofInstant(now, ZoneOffset.UTC),
        instructed,
        rate,
        "SHAR",
        new org.rahdari.iso20022.Party("Imran Sample", AccountId.iban("SA0380000000608010167519")),
        List.of(agent(sender)),
        List.of(agent(receiver)),
        new org.rahdari.iso20022.Party("Ayesha Sample", AccountId.iban("PK36SCBL0000001123456702")),
        "SALA");
  }

  /** Sends a payment back whole. */
  static PaymentReturn back(CustomerCreditTransfer payment) {
    Instant now = now();
    String id = UUID.randomUUID().toString().substring(0, 18);
    return new PaymentReturn(
        PaymentReturnWriter.MESSAGE_NAME,
        "RTR-" + id,
        now.toString(),
        payment.instructedAgent(),
        payment.instructingAgent(),
        "RTR-" + id,
        payment.reference(),
        payment.settlement(),
        LocalDate.ofInstant(now, ZoneOffset.UTC),
        null,
        null,
        null,
        Reason.of("AC04", "The account is closed."));
  }

  /** How messages name a party. */
  static AgentId agent(Party party) {
    return AgentId.parse(party.agents().getFirst());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static Amount amount(Network network, JsonNode quote, String field) {
    String currency = quote.path(field).path("currency").asString();
    return new Amount(
        currency,
        Network.minor(
            network.asset(currency).orElseThrow(),
            new BigDecimal(quote.path(field).path("amount").asString())));
  }
}
