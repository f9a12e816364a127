package org.rahdari.node;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.kernel.Catalogue;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.payments.Payment;
import org.rahdari.payments.web.PaymentReader;
import org.rahdari.platform.HistoryReader;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.TrustPolicy;
import tools.jackson.databind.JsonNode;

/**
 * One remittance from Riyadh to Lahore, step by step, through the node's own API; what it prints is
 * what happened.
 */
final class Remittance {
  private static final String SENDER = "riyadh-remit";
  private static final String RECEIVER = "lahore-bank";
  private static final String AMOUNT = "1000.00";
  private static final int TRIES_MAX = 600;
  private static final long TRY_MILLIS = 50;

  private final RunningNode node;
  private final Network network;
  private final PrintWriter out;
  private final Party sender;
  private final Party receiver;
  private final NodeClient client;

  Remittance(RunningNode node, PrintWriter out) {
    this.node = node;
    this.network = node.network();
    this.out = out;
    this.sender = network.party(SENDER).orElseThrow();
    this.receiver = network.party(RECEIVER).orElseThrow();
    this.client = new NodeClient(node.url(), node.tokenFile(sender));
  }

  void show() throws InterruptedException {
    network();
    Map<Id, Account> before = accounts();
    JsonNode quote = quote();
    byte[] message = message(quote);
    Id payment = pay(message);
    awaitFinal(payment);
    postings(payment);
    balances(before, accounts());
    byte[] receipt = receipt(payment);
    verify(receipt);
    howToCall();
  }

  private void network() {
    title("The network " + network.genesis().origin());
    for (Party party : network.genesis().parties()) {
      out.printf("  %-18s %s (%s)%n", party.code(), party.name(), party.country());
    }
    for (Asset asset : network.genesis().assets()) {
      out.printf(
          "  %-18s issued by %s: %s%n", asset.code(), network.code(asset.issuer()), asset.claim());
    }
    out.println(
        "  This one process holds all the sample keys: it shows the format, not the trust.");
  }

  private JsonNode quote() {
    String payee = SampleMessage.agent(receiver).toString();
    JsonNode quote =
        NodeClient.expect(
                client.post(
                    "/v1/quotes",
                    Map.of("payee", payee, "sell", "SAR", "amount", AMOUNT, "buy", "PKR")))
            .json();
    title("The quote, asked for by " + SENDER);
    out.printf(
        "  %s sells SAR %s for PKR %s at %s, fee SAR %s, held until %s%n",
        quote.path("provider").asString(),
        money(quote, "sell"),
        money(quote, "buy"),
        quote.path("rate").asString(),
        money(quote, "fee"),
        quote.path("expiresAt").asString());
    return quote;
  }

  private byte[] message(JsonNode quote) {
    CustomerCreditTransfer transfer = SampleMessage.payment(network, sender, receiver, quote);
    byte[] xml = CreditTransferWriter.write(transfer);
    title(
        "The message, "
            + xml.length
            + " bytes of "
            + transfer.messageName()
            + ", as the reader understands it");
    if (!(Iso20022.read(xml) instanceof CustomerCreditTransfer read)) {
      throw new PlainFailure("The sample message is not one; this is a defect.");
    }
    out.println("  message id     " + read.msgId());
    out.println("  UETR           " + read.ids().uetr());
    out.println("  instructing    " + read.instructingAgent());
    out.println("  instructed     " + read.instructedAgent());
    out.println("  instructed     " + amount(read.instructed()));
    out.println("  settlement     " + amount(read.settlement()) + " at " + read.exchangeRate());
    out.println("  debtor         (name and account stay in the vaults)");
    out.println("  purpose        " + read.purpose());
    return xml;
  }

  private Id pay(byte[] message) {
    NodeClient.Response response = NodeClient.expect(client.message(message));
    title("The answer, a pacs.002");
    StatusReport report = status(response.body());
    if (!report.status().equals("ACSP")) {
      throw new PlainFailure(
          "The payment was answered " + report.status() + " " + report.reasons() + ".");
    }
    out.println("  ACSP: reserved, and in the log");
    return Id.parse(response.payment().orElseThrow());
  }

  private void awaitFinal(Id payment) throws InterruptedException {
    for (int i = 0; i < TRIES_MAX; i++) {
      NodeClient.Response response =
          NodeClient.expect(client.get("/v1/payments/" + payment + "/status"));
      if (status(response.body()).status().equals("ACSC")) {
        out.println("  ACSC: the payee has it, and a quorum has signed the receipt");
        return;
      }
      Thread.sleep(TRY_MILLIS);
    }
    throw new PlainFailure(
        "The payment did not become final in " + TRIES_MAX * TRY_MILLIS / 1_000 + " seconds.");
  }

  private void postings(Id id) {
    title("The postings");
    Payment payment = node.part(PaymentReader.class).payment(sender, id);
    for (Id leg : List.of(payment.payerLeg(), payment.payeeLeg())) {
      HistoryReader.Posting posting = node.part(HistoryReader.class).posting(leg).orElseThrow();
      Account debit = posting.debit();
      Account credit = posting.credit();
      out.printf(
          "  %s %14s   from %s%s to %s%s%n",
          network.asset(debit.asset()).code(),
          network.amount(debit.asset(), posting.amountMinor()),
          network.code(debit.party()),
          debit.governed() ? " (liquidity)" : "",
          network.code(credit.party()),
          credit.governed() ? " (liquidity)" : "");
    }
  }

  private void balances(Map<Id, Account> before, Map<Id, Account> after) {
    title("Balances before and after");
    after.values().stream()
        .filter(a -> a.balanceMinor() != 0 || before.containsKey(a.id()))
        .forEach(
            a -> {
              Account was = before.get(a.id());
              long then = was == null ? 0 : was.balanceMinor();
              out.printf(
                  "  %-17s%-12s %s %18s → %18s%s%n",
                  network.code(a.party()),
                  a.governed() ? "(liquidity)" : "",
                  network.asset(a.asset()).code(),
                  network.amount(a.asset(), then),
                  network.amount(a.asset(), a.balanceMinor()),
                  then == a.balanceMinor() ? "" : "  *");
            });
  }

  private byte[] receipt(Id payment) {
    byte[] receipt = NodeClient.expect(client.get("/v1/payments/" + payment + "/receipt")).body();
    title("The receipt, a C2SP tlog-proof of " + receipt.length + " bytes");
    new String(receipt, java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> out.println("  " + (line.length() > 100 ? line.substring(0, 97) + "…" : line)));
    return receipt;
  }

  /** Verifies with the receipt and the public keys alone, as another machine would. */
  private void verify(byte[] receipt) {
    title("Verified offline, with nothing but the receipt and the network's public keys");
    ReceiptReader.Reading reading = reader().read(receipt);
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) throw new PlainFailure("The receipt does not verify: " + reading.sentence());
    out.println("  " + reading.sentence());
    out.println("  " + facts.instruction());
  }

  private ReceiptReader reader() {
    try {
      return new ReceiptReader(
          TrustPolicy.parse(java.nio.file.Files.readAllBytes(node.policyFile())),
          Catalogue.of(DataFolder.PROGRAMS));
    } catch (java.io.IOException | org.rahdari.transparency.MalformedException e) {
      throw new PlainFailure("The policy file " + node.policyFile() + " cannot be read.", e);
    }
  }

  private void howToCall() {
    title("Call it yourself");
    out.println("  curl -H @" + node.tokenFile(sender) + " " + node.url() + "/v1/payments");
    out.println("  API    " + node.url() + "/swagger-ui");
    out.println(
        "  console "
            + node.url()
            + "  (sign in with the token in "
            + node.tokenFile(receiver)
            + ")");
  }

  private Map<Id, Account> accounts() {
    return node.part(Replica.class)
        .read(
            kernel -> {
              Map<Id, Account> accounts = new java.util.LinkedHashMap<>();
              kernel
                  .ledger()
                  .accounts()
                  .sorted(
                      java.util.Comparator.comparingInt(Account::party)
                          .thenComparingInt(Account::asset))
                  .forEach(a -> accounts.put(a.id(), a));
              return accounts;
            });
  }

  private static StatusReport status(byte[] xml) {
    if (Iso20022.read(xml) instanceof StatusReport report) return report;
    throw new PlainFailure("The node answered with something that is not a pacs.002.");
  }

  private static String money(JsonNode quote, String field) {
    return quote.path(field).path("amount").asString();
  }

  private String amount(@org.jspecify.annotations.Nullable Amount amount) {
    return amount == null
        ? "–"
        : amount.currency()
            + " "
            + network.amount(
                network.asset(amount.currency()).orElseThrow().number(), amount.minor());
  }

  private void title(String title) {
    out.println();
    out.println(title);
    out.flush();
  }
}
