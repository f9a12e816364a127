package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rahdari.cli.NodeClient;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.Ids;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;
import tools.jackson.databind.JsonNode;

/** Opens accounts and moves money over HTTP, as the system of an institution does. */
record Teller(NodeClient client) {
  private static final Ids IDS = new Ids(InstantSource.system());

  /** A UUIDv7 of the client's own. */
  static String fresh() {
    return IDS.next().toString();
  }

  /** A transfer as JSON, to be added to. */
  static Map<String, Object> order(String debit, String credit, String amountMinor) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("id", fresh());
    order.put("debit", debit);
    order.put("credit", credit);
    order.put("amountMinor", amountMinor);
    return order;
  }

  /** A transfer that ends a pending one. */
  static Map<String, Object> ending(String pendingId, String flag) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("id", fresh());
    order.put("pendingId", pendingId);
    order.put("flags", List.of(flag));
    return order;
  }

  static Map<String, Object> with(Map<String, Object> order, String field, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(order);
    more.put(field, value);
    return more;
  }

  static String id(Map<String, Object> order) {
    return String.valueOf(order.get("id"));
  }

  /** Opens an account that cannot be overdrawn, and waits for the receipt. */
  JsonNode open(String asset) {
    NodeClient.Response opened =
        client.post(
            "/v1/accounts?wait=final",
            Map.of("id", fresh(), "asset", asset, "flags", List.of("debitsMustNotExceedCredits")));
    assertThat(opened.status()).as(opened.text()).isEqualTo(201);
    return opened.json();
  }

  /** The account in an asset that holds most: the one through which the institution started. */
  String first(String asset) {
    List<JsonNode> accounts = new ArrayList<>();
    NodeClient.expect(client.get("/v1/accounts")).json().path("accounts").forEach(accounts::add);
    return accounts.stream()
        .filter(account -> account.path("asset").asString().equals(asset))
        .filter(account -> !account.path("governed").asBoolean())
        .max(Comparator.comparing(account -> new BigDecimal(account.path("balance").asString())))
        .orElseThrow()
        .path("id")
        .asString();
  }

  /** The account as its owner sees it. */
  JsonNode account(String id) {
    return NodeClient.expect(client.get("/v1/accounts/" + id)).json();
  }

  String balance(String id) {
    return account(id).path("balance").asString();
  }

  /** Enters one transfer: what became of it. */
  JsonNode enter(Map<String, Object> order) {
    return enter(List.of(order)).getFirst();
  }

  /** Enters transfers: what became of each. */
  List<JsonNode> enter(List<Map<String, Object>> orders) {
    return transfers(client.post("/v1/transfers", orders));
  }

  /** Enters transfers and waits for their receipts. */
  List<JsonNode> prove(List<Map<String, Object>> orders) {
    List<JsonNode> proven = transfers(client.post("/v1/transfers?wait=final", orders));
    assertThat(proven).allMatch(each -> each.has("receipt"));
    return proven;
  }

  /** What a question to history finds, on all its pages. */
  List<JsonNode> movements(String path) {
    List<JsonNode> movements = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = NodeClient.expect(client.get(path + next)).json();
      page.path("movements").forEach(movements::add);
      next = page.path("next").isNull() ? "" : "&cursor=" + page.path("next").asString();
    } while (!next.isEmpty());
    return movements;
  }

  static List<JsonNode> transfers(NodeClient.Response response) {
    List<JsonNode> transfers = new ArrayList<>();
    NodeClient.expect(response).json().path("transfers").forEach(transfers::add);
    return transfers;
  }

  /** The reason why it was refused, or {@code accepted} and the amount. */
  static String outcome(JsonNode entered) {
    return entered.path("accepted").asBoolean()
        ? "accepted " + entered.path("amountMinor").asString()
        : entered.path("reason").asString();
  }

  /** What a receipt proves, with the policy's file and nothing else of the node. */
  static Verified verified(String receipt, Path policy) {
    try {
      TrustPolicy trusted = TrustPolicy.parse(Files.readAllBytes(policy));
      if (Verifier.verify(receipt.getBytes(StandardCharsets.UTF_8), trusted)
          instanceof Verified verified) {
        return verified;
      }
    } catch (IOException | MalformedException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("a receipt does not verify: " + receipt);
  }

  /** The receipt in an answer proves the very transfer, and what the answer says of it. */
  static Transfer assertProven(JsonNode entered, Path policy) {
    Verified verified = verified(entered.path("receipt").asString(), policy);
    Transfer transfer = Transfer.decode(ByteBuffer.wrap(verified.item()));
    Result result = Result.decode(verified.result());
    assertThat(transfer.id().toString()).isEqualTo(entered.path("id").asString());
    assertThat(verified.innerIndex()).isEqualTo(entered.path("item").asInt());
    assertThat(result.accepted()).isEqualTo(entered.path("accepted").asBoolean());
    assertThat(result.reason()).isEqualTo(entered.path("reason").asString(""));
    return transfer;
  }
}
