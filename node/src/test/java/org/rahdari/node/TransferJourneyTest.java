package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.node.Teller.ending;
import static org.rahdari.node.Teller.id;
import static org.rahdari.node.Teller.order;
import static org.rahdari.node.Teller.outcome;
import static org.rahdari.node.Teller.with;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.Verifier;
import tools.jackson.databind.JsonNode;

/**
 * Two institutions open accounts, fund, reserve, half post; the node is killed while they move
 * money; then a reservation times out and an account is closed. All of it over HTTP, with a receipt
 * for each step that verifies without the node.
 */
final class TransferJourneyTest {
  private static final int CLIENTS = 4;
  private static final int ENOUGH = 100;
  private static final int ONE_BY_ONE = 7;

  @TempDir Path scratch = Path.of("unset");

  private Path data = Path.of("unset");
  private Path network = Path.of("unset");
  private final List<JsonNode> opened = new ArrayList<>();
  private final List<JsonNode> proven = new ArrayList<>();

  /** What was sent while the node was killed; answered or not. */
  private final Queue<Map<String, Object>> sent = new ConcurrentLinkedQueue<>();

  private final Queue<Map<String, Object>> answered = new ConcurrentLinkedQueue<>();

  private String first = "";
  private String treasury = "";
  private String savings = "";
  private String shop = "";
  private Map<String, Object> toBePosted = Map.of();
  private Map<String, Object> toTimeOut = Map.of();

  @BeforeEach
  void prepare() throws IOException {
    data = scratch.resolve("data");
    network = Files.write(scratch.resolve("network.json"), DemoCommand.sample());
  }

  @AfterEach
  void clear() throws IOException {
    NodeProcess.clear(data);
  }

  @Test
  void everyStepIsProvenOffline() throws Exception {
    NodeProcess node = NodeProcess.start(data, network);
    try {
      Teller bank = new Teller(node.as("lahore-bank"));
      Teller exchange = new Teller(node.as("karachi-exchange"));
      open(bank, exchange);
      fund(bank);
      reserve(bank);
      postHalf(bank, exchange);
      moveUntilKilled(node, bank);
    } finally {
      node.kill();
    }
    NodeProcess again = NodeProcess.start(data, network);
    try {
      Teller bank = new Teller(again.as("lahore-bank"));
      sendAgain(bank);
      timeOut(bank);
      close(bank);
      query(bank, new Teller(again.as("karachi-exchange")));
    } finally {
      again.kill();
    }
    assertProven(data.resolve("policy"));
  }

  private void open(Teller bank, Teller exchange) {
    for (int i = 0; i < 2; i++) opened.add(bank.open("PKR"));
    opened.add(exchange.open("PKR"));
    treasury = opened.get(0).path("id").asString();
    savings = opened.get(1).path("id").asString();
    shop = opened.get(2).path("id").asString();
    first = bank.first("PKR");
  }

  private void fund(Teller bank) {
    prove(bank, order(first, treasury, "10000000"), "accepted 10000000");
    assertThat(bank.balance(treasury)).isEqualTo("100000.00");
  }

  private void reserve(Teller bank) {
    toBePosted = with(order(treasury, shop, "6000000"), "flags", List.of("pending"));
    prove(bank, toBePosted, "accepted 6000000");
    toTimeOut =
        with(
            with(order(treasury, shop, "500000"), "flags", List.of("pending")),
            "timeoutSeconds",
            1);
    prove(bank, toTimeOut, "accepted 500000");
  }

  private void postHalf(Teller bank, Teller exchange) {
    Map<String, Object> half = with(ending(id(toBePosted), "post"), "amountMinor", "3000000");
    prove(bank, half, "accepted 3000000");
    assertThat(bank.balance(treasury)).isEqualTo("70000.00");
    assertThat(exchange.balance(shop)).isEqualTo("30000.00");
    prove(bank, ending(id(toBePosted), "post"), "PENDING_ALREADY_POSTED");
  }

  /** The kill finds some of the clients between request and answer. */
  private void moveUntilKilled(NodeProcess node, Teller bank) throws Exception {
    AtomicInteger moved = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> moveWhileItLives(bank, moved)));
    }
    Wait.until(() -> moved.get() >= ENOUGH);
    node.kill();
    for (Thread each : clients) each.join();
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ENOUGH);
  }

  private void moveWhileItLives(Teller bank, AtomicInteger moved) {
    while (true) {
      Map<String, Object> one = with(order(treasury, savings, "1"), "code", ONE_BY_ONE);
      sent.add(one);
      try {
        assertThat(outcome(bank.enter(one))).isEqualTo("accepted 1");
      } catch (PlainFailure e) {
        return; // killed
      }
      answered.add(one);
      moved.incrementAndGet();
    }
  }

  /** What was answered is there, and what was not is sent again: each has moved once. */
  private void sendAgain(Teller bank) {
    long before = minor(bank.balance(savings));
    assertThat(before).isBetween((long) answered.size(), (long) sent.size());
    for (Map<String, Object> each : answered) {
      assertThat(outcome(bank.enter(each))).isEqualTo("accepted 1");
    }
    assertThat(minor(bank.balance(savings))).isEqualTo(before);
    for (Map<String, Object> each : sent) {
      if (!answered.contains(each)) prove(bank, each, "accepted 1");
    }
    assertThat(minor(bank.balance(savings))).isEqualTo(sent.size());
    System.out.printf(
        "%d transfers sent, %d answered before the kill%n", sent.size(), answered.size());
  }

  private void timeOut(Teller bank) {
    Wait.until(() -> bank.account(treasury).path("pendingDebits").asString().equals("0.00"));
    prove(bank, ending(id(toTimeOut), "post"), "PENDING_EXPIRED");
  }

  /** What is left goes to the savings, and the account closes: together or not at all. */
  private void close(Teller bank) {
    long left = minor(bank.balance(treasury));
    Map<String, Object> sweep =
        with(
            order(treasury, savings, String.valueOf(Long.MAX_VALUE)),
            "flags",
            List.of("balancingDebit", "linked"));
    Map<String, Object> closing =
        with(order(treasury, savings, "0"), "flags", List.of("pending", "closingDebit"));
    List<JsonNode> closed = bank.prove(List.of(sweep, closing));
    assertThat(closed)
        .extracting(Teller::outcome)
        .containsExactly("accepted " + left, "accepted 0");
    proven.addAll(closed);
    assertThat(bank.balance(treasury)).isEqualTo("0.00");
    prove(bank, order(savings, treasury, "1"), "CREDIT_ACCOUNT_CLOSED");
    prove(bank, order(treasury, savings, "1"), "DEBIT_ACCOUNT_CLOSED");
  }

  /** History agrees with what was seen on the way, on each side of the kill. */
  private void query(Teller bank, Teller exchange) {
    List<JsonNode> ofShop = exchange.movements("/v1/accounts/" + shop + "/history?order=oldest");
    assertThat(ofShop)
        .extracting(each -> each.path("movement").path("kind").asString())
        .containsExactly("PENDING", "PENDING", "POST", "EXPIRY");
    assertThat(ofShop.getLast().path("after").path("creditsPostedMinor").asString())
        .isEqualTo("3000000");
    assertThat(ofShop.getLast().path("after").path("creditsPendingMinor").asString())
        .isEqualTo("0");

    List<JsonNode> coded =
        bank.movements("/v1/transfers?account=" + savings + "&code=" + ONE_BY_ONE);
    assertThat(coded).hasSize(sent.size());
    String since = ofShop.getLast().path("movement").path("time").asString();
    List<JsonNode> later = bank.movements("/v1/transfers?account=" + treasury + "&from=" + since);
    assertThat(later)
        .extracting(each -> each.path("kind").asString())
        .startsWith("PENDING", "POSTED")
        .contains("EXPIRY");
  }

  private void prove(Teller bank, Map<String, Object> order, String outcome) {
    JsonNode entered = bank.prove(List.of(order)).getFirst();
    assertThat(outcome(entered)).isEqualTo(outcome);
    proven.add(entered);
  }

  /** The node is gone; the policy's file is all that is left of it. */
  private void assertProven(Path policy) throws IOException, MalformedException {
    assertThat(proven).hasSizeGreaterThan(10);
    for (JsonNode each : opened) {
      Verified verified = Teller.verified(each.path("receipt").asString(), policy);
      OpenAccount open =
          (OpenAccount) Catalogue.of(DataFolder.PROGRAMS).describe(verified.item()).content();
      assertThat(open.id().toString()).isEqualTo(each.path("id").asString());
      assertThat(Result.decode(verified.result()).accepted()).isTrue();
    }
    List<Transfer> transfers = new ArrayList<>();
    for (JsonNode each : proven) transfers.add(Teller.assertProven(each, policy));
    assertThat(transfers.getFirst().debitAccount().toString()).isEqualTo(first);
    assertThat(transfers.getFirst().amountMinor()).isEqualTo(10_000_000);

    byte[] altered = proven.getFirst().path("receipt").asString().getBytes(StandardCharsets.UTF_8);
    altered[altered.length / 2] ^= 1;
    TrustPolicy trusted = TrustPolicy.parse(Files.readAllBytes(policy));
    assertThat(Verifier.verify(altered, trusted)).isInstanceOf(Refused.class);
  }

  private static long minor(String amount) {
    return new java.math.BigDecimal(amount).movePointRight(2).longValueExact();
  }
}
