package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.PaymentReturnWriter;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Genesis;
import org.rahdari.platform.Certificates;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.program.Party;
import org.rahdari.transparency.Blame;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Evidence;
import org.rahdari.transparency.Hashes;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.PolicyHistory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What four members do with each other, step by step, through their own APIs: what is printed is
 * what happened, and every receipt is verified with the receipt and the policy alone.
 */
final class MembersStory {
  private static final long WAIT_SECONDS_MAX = 90;
  private static final long LOOK_MILLIS = 20;
  private static final int SOLD = 100_000;

  private final Path folder;
  private final List<MemberProcess> members;
  private final PrintWriter out;
  private final Network network;
  private final ReceiptReader receipts;

  /**
   * @param folder with the members' folders
   * @param members who serve
   */
  MembersStory(Path folder, List<MemberProcess> members, PrintWriter out) {
    this.folder = folder;
    this.members = members;
    this.out = out;
    this.network = network(folder.resolve(members.getFirst().code()).resolve("genesis"));
    this.receipts = new ReceiptReader(network.policy(), Catalogue.of(DataFolder.PROGRAMS));
  }

  private static Network network(Path genesis) {
    try {
      return new Network(Genesis.decode(Files.readAllBytes(genesis)));
    } catch (IOException e) {
      throw new PlainFailure("The file " + genesis + " cannot be read.", e);
    }
  }

  void show() throws InterruptedException, IOException, MalformedException {
    title("The network " + network.genesis().origin());
    for (MemberProcess each : members) {
      out.printf("  %-5s %-36s %s%n", each.code(), party(each).name(), each.url());
    }
    out.println(
        "  final when " + network.policy().quorum() + " of " + members.size() + " have signed");
    MemberProcess leader = leader();
    MemberProcess payer = others(leader).get(0);
    MemberProcess payee = others(leader).get(1);

    title("1. A payment from " + payer.code() + " to " + payee.code());
    Sent first = pay(payer, payee);
    settled(payer, first);
    verified(payer, first.id());

    title("2. A refusal: " + payer.code() + " spends what it does not have");
    refused(payer, payee);

    title(
        "3. A payment in "
            + issuedBy(payee)
            + ", and "
            + leader.code()
            + ", who leads, is killed half-way");
    Sent second = payWithoutExchange(payer, payee);
    long killed = System.nanoTime();
    leader.kill();
    out.println("  killed with -9");
    settled(payer, second);
    out.printf("  %.1f s after the kill%n", (System.nanoTime() - killed) / 1e9);
    verified(payer, second.id());
    leader.loseDisk();
    out.println(
        "  now "
            + leader().code()
            + " leads; "
            + leader.code()
            + " has lost its disk as well, and is started again");
    leader.start();
    leader.awaitUp();
    comesTo(leader, payer);

    title("4. A return: " + payee.code() + " sends the second payment back");
    answered(
        payee.client().message(PaymentReturnWriter.write(SampleMessage.back(second.message()))),
        "ACSP");
    returned(payer, second.id());
    // What is ordered now reaches the one that came back.
    comesTo(leader, payer);
    verified(payer, second.id());

    MemberProcess liar = others(leader(), payer).getFirst();
    title("5. " + liar.code() + " signs another history, and is named");
    lie(liar, payer);
  }

  // Payments

  private record Sent(Id id, CustomerCreditTransfer message) {}

  private Sent pay(MemberProcess payer, MemberProcess payee) throws InterruptedException {
    String sell = issuedBy(payer);
    String buy = issuedBy(payee);
    NodeClient client = payer.client();
    JsonNode quote =
        eventually(
                "a quote",
                () ->
                    client.post(
                        "/v1/quotes",
                        Map.of(
                            "payee",
                            SampleMessage.agent(party(payee)).toString(),
                            "sell",
                            sell,
                            "amount",
                            SOLD + ".00",
                            "buy",
                            buy)))
            .json();
    out.printf(
        "  %s quotes %s %s for %s %s, fee %s%n",
        quote.path("provider").asString(),
        buy,
        quote.path("buy").path("amount").asString(),
        sell,
        quote.path("sell").path("amount").asString(),
        quote.path("fee").path("amount").asString());
    CustomerCreditTransfer message =
        SampleMessage.payment(network, party(payer), party(payee), quote);
    return send(client, message);
  }

  /** In the payee's own currency, of which the payer has some. */
  private Sent payWithoutExchange(MemberProcess payer, MemberProcess payee) {
    Amount amount = new Amount(issuedBy(payee), SOLD * 100L);
    return send(payer.client(), SampleMessage.payment(party(payer), party(payee), amount));
  }

  private Sent send(NodeClient client, CustomerCreditTransfer message) {
    NodeClient.Response response =
        answered(client.message(CreditTransferWriter.write(message)), "ACSP");
    return new Sent(Id.parse(response.payment().orElseThrow()), message);
  }

  private NodeClient.Response answered(NodeClient.Response response, String wanted) {
    NodeClient.expect(response);
    StatusReport report = status(response);
    if (!report.status().equals(wanted)) {
      throw new PlainFailure("The answer is " + report.status() + " " + report.reasons() + ".");
    }
    out.println("  answered " + report.status());
    return response;
  }

  private static StatusReport status(NodeClient.Response response) {
    if (Iso20022.read(response.body()) instanceof StatusReport report) return report;
    throw new PlainFailure("The node answered with something that is not a pacs.002.");
  }

  private void settled(MemberProcess payer, Sent sent) throws InterruptedException {
    NodeClient client = payer.client();
    long until = deadline();
    while (true) {
      NodeClient.Response response = client.get("/v1/payments/" + sent.id() + "/status");
      String status = response.status() == 200 ? status(response).status() : "none";
      if (status.equals("ACSC")) break;
      if (status.equals("RJCT")) throw new PlainFailure("The payment was rejected.");
      if (System.nanoTime() > until) throw new PlainFailure("The payment does not become final.");
      Thread.sleep(LOOK_MILLIS);
    }
    out.println("  ACSC: the payee has it, and a quorum has signed");
  }

  /** As its payer's node has it. */
  private void returned(MemberProcess payer, Id payment) throws InterruptedException {
    long until = deadline();
    while (true) {
      JsonNode shown = payer.client().get("/v1/payments/" + payment).json();
      if (shown.path("state").asString("").equals("RETURNED")
          && shown.path("isFinal").asBoolean(false)) {
        break;
      }
      if (System.nanoTime() > until) throw new PlainFailure("The return does not become final.");
      Thread.sleep(LOOK_MILLIS);
    }
    out.println("  RETURNED: " + payer.code() + " has it back");
  }

  private void verified(MemberProcess member, Id payment) throws InterruptedException {
    NodeClient.Response receipt =
        eventually("a receipt", () -> member.client().get("/v1/payments/" + payment + "/receipt"));
    verified(receipt.body());
  }

  private void verified(byte[] receipt) {
    ReceiptReader.Reading reading = receipts.read(receipt);
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) throw new PlainFailure("The receipt does not verify: " + reading.sentence());
    out.println(
        "  receipt of "
            + receipt.length
            + " bytes, verified offline: "
            + facts.finality()
            + " ("
            + String.join(", ", facts.signedBy())
            + ")");
  }

  private void refused(MemberProcess payer, MemberProcess payee) throws InterruptedException {
    int asset = network.asset(issuedBy(payee)).orElseThrow().number();
    String from = Network.firstAccount(party(payer).number(), asset).toString();
    String to = Network.firstAccount(party(payee).number(), asset).toString();
    NodeClient.Response response =
        NodeClient.expect(
            payer
                .client()
                .post(
                    "/v1/transfers?wait=final",
                    List.of(
                        Map.of(
                            "id",
                            version7().toString(),
                            "debit",
                            from,
                            "credit",
                            to,
                            "amountMinor",
                            Long.toString(Long.MAX_VALUE / 2)))));
    JsonNode transfer = response.json().path("transfers").path(0);
    if (transfer.path("accepted").asBoolean(true)) {
      throw new PlainFailure("The ledger took what it has to refuse: " + response.text());
    }
    out.println("  refused: " + transfer.path("reason").asString());
    verified(transfer.path("receipt").asString().getBytes(StandardCharsets.UTF_8));
  }

  private static UUID version7() {
    UUID random = UUID.randomUUID();
    long high =
        Instant.now().toEpochMilli() << 16 | 0x7000 | (random.getMostSignificantBits() & 0xFFF);
    return new UUID(high, random.getLeastSignificantBits());
  }

  // Members

  private MemberProcess leader() throws InterruptedException {
    long until = deadline();
    while (System.nanoTime() < until) {
      for (MemberProcess each : members) {
        if (each.health().map(h -> h.path("leads").asBoolean(false)).orElse(false)) return each;
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new PlainFailure("No member leads.");
  }

  private List<MemberProcess> others(MemberProcess... without) {
    return members.stream().filter(each -> !List.of(without).contains(each)).toList();
  }

  private void comesTo(MemberProcess member, MemberProcess with) throws InterruptedException {
    long wanted = position(with);
    long until = deadline();
    while (position(member) < wanted) {
      if (System.nanoTime() > until) {
        throw new PlainFailure(member.code() + " does not come to position " + wanted + ".");
      }
      Thread.sleep(LOOK_MILLIS);
    }
    out.println("  " + member.code() + " has come to position " + wanted);
  }

  private static long position(MemberProcess member) throws InterruptedException {
    return member.health().map(h -> h.path("position").asLong(0)).orElse(0L);
  }

  private Party party(MemberProcess member) {
    return network.party(member.code()).orElseThrow();
  }

  private String issuedBy(MemberProcess member) {
    return network.genesis().assets().stream()
        .filter(asset -> asset.issuer() == party(member).number())
        .findFirst()
        .orElseThrow()
        .code();
  }

  // The lie

  /**
   * The liar uses its own key for another tree of a size that is final, and tells one member so,
   * with its own certificate.
   */
  private void lie(MemberProcess liar, MemberProcess told)
      throws IOException, MalformedException, InterruptedException {
    byte[] truth = eventually("a checkpoint", () -> told.client().get("/checkpoint")).body();
    long size = Checkpoint.parse(Note.parse(truth).text()).size();
    Path home = folder.resolve(liar.code());
    String name = network.policy().validators().get(party(liar).number() - 1).name();
    byte[] seed =
        new Keyring(home.resolve("keys")).secret(Network.validatorKey(liar.code())).bytes();
    byte[] lie =
        new CheckpointSigner(network.policy(), new NoteSigner(name, seed))
            .sign(size, Hashes.leaf("another history".getBytes(StandardCharsets.UTF_8)))
            .format();
    NodeConfig config = NodeConfig.read(home.resolve(NodeConfig.FILE));
    Certificates certificates =
        Certificates.read(
            home.resolve(config.tls().ca()),
            home.resolve(config.tls().certificate()),
            home.resolve(config.tls().key()),
            network,
            Instant.now());
    try (MemberClient client =
        new MemberClient(certificates, told.code(), config.peer(told.code()).membersUri())) {
      client.post(
          "/members/checkpoints",
          JsonMapper.shared().writeValueAsBytes(List.of(new String(lie, StandardCharsets.UTF_8))));
    }
    out.println(
        "  "
            + told.code()
            + " alerts: "
            + told.health().orElseThrow().path("conflicts").asString());
    Blame blame =
        Blame.between(
            Evidence.ofCheckpoint(truth),
            Evidence.ofCheckpoint(lie),
            PolicyHistory.of(network.policy()));
    if (!(blame instanceof Blame.Named named)) {
      throw new PlainFailure("Nobody is named: " + blame + ".");
    }
    out.println("  offline, from the two checkpoints alone: " + named.sentence());
    for (String validator : named.validators()) out.println("  named: " + validator);
  }

  // Waiting

  private NodeClient.Response eventually(String what, Supplier<NodeClient.Response> call)
      throws InterruptedException {
    long until = deadline();
    while (true) {
      NodeClient.Response response = call.get();
      if (response.status() / 100 == 2) return response;
      if (System.nanoTime() > until) {
        throw new PlainFailure("There is no " + what + ": " + response.text());
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
  }

  private void title(String title) {
    out.println();
    out.println(title);
    out.flush();
  }
}
