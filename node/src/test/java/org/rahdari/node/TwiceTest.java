package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.node.LiveNode.Balance;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Orders;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;

/** A message that comes again pays no more, and is answered to the byte as it was. */
final class TwiceTest {
  private static final int THREADS = 16;

  @TempDir Path data = Path.of("unset");

  @Test
  void paysOnceAndAnswersTheSame() throws Exception {
    byte[] paid = Payment008.domestic("TWICE-1", 12_345).xml();
    byte[] refused = Payment008.domestic("TWICE-2", 99_999_999_999_900L).xml();
    Map<String, byte[]> answers = new HashMap<>();
    try (LiveNode node = LiveNode.start(data, DemoCommand.sample(), new NodeOptions())) {
      Map<String, Balance> before = node.balances();
      answers.put("paid", sameFromAll(node, paid, "ACSP"));
      answers.put("refused", sameFromAll(node, refused, "RJCT"));
      assertThat(sent(node).message(paid).body()).isEqualTo(answers.get("paid"));
      node.outcome("lahore-bank", sent(node).message(paid).payment().orElseThrow());
      assertPaid(before, node.balances(), "123.45");

      filedAndNotOrdered(node);
      orderedAndNotAnswered(node);
      assertThatThrownBy(() -> LiveNode.start(data, null, new NodeOptions()))
          .isInstanceOf(PlainFailure.class)
          .hasMessageContaining("in use by another");
    }
    try (LiveNode node = LiveNode.start(data, null, new NodeOptions())) {
      Map<String, Balance> before = node.balances();
      assertThat(sent(node).message(paid).body()).isEqualTo(answers.get("paid"));
      assertThat(sent(node).message(refused).body()).isEqualTo(answers.get("refused"));
      assertThat(node.balances()).isEqualTo(before);
      assertThat(node.get("lahore-bank", "/v1/payments").path("payments")).hasSize(3);
      node.assertConserved();
    }
  }

  private static byte[] sameFromAll(LiveNode node, byte[] message, String status) throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    Callable<NodeClient.Response> send =
        () -> {
          NodeClient client = sent(node);
          together.await();
          return client.message(message);
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<NodeClient.Response> responses = new ArrayList<>();
      for (Future<NodeClient.Response> each :
          threads.invokeAll(java.util.Collections.nCopies(THREADS, send))) {
        responses.add(each.get());
      }
      Set<String> different = new HashSet<>();
      responses.forEach(r -> different.add(r.status() + " " + r.payment() + " " + r.text()));
      assertThat(different).hasSize(1);
      assertThat(LiveNode.report(responses.getFirst().body()).status()).isEqualTo(status);
      return responses.getFirst().body();
    }
  }

  /** As a crash leaves it between the vault and the ledger. */
  private static void filedAndNotOrdered(LiveNode node) {
    Map<String, Balance> before = node.balances();
    Letter letter = filed(node, "TWICE-3", 100);
    pays(node, letter, before, "1.00");
  }

  /** As a crash leaves it between the ledger and the answer. */
  private static void orderedAndNotAnswered(LiveNode node) {
    Map<String, Balance> before = node.balances();
    Letter letter = filed(node, "TWICE-4", 200);
    Party payee = node.party("karachi-exchange");
    node.part(Vault.class).file(letter.deliveredTo(payee.number(), node.part(Ids.class).next()));
    Orders.Done done =
        node.part(Orders.class)
            .order(
                node.party("lahore-bank"),
                new InstructPayment(
                    payment(letter),
                    Id.NONE,
                    payee.number(),
                    node.network().asset("PKR").orElseThrow().number(),
                    200,
                    Id.NONE,
                    letter.commitment()));
    assertThat(done.result().accepted()).isTrue();
    pays(node, letter, before, "2.00");
  }

  private static void pays(
      LiveNode node, Letter letter, Map<String, Balance> before, String amount) {
    NodeClient.Response first = sent(node).message(letter.message());
    NodeClient.Response second = sent(node).message(letter.message());
    assertThat(LiveNode.report(first.body()).status()).as(first.text()).isEqualTo("ACSP");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(first.payment()).contains(payment(letter).toString());
    assertThat(node.outcome("lahore-bank", payment(letter).toString()).status()).isEqualTo("ACSC");
    assertPaid(before, node.balances(), amount);
  }

  private static Letter filed(LiveNode node, String msgId, long minor) {
    Vault vault = node.part(Vault.class);
    Ids ids = node.part(Ids.class);
    int payer = node.party("lahore-bank").number();
    return vault.file(
        new Letter(
            ids.next(),
            payer,
            payer,
            node.party("karachi-exchange").number(),
            msgId,
            CreditTransferWriter.MESSAGE_NAME,
            Payment008.domestic(msgId, minor).xml(),
            vault.blinding(),
            ids.next(),
            null));
  }

  private static Id payment(Letter letter) {
    Id payment = letter.payment();
    if (payment == null) throw new AssertionError("a letter without a payment");
    return payment;
  }

  private static NodeClient sent(LiveNode node) {
    return node.as("lahore-bank");
  }

  private static void assertPaid(
      Map<String, Balance> before, Map<String, Balance> after, String amount) {
    List<String> moved = new ArrayList<>();
    after.forEach(
        (id, now) -> {
          Balance was = before.get(id);
          if (was == null || was.equals(now)) return;
          moved.add(
              now.owner()
                  + (now.governed() ? " (liquidity) " : " ")
                  + now.balance().subtract(was.balance()));
        });
    assertThat(moved)
        .containsExactlyInAnyOrder("lahore-bank -" + amount, "karachi-exchange " + amount);
  }
}
