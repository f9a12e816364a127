package org.rahdari.faults;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.faults.Books.Movement;
import org.rahdari.faults.Load.Acknowledged;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.Refused;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.Verified;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;
import tools.jackson.databind.JsonNode;

/**
 * Asks every member what it has, when all are well again, and holds that against what was
 * acknowledged and against what the others have.
 */
final class Judge {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
  private static final long WAIT_SECONDS_MAX = 60;

  /** For the receipts of all payments together. */
  private static final long ALL_SECONDS_MAX = 300;

  private static final long LOOK_MILLIS = 50;
  private static final int PAGE = 500;
  private static final int ASKED_AT_ONCE = 8;
  private static final int SENTENCES_MAX = 5;

  private final List<Member> members;
  private final List<NodeClient> nodes;
  private final TrustPolicy policy;
  private final List<Id> accounts = new ArrayList<>();
  private final BigDecimal money;

  /** One who knows how much money the bank has at the start. */
  Judge(Stage stage) throws InterruptedException {
    this.members = stage.members();
    this.nodes = members.stream().map(each -> each.client(ANSWER_MAX)).toList();
    this.policy = stage.network().policy();
    accounts.add(stage.treasury());
    for (NodeClient each : nodes) answered(each, "/v1/accounts/" + stage.treasury());
    this.money = awaitMoney(stage.treasury());
  }

  private BigDecimal awaitMoney(Id treasury) throws InterruptedException {
    long until = deadline();
    while (true) {
      BigDecimal money = balance(nodes.getFirst(), treasury);
      if (money.signum() > 0) return money;
      if (System.nanoTime() > until) throw new PlainFailure("The bank does not get its money.");
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Opens the account that a trial pays to; its movements are the trial's and nothing else. */
  Id openAccount(Id id) throws InterruptedException {
    long until = deadline();
    while (true) {
      NodeClient.Response response =
          nodes
              .getFirst()
              .post(
                  "/v1/accounts?wait=final",
                  java.util.Map.of(
                      "id",
                      id.toString(),
                      "asset",
                      Stage.ASSET,
                      "flags",
                      List.of("debitsMustNotExceedCredits")));
      if (response.status() / 100 == 2) break;
      if (System.nanoTime() > until) NodeClient.expect(response);
      Thread.sleep(LOOK_MILLIS);
    }
    accounts.add(id);
    return id;
  }

  /**
   * What it found.
   *
   * @param lost acknowledged and missing at some member, or without a receipt
   * @param duplicated happened more than once at some member
   * @param wrong what else does not fit, in sentences
   */
  record Verdict(int lost, int duplicated, List<String> wrong) {
    Verdict {
      wrong = List.copyOf(wrong);
    }

    boolean isGood() {
      return lost == 0 && duplicated == 0 && wrong.isEmpty();
    }
  }

  /** Compares what was acknowledged with what all members have. */
  Verdict judge(Id account, Load load) throws InterruptedException {
    Collection<Acknowledged> acknowledged = load.acknowledged();
    List<String> wrong = new ArrayList<>();
    load.refusals().stream().limit(SENTENCES_MAX).forEach(wrong::add);
    int lost = 0;
    int duplicated = 0;
    Set<String> trees = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      String code = members.get(i).code();
      List<Movement> movements = movements(nodes.get(i), account);
      Books books = Books.compare(acknowledged, movements);
      lost = Math.max(lost, books.lost());
      duplicated = Math.max(duplicated, books.duplicated());
      if (movements.size() > acknowledged.size() + load.refusals().size()) {
        wrong.add(code + " has payments that nobody was told of");
      }
      BigDecimal there = BigDecimal.ZERO;
      for (Id each : accounts) there = there.add(balance(nodes.get(i), each));
      if (there.compareTo(money) != 0) {
        wrong.add(code + " has " + there.toPlainString() + " of " + money.toPlainString());
      }
      trees.add(tree(code, nodes.get(i), wrong));
    }
    if (trees.size() != 1) wrong.add("the members have different trees: " + trees);
    List<String> unproven = unproven(List.copyOf(acknowledged));
    unproven.stream().limit(SENTENCES_MAX).forEach(wrong::add);
    return new Verdict(Math.max(lost, unproven.size()), duplicated, wrong);
  }

  private List<Movement> movements(NodeClient node, Id account) throws InterruptedException {
    List<Movement> movements = new ArrayList<>();
    String from = "/v1/accounts/" + account + "/history?order=oldest&limit=" + PAGE;
    String next = "";
    while (true) {
      JsonNode page = answered(node, from + next).json();
      for (JsonNode each : page.path("movements")) {
        JsonNode movement = each.path("movement");
        movements.add(
            new Movement(
                Id.parse(movement.path("id").asString()),
                Long.parseLong(movement.path("amountMinor").asString())));
      }
      if (page.path("next").isNull()) return movements;
      next = "&cursor=" + page.path("next").asString();
    }
  }

  private BigDecimal balance(NodeClient node, Id account) throws InterruptedException {
    JsonNode json = answered(node, "/v1/accounts/" + account).json();
    return new BigDecimal(json.path("balance").asString());
  }

  /** Size and root that a quorum has signed. */
  private String tree(String code, NodeClient node, List<String> wrong)
      throws InterruptedException {
    return switch (Verifier.verifyCheckpoint(answered(node, "/checkpoint").body(), policy)) {
      case VerifiedCheckpoint signed ->
          signed.checkpoint().size() + " " + signed.checkpoint().root();
      case Refused refused -> {
        wrong.add("the checkpoint of " + code + " is refused: " + refused.sentence());
        yield "none";
      }
    };
  }

  // Receipts

  /** What has no receipt that proves just it; the members are asked in turn. */
  private List<String> unproven(List<Acknowledged> acknowledged) throws InterruptedException {
    List<Callable<@Nullable String>> questions = new ArrayList<>();
    Set<String> places = java.util.concurrent.ConcurrentHashMap.newKeySet();
    for (int i = 0; i < acknowledged.size(); i++) {
      Acknowledged each = acknowledged.get(i);
      NodeClient node = nodes.get(i % nodes.size());
      questions.add(() -> unproven(node, each, places));
    }
    List<String> unproven = new ArrayList<>();
    try (ExecutorService askers = Executors.newFixedThreadPool(ASKED_AT_ONCE)) {
      for (Future<@Nullable String> each :
          askers.invokeAll(questions, ALL_SECONDS_MAX, TimeUnit.SECONDS)) {
        String sentence = each.get();
        if (sentence != null) unproven.add(sentence);
      }
    } catch (ExecutionException e) {
      throw new PlainFailure("Receipts cannot be fetched: " + e.getMessage() + ".", e);
    } catch (CancellationException e) {
      throw new PlainFailure(
          "Not all receipts could be fetched within " + ALL_SECONDS_MAX + " s.", e);
    }
    return unproven;
  }

  private @Nullable String unproven(NodeClient node, Acknowledged payment, Set<String> places)
      throws InterruptedException {
    byte[] receipt = answered(node, "/v1/transfers/" + payment.id() + "/receipt").body();
    return switch (Verifier.verify(receipt, policy)) {
      case Refused refused -> "a receipt is refused: " + refused.sentence();
      case Verified verified -> {
        Transfer transfer = Transfer.decode(ByteBuffer.wrap(verified.item()));
        boolean proven =
            transfer.id().equals(payment.id())
                && transfer.amountMinor() == payment.amountMinor()
                && Result.decode(verified.result()).accepted();
        if (!proven) yield "the receipt of " + payment.id() + " proves something else";
        boolean own = places.add(verified.index() + "/" + verified.innerIndex());
        yield own ? null : "two payments have one receipt, that of " + payment.id();
      }
    };
  }

  /** The answer, as soon as there is one: history may be a little behind. */
  private static NodeClient.Response answered(NodeClient node, String path)
      throws InterruptedException {
    long until = deadline();
    while (true) {
      NodeClient.Response response = node.get(path);
      if (response.status() / 100 == 2) return response;
      if (System.nanoTime() > until) return NodeClient.expect(response);
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
  }
}
