package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.payments.Payment;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Projection;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.Consistent;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/**
 * A node is killed at moments of no choice, and nothing that it acknowledged is lost or doubled.
 */
final class KilledNodeTest {
  private static final int ROUNDS = 3;
  private static final int CLIENTS = 3;
  private static final long SEED = 20261123;

  @TempDir Path scratch = Path.of("unset");

  private final Map<String, Sent> sent = new ConcurrentHashMap<>();
  private final Queue<byte[]> receipts = new ConcurrentLinkedQueue<>();
  private final List<byte[]> checkpoints = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  /** A message, and its answer where one came. */
  private record Sent(byte[] message, byte[] answer, String payment) {
    boolean acknowledged() {
      return answer.length > 0;
    }
  }

  private Path data = Path.of("unset");
  private Path network = Path.of("unset");

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
  void keepsWhatItAcknowledged() throws Exception {
    Random random = new Random(SEED);
    killWhileItIsFounded();
    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess node = NodeProcess.start(data, network);
      try {
        assertAllThere(node);
        checkpoints.add(NodeClient.expect(node.as("lahore-bank").get("/checkpoint")).body());
        payUntilKilled(node, next.get() + 10 + random.nextInt(40));
      } finally {
        node.kill();
      }
    }
    long acknowledged = sent.values().stream().filter(Sent::acknowledged).count();
    try (LiveNode node = LiveNode.start(data, DemoCommand.sample(), new NodeOptions())) {
      sendAgainWhatWasNotAnswered(node);
      assertPaidOnceEach(node);
      node.assertConserved();
      assertProjected(node);
      assertProven(node);
    }
    System.out.printf(
        "seed %d: %d payments, %d acknowledged, %d receipts, %d checkpoints%n",
        SEED, sent.size(), acknowledged, receipts.size(), checkpoints.size());
    assertThat(acknowledged).isGreaterThan(ROUNDS * 10);
  }

  /** Over the founding, while PostgreSQL makes its folder: nothing can be in there yet. */
  private void killWhileItIsFounded() throws InterruptedException, IOException {
    NodeProcess node = NodeProcess.start(data, network);
    Wait.seen(
        "a database in the making",
        () -> Files.exists(data.resolve("postgres/PG_VERSION")) ? true : null);
    node.kill();
  }

  /** Clients pay as fast as they can; the kill finds some of them between request and answer. */
  private void payUntilKilled(NodeProcess node, int enough) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    NodeClient client = node.as("lahore-bank");
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> payWhileItLives(client)));
    }
    Wait.seen("enough payments", () -> next.get() >= enough ? true : null);
    try {
      node.kill();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (Thread each : clients) each.join();
  }

  private void payWhileItLives(NodeClient client) {
    while (true) {
      int number = next.incrementAndGet();
      String id = "KILLED-" + number;
      byte[] message = Payment008.domestic(id, number).xml();
      sent.put(id, new Sent(message, new byte[0], ""));
      try {
        NodeClient.Response response = NodeClient.expect(client.message(message));
        assertThat(LiveNode.report(response.body()).status()).isEqualTo("ACSP");
        String payment = response.payment().orElseThrow();
        sent.put(id, new Sent(message, response.body(), payment));
        NodeClient.Response receipt = client.get("/v1/payments/" + payment + "/receipt");
        if (receipt.status() == 200) receipts.add(receipt.body());
      } catch (PlainFailure e) {
        return; // killed
      }
    }
  }

  private void assertAllThere(NodeProcess node) {
    NodeClient client = node.as("lahore-bank");
    for (Sent each : sent.values()) {
      if (!each.acknowledged()) continue;
      assertThat(client.get("/v1/payments/" + each.payment()).status()).isEqualTo(200);
      assertThat(client.message(each.message()).body()).isEqualTo(each.answer());
    }
  }

  private void sendAgainWhatWasNotAnswered(LiveNode node) {
    NodeClient client = node.as("lahore-bank");
    for (Map.Entry<String, Sent> each : sent.entrySet()) {
      NodeClient.Response response = NodeClient.expect(client.message(each.getValue().message()));
      if (each.getValue().acknowledged()) {
        assertThat(response.body()).isEqualTo(each.getValue().answer());
        continue;
      }
      assertThat(LiveNode.report(response.body()).status()).isEqualTo("ACSP");
      each.setValue(
          new Sent(each.getValue().message(), response.body(), response.payment().orElseThrow()));
    }
  }

  private void assertPaidOnceEach(LiveNode node) {
    for (Sent each : sent.values()) {
      assertThat(node.outcome("lahore-bank", each.payment()).status()).isEqualTo("ACSC");
    }
    List<Payment> payments = payments(node);
    assertThat(payments).allMatch(p -> p.state() == Payment.State.SETTLED);
    assertThat(payments.stream().map(p -> p.id().toString()))
        .containsExactlyInAnyOrderElementsOf(sent.values().stream().map(Sent::payment).toList());
    // The n-th message pays n paisa.
    assertThat(payments.stream().mapToLong(Payment::payeeMinor).sum())
        .isEqualTo(sent.keySet().stream().mapToLong(id -> Long.parseLong(id.substring(7))).sum());
  }

  private static List<Payment> payments(LiveNode node) {
    return node.part(Replica.class)
        .read(
            kernel ->
                List.copyOf(
                    kernel
                        .table("payments.payment", org.rahdari.codec.Id.class, Payment.class)
                        .rows()));
  }

  private static void assertProjected(LiveNode node) {
    Projection projection = node.part(Projection.class);
    Replica replica = node.part(Replica.class);
    Wait.seen(
        "a projection that has caught up",
        () -> projection.position() == replica.figures().position() ? true : null);
    Map<String, String> rows = new TreeMap<>();
    projection
        .read()
        .sql("SELECT row_key, state, payee_minor, ended_at_millis FROM payments_payment")
        .query(
            row -> {
              rows.put(
                  row.getString(1), row.getString(2) + " " + row.getLong(3) + " " + row.getLong(4));
            });
    Map<String, String> kernel = new TreeMap<>();
    for (Payment p : payments(node)) {
      kernel.put(p.id().toString(), p.state() + " " + p.payeeMinor() + " " + p.endedAtMillis());
    }
    assertThat(rows).isEqualTo(kernel);
    Map<String, String> accounts = new TreeMap<>();
    projection
        .read()
        .sql("SELECT row_key, credits_posted_minor - debits_posted_minor FROM ledger_account")
        .query(
            row -> {
              accounts.put(row.getString(1), Long.toString(row.getLong(2)));
            });
    Map<String, String> balances = new TreeMap<>();
    node.balances()
        .forEach(
            (id, b) -> balances.put(id, b.balance().movePointRight(2).toBigInteger().toString()));
    assertThat(accounts).isEqualTo(balances);
  }

  private void assertProven(LiveNode node) throws Exception {
    ReceiptReader reader = node.reader();
    assertThat(receipts).isNotEmpty();
    for (byte[] receipt : receipts) assertThat(reader.read(receipt).facts()).isNotNull();

    TrustPolicy policy = node.network().policy();
    Replica replica = node.part(Replica.class);
    VerifiedCheckpoint newest = verified(replica.checkpoint().orElseThrow(), policy);
    for (byte[] note : checkpoints) {
      VerifiedCheckpoint older = verified(note, policy);
      List<Hash> proof =
          replica.tiles().consistencyProof(older.checkpoint().size(), newest.checkpoint().size());
      assertThat(Verifier.verifyConsistency(older, newest, proof)).isInstanceOf(Consistent.class);
    }
  }

  private static VerifiedCheckpoint verified(byte[] note, TrustPolicy policy) {
    if (Verifier.verifyCheckpoint(note, policy) instanceof VerifiedCheckpoint checkpoint) {
      return checkpoint;
    }
    throw new AssertionError("a checkpoint does not verify");
  }
}
