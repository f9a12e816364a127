package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.node.Teller.ending;
import static org.rahdari.node.Teller.fresh;
import static org.rahdari.node.Teller.id;
import static org.rahdari.node.Teller.order;
import static org.rahdari.node.Teller.outcome;
import static org.rahdari.node.Teller.with;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.kernel.Kernel;
import org.rahdari.platform.FlagWords;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Accounts are opened and money is moved over HTTP, and each transfer is answered. */
final class TransfersTest {
  private static final int RECEIPTS_MAX = 100;
  private static final int CLIENTS = 32;
  private static final int CALLS = 20;
  private static final String A_UUID = "01981b6e-9a00-7c3d-8e4f-1a2b3c4d5e6f";
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path scratch = Path.of("unset");

  private final LiveNode node = LiveNode.sample();
  private final Path policy = node.policyFile();
  private final Teller bank = new Teller(node.as("lahore-bank"));
  private final Teller exchange = new Teller(node.as("karachi-exchange"));
  private String purse = "";
  private String shop = "";

  @BeforeEach
  void open() {
    purse = bank.open("PKR").path("id").asString();
    shop = exchange.open("PKR").path("id").asString();
    assertThat(outcome(bank.enter(order(bank.first("PKR"), purse, "100000"))))
        .isEqualTo("accepted 100000");
  }

  @AfterEach
  void nothingIsMadeOrLost() {
    node.assertConserved();
  }

  // Transfers

  @Test
  void oneOrAListIsEnteredInOrder() {
    JsonNode one =
        NodeClient.expect(bank.client().post("/v1/transfers", order(purse, shop, "2500"))).json();
    assertThat(one.path("transfers")).hasSize(1);
    assertThat(outcome(one.path("transfers").path(0))).isEqualTo("accepted 2500");

    Map<String, Object> reserve = with(order(purse, shop, "40000"), "flags", List.of("pending"));
    List<JsonNode> list =
        bank.enter(
            List.of(
                reserve,
                with(ending(id(reserve), "post"), "amountMinor", "30000"),
                ending(id(reserve), "void"),
                order(purse, shop, "100000"),
                with(order(purse, shop, "100000"), "flags", List.of("balancingDebit"))));
    assertThat(list)
        .extracting(Teller::outcome)
        .containsExactly(
            "accepted 40000",
            "accepted 30000",
            "PENDING_ALREADY_POSTED",
            "EXCEEDS_CREDITS",
            "accepted 67500");
    assertThat(bank.balance(purse)).isEqualTo("0.00");
    assertThat(exchange.balance(shop)).isEqualTo("1000.00");
  }

  @Test
  void anAmountLeftOutMeansAll() {
    Map<String, Object> first = with(order(purse, shop, "300"), "flags", List.of("pending"));
    Map<String, Object> second = with(order(purse, shop, "400"), "flags", List.of("pending"));
    Map<String, Object> rest = with(order(purse, shop, "0"), "flags", List.of("balancingDebit"));
    rest.remove("amountMinor");
    assertThat(
            bank.enter(
                List.of(
                    first, second, ending(id(first), "post"), ending(id(second), "void"), rest)))
        .extracting(Teller::outcome)
        .containsExactly(
            "accepted 300", "accepted 400", "accepted 300", "accepted 400", "accepted 99700");
  }

  @Test
  void aChainHappensTogetherOrNotAtAll() {
    List<String> linked = List.of("linked");
    assertThat(
            bank.enter(
                List.of(
                    with(order(purse, shop, "1"), "flags", linked),
                    order(purse, shop, "100000"),
                    with(order(purse, shop, "2"), "flags", linked),
                    order(purse, shop, "3"))))
        .extracting(Teller::outcome)
        .containsExactly("LINKED_ITEM_REFUSED", "EXCEEDS_CREDITS", "accepted 2", "accepted 3");
    assertThat(exchange.balance(shop)).isEqualTo("0.05");
  }

  @Test
  void everyFieldArrives() {
    Map<String, Object> full = with(order(purse, shop, "700"), "flags", List.of("pending"));
    full.put("timeoutSeconds", 3_600);
    full.put("code", 17);
    full.put("userData128", A_UUID);
    full.put("userData64", "-9223372036854775808");
    full.put("userData32", -5);
    var proven = Teller.assertProven(bank.prove(List.of(full)).getFirst(), policy);
    assertThat(proven.debitAccount().toString()).isEqualTo(purse);
    assertThat(proven.creditAccount().toString()).isEqualTo(shop);
    assertThat(proven.amountMinor()).isEqualTo(700);
    assertThat(proven.timeoutSeconds()).isEqualTo(3_600);
    assertThat(proven.code()).isEqualTo(17);
    assertThat(proven.flags()).isEqualTo(FlagWords.OF_TRANSFERS.flag("pending"));
    assertThat(proven.userData128().toString()).isEqualTo(A_UUID);
    assertThat(proven.userData64()).isEqualTo(Long.MIN_VALUE);
    assertThat(proven.userData32()).isEqualTo(-5);
  }

  @Test
  void anIdLeftOutIsMadeAndSaid() {
    Map<String, Object> without = order(purse, shop, "1");
    without.remove("id");
    JsonNode first = bank.enter(without);
    JsonNode second = bank.enter(without);
    assertThat(first.path("id").asString()).isNotEqualTo(second.path("id").asString());
    assertThat(exchange.balance(shop)).isEqualTo("0.02");
    assertThat(outcome(bank.enter(with(without, "id", first.path("id").asString()))))
        .isEqualTo("accepted 1");
    assertThat(exchange.balance(shop)).isEqualTo("0.02");
  }

  @Test
  void theSameAgainIsAnsweredTheSameAndMovesNothing() {
    Map<String, Object> paid = order(purse, shop, "900");
    Map<String, Object> refused = order(purse, shop, "100001");
    for (int i = 0; i < 3; i++) {
      assertThat(outcome(bank.enter(paid))).isEqualTo("accepted 900");
      assertThat(outcome(bank.enter(refused))).isEqualTo("EXCEEDS_CREDITS");
    }
    assertThat(outcome(bank.enter(order(bank.first("PKR"), purse, "1000")))).contains("accepted");
    assertThat(outcome(bank.enter(refused))).isEqualTo("EXCEEDS_CREDITS");
    assertThat(outcome(bank.enter(with(paid, "amountMinor", "901"))))
        .isEqualTo("EXISTS_WITH_OTHER_AMOUNT");
    assertThat(outcome(exchange.enter(with(paid, "amountMinor", "900"))))
        .isEqualTo("EXISTS_OF_ANOTHER");
    assertThat(exchange.balance(shop)).isEqualTo("9.00");
  }

  @Test
  void onlyAccountsOfOnesOwnAreDebited() {
    assertThat(outcome(exchange.enter(order(purse, shop, "1"))))
        .isEqualTo("DEBIT_ACCOUNT_OF_ANOTHER_PARTY");
    assertThat(outcome(bank.enter(order(shop, purse, "1"))))
        .isEqualTo("DEBIT_ACCOUNT_OF_ANOTHER_PARTY");
    assertThat(exchange.balance(shop)).isEqualTo("0.00");
  }

  @Test
  void whoWaitsForFinalityGetsReceipts() {
    List<Map<String, Object>> orders = new ArrayList<>();
    for (int i = 0; i < RECEIPTS_MAX - 1; i++) orders.add(order(purse, shop, "1"));
    orders.add(order(purse, shop, "100000"));
    List<JsonNode> proven = bank.prove(orders);
    assertThat(proven).hasSize(RECEIPTS_MAX);
    for (JsonNode each : proven) Teller.assertProven(each, policy);
    assertThat(outcome(proven.getLast())).isEqualTo("EXCEEDS_CREDITS");
  }

  @Test
  void aRequestHoldsAWholeEnvelope() {
    List<Map<String, Object>> orders = new ArrayList<>();
    for (int i = 0; i < Kernel.ITEMS_PER_ENVELOPE_MAX; i++) orders.add(order(purse, shop, "1"));
    List<JsonNode> entered = bank.enter(orders);
    assertThat(entered).hasSize(Kernel.ITEMS_PER_ENVELOPE_MAX);
    assertThat(entered).allMatch(each -> outcome(each).equals("accepted 1"));
    assertThat(exchange.balance(shop)).isEqualTo("81.90");
  }

  @Test
  void eachOfManyClientsHearsOfItsOwn() throws Exception {
    Callable<List<String>> client =
        () -> {
          List<String> moved = new ArrayList<>();
          for (int i = 0; i < CALLS; i++) {
            Map<String, Object> one = order(purse, shop, "1");
            JsonNode entered = bank.enter(one);
            assertThat(entered.path("id").asString()).isEqualTo(id(one));
            assertThat(outcome(entered)).isEqualTo("accepted 1");
            moved.add(id(one));
          }
          return moved;
        };
    Set<String> moved = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<String>>> clients = java.util.Collections.nCopies(CLIENTS, client);
      for (Future<List<String>> each : threads.invokeAll(clients)) moved.addAll(each.get());
    }
    assertThat(moved).hasSize(CLIENTS * CALLS);
    assertThat(exchange.balance(shop)).isEqualTo("6.40");
  }

  // Accounts

  @Test
  void anAccountIsOpenedOnce() {
    Map<String, Object> account =
        Map.of(
            "id",
            fresh(),
            "asset",
            "PKR",
            "flags",
            List.of("debitsMustNotExceedCredits"),
            "code",
            4,
            "userData64",
            "12345678901234567");
    NodeClient.Response first = bank.client().post("/v1/accounts", account);
    assertThat(first.status()).isEqualTo(201);
    NodeClient.Response again = bank.client().post("/v1/accounts", account);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("openedAt")).isEqualTo(first.json().path("openedAt"));
    assertThat(again.json().has("leaf")).isFalse();

    Map<String, Object> other = with(account, "code", 5);
    assertRefused(bank.client().post("/v1/accounts", other), "ACCOUNT_EXISTS");
    assertRefused(exchange.client().post("/v1/accounts", account), "ACCOUNT_EXISTS");
    Map<String, Object> overdrawing = with(with(account, "id", fresh()), "flags", List.of());
    assertRefused(bank.client().post("/v1/accounts", overdrawing), "ONLY_THE_ISSUER_MAY_OVERDRAW");
  }

  private static void assertRefused(NodeClient.Response response, String reason) {
    assertThat(response.status()).isEqualTo(422);
    assertThat(response.json().path("title").asString()).isEqualTo("account-refused");
    assertThat(response.json().path("reason").asString()).isEqualTo(reason);
  }

  // How it describes itself

  @Test
  void theDescriptionHasTheWordsThatAreTaken() {
    JsonNode api = NodeClient.expect(bank.client().get("/openapi")).json();
    assertThat(
            api.at("/paths/~1v1~1transfers/post/requestBody/content/application~1json").toString())
        .contains("#/components/schemas/Transfer\"");
    assertThat(words(api, "Transfer")).containsExactlyElementsOf(FlagWords.OF_TRANSFERS.all());
    assertThat(words(api, "NewAccount")).containsExactlyElementsOf(FlagWords.OF_NEW_ACCOUNTS.all());
  }

  private static List<String> words(JsonNode api, String schema) {
    List<String> words = new ArrayList<>();
    api.at("/components/schemas/" + schema + "/properties/flags/items/enum")
        .forEach(word -> words.add(word.asString()));
    return words;
  }

  @Test
  void theCommandLineDoesTheSame() throws IOException {
    Map<String, Object> good = order(purse, shop, "5");
    Map<String, Object> bad = order(purse, shop, "500000");
    Path file = scratch.resolve("transfers.json");
    Files.writeString(file, JSON.writeValueAsString(List.of(good, bad)));
    StringWriter out = new StringWriter();
    CommandLine line = Rahdari.commandLine().setOut(new PrintWriter(out));
    Path token = scratch.resolve("token");
    Files.writeString(token, node.token("lahore-bank"));
    int status =
        line.execute(
            "transfer", file.toString(), "--url", node.url(), "--token-file", token.toString());
    assertThat(status).isEqualTo(1);
    assertThat(out.toString())
        .contains("accepted " + id(good) + " 5", "refused " + id(bad) + " EXCEEDS_CREDITS", "leaf");
  }
}
