package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.rahdari.cli.NodeClient;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.Rejected;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.iso20022.StatusRequest;
import org.rahdari.iso20022.Unreadable;
import org.rahdari.node.LiveNode.Balance;
import org.rahdari.platform.ReceiptReader;

/**
 * Runs every message of a set, as {@value ExpectedOutcomes#FILE} tells it. Another folder runs with
 * {@code -Drahdari.messages=FOLDER}.
 */
final class MessagesTest {
  private static final Path OURS = Path.of("src/test/resources/iso20022");

  private static Path folder() {
    String named = System.getProperty("rahdari.messages");
    return named == null ? OURS : Path.of(named);
  }

  @TestFactory
  Stream<DynamicContainer> comesToWhatIsExpected() throws IOException {
    Path folder = folder();
    ExpectedOutcomes expected = ExpectedOutcomes.in(folder);
    return expected.stories().stream()
        .map(
            story -> {
              Telling telling = new Telling(expected, expected.messagesFrom(folder));
              List<DynamicNode> tests = new ArrayList<>();
              tests.add(dynamicTest("(a ledger is founded)", telling::begin));
              for (ExpectedOutcomes.Step step : story.steps()) {
                tests.add(
                    dynamicTest(step.file() + " → " + step.answer(), () -> telling.tell(step)));
              }
              tests.add(dynamicTest("(the money adds up)", telling::end));
              return dynamicContainer(story.name(), tests);
            });
  }

  /** An expectation that leaves messages out, or refuses most payments, would prove little. */
  @Test
  void everyMessageOfTheSetIsExpected() throws IOException {
    ExpectedOutcomes ours = ExpectedOutcomes.in(OURS);
    List<String> told = ours.stories().getFirst().steps().stream().map(s -> s.file()).toList();
    try (Stream<Path> files = Files.list(ours.messagesFrom(OURS))) {
      assertThat(told)
          .hasSize(28)
          .containsExactlyElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.contains("Scenario") || name.contains("Variation"))
                  .sorted()
                  .toList());
    }
    List<ExpectedOutcomes.Step> payments =
        ours.stories().getFirst().steps().stream()
            .filter(s -> s.file().contains("pacs.008"))
            .toList();
    long accepted = payments.stream().filter(s -> s.answer().equals("ACSP")).count();
    assertThat(accepted).isGreaterThan(payments.size() / 2);
  }

  /** One story, told to a ledger of its own. */
  private static final class Telling {
    private final ExpectedOutcomes expected;
    private final Path messages;
    private final Path data = LiveNode.folder("rahdari-messages");
    private final Map<String, byte[]> answers = new HashMap<>();
    private @Nullable LiveNode live;
    private boolean receiptWasChanged;

    Telling(ExpectedOutcomes expected, Path messages) {
      this.expected = expected;
      this.messages = messages;
    }

    void begin() {
      live = LiveNode.start(data, expected.founding(), new NodeOptions());
    }

    void end() {
      try {
        node().assertConserved();
        node().balances().values().forEach(Telling::assertNothingPending);
      } finally {
        node().close();
        LiveNode.remove(data);
      }
    }

    private static void assertNothingPending(Balance account) {
      assertThat(account.pendingDebits()).isEqualByComparingTo("0");
      assertThat(account.pendingCredits()).isEqualByComparingTo("0");
    }

    private LiveNode node() {
      if (live == null) throw new IllegalStateException("the ledger was not founded");
      return live;
    }

    void tell(ExpectedOutcomes.Step step) throws IOException {
      byte[] message = Files.readAllBytes(messages.resolve(step.file()));
      Map<String, Balance> before = node().balances();
      NodeClient.Response response = node().as(step.sender()).message(message);
      switch (step.answer()) {
        case "recorded" -> assertRecorded(response);
        case "same" -> assertThat(response.body()).isEqualTo(answers.get(step.sameAs()));
        default -> assertAnswered(step, message, response);
      }
      answers.put(step.file(), response.body());
      if (step.answer().equals("ACSP")) assertProven(step, message, response);
      assertMoved(step, before, node().balances());
    }

    private static void assertRecorded(NodeClient.Response response) {
      assertThat(response.status()).as(response.text()).isEqualTo(202);
      assertThat(response.body()).isEmpty();
    }

    private static void assertAnswered(
        ExpectedOutcomes.Step step, byte[] message, NodeClient.Response response) {
      assertThat(response.status()).as(response.text()).isEqualTo(200);
      StatusReport report = LiveNode.report(response.body());
      assertThat(report.status()).as(response.text()).isEqualTo(step.answer());
      assertThat(names(message)).contains(report.original().msgId());
      if (!step.answer().equals("RJCT")) return;
      assertThat(report.reasons().getFirst().code()).isEqualTo(step.code());
      assertThat(LiveNode.reason(report)).startsWith(step.rule() + " at " + step.element() + ":");
    }

    /** What an answer may point at: the message, or the payment that it asks for. */
    private static List<@Nullable String> names(byte[] message) {
      return switch (Iso20022.read(message)) {
        case StatusRequest request -> List.of(request.msgId(), request.original().msgId());
        case Message any -> List.of(any.msgId());
        case Rejected rejected -> List.of(rejected.reference().msgId());
        case Unreadable unreadable -> throw new AssertionError(unreadable);
      };
    }

    /** Waits for the end, and verifies the receipt as its holder would, far from the node. */
    private void assertProven(
        ExpectedOutcomes.Step step, byte[] message, NodeClient.Response response) {
      String payment = response.payment().orElseThrow();
      if (step.then() != null) {
        assertThat(node().outcome(step.sender(), payment).status()).isEqualTo(step.then());
      }
      boolean isPayment = Iso20022.read(message) instanceof CustomerCreditTransfer;
      String instruction = isPayment ? "ConfirmCredit" : "ReturnPayment";
      byte[] receipt =
          Wait.seen(
              "a receipt of " + instruction,
              () -> {
                byte[] newest = node().receipt(step.sender(), payment);
                ReceiptReader.Facts facts = node().reader().read(newest).facts();
                return facts != null && facts.instruction().contains(instruction) ? newest : null;
              });
      ReceiptReader.Facts facts =
          java.util.Objects.requireNonNull(node().reader().read(receipt).facts());
      assertThat(facts.result()).isEqualTo("accepted");
      assertThat(facts.instruction()).contains(payment);
      if (!receiptWasChanged) assertEveryByteCounts(receipt);
      receiptWasChanged = true;
    }

    private void assertEveryByteCounts(byte[] receipt) {
      ReceiptReader reader = node().reader();
      for (int i = 0; i < receipt.length; i++) {
        byte was = receipt[i];
        for (int other : new int[] {was ^ 1, was ^ 0x20, was ^ 0x80, 0, '\n', was + 1}) {
          if ((byte) other == was) continue;
          receipt[i] = (byte) other;
          assertThat(reader.read(receipt).facts()).as("byte %d made %d", i, other).isNull();
        }
        receipt[i] = was;
      }
      assertThat(reader.read(receipt).facts()).isNotNull();
    }

    /** These postings and no other movement on any account. */
    private static void assertMoved(
        ExpectedOutcomes.Step step, Map<String, Balance> before, Map<String, Balance> after) {
      Map<String, BigDecimal> wanted = new TreeMap<>();
      for (ExpectedOutcomes.Posting posting : step.postings()) {
        change(wanted, posting.from(), posting.asset(), posting.amount().negate());
        change(wanted, posting.to(), posting.asset(), posting.amount());
      }
      Map<String, BigDecimal> moved = new TreeMap<>();
      after.forEach(
          (id, now) -> {
            Balance was = before.get(id);
            BigDecimal then = was == null ? BigDecimal.ZERO : was.balance();
            change(moved, now.owner(), now.asset(), now.balance().subtract(then));
          });
      assertThat(plain(moved)).as(step.file()).isEqualTo(plain(wanted));
    }

    private static void change(
        Map<String, BigDecimal> sums, String party, String asset, BigDecimal amount) {
      sums.merge(party + " " + asset, amount, BigDecimal::add);
    }

    private static Map<String, String> plain(Map<String, BigDecimal> sums) {
      Map<String, String> plain = new TreeMap<>();
      sums.forEach(
          (key, sum) -> {
            if (sum.signum() != 0) plain.put(key, sum.stripTrailingZeros().toPlainString());
          });
      return plain;
    }
  }
}
