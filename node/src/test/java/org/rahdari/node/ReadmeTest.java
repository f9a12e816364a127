package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.kernel.KernelRefusal;
import org.rahdari.kernel.Rejection;
import org.rahdari.ledger.LedgerRefusal;
import org.rahdari.licensing.LicensingRefusal;
import org.rahdari.payments.PaymentRefusal;
import org.rahdari.program.Party;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README tells a newcomer to do, done. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path scratch;

  @Test
  void theRemittanceOfTheReadmePaysAndItsReceiptVerifies() throws IOException {
    try (RunningNode node = start()) {
      Party sender = node.network().party("riyadh-remit").orElseThrow();
      String token = node.tokenFile(sender).toString();
      NodeClient client = new NodeClient(node.url(), node.tokenFile(sender));
      Path message = ROOT.resolve("docs/examples/remittance.xml");

      JsonNode asked = JsonMapper.shared().readTree(quoteOfTheReadme());
      JsonNode quote = NodeClient.expect(client.post("/v1/quotes", asked)).json();
      assertThat(quote.path("buy").path("amount").asString()).isEqualTo("18537.50");

      String paid = run(0, "pay", message.toString(), "--url", node.url(), "--token-file", token);
      assertThat(paid).startsWith("ACSP for RIYADH-EXAMPLE-0001");
      String again = run(0, "pay", message.toString(), "--url", node.url(), "--token-file", token);
      assertThat(again).isEqualTo(paid);

      String payment = paid.replaceAll("(?s).*payment (\\S+).*", "$1");
      Wait.until(() -> status(client, payment).equals("ACSC"));
      Path receipt = scratch.resolve("remittance.tlog-proof");
      run(
          0,
          "receipt",
          payment,
          "--url",
          node.url(),
          "--token-file",
          token,
          "--out",
          receipt.toString());
      String policy = node.policyFile().toString();
      assertThat(run(0, "verify", receipt.toString(), "--policy", policy))
          .contains(
              "VERIFIED", "payments ConfirmCredit[payment=" + payment + "]", "final by 1 of 1");

      byte[] altered = Files.readAllBytes(receipt);
      altered[altered.length / 2] ^= 1;
      Files.write(receipt, altered);
      run(1, "verify", receipt.toString(), "--policy", policy);
    }
  }

  @Test
  void everyFileThatThePapersNameIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    try (var papers = Files.walk(ROOT, 3)) {
      for (Path paper :
          papers
              .filter(p -> p.toString().endsWith(".md") && !p.toString().contains("/target/"))
              .toList()) {
        Matcher link =
            Pattern.compile("]\\((?!https?:|#)([^)#]+)").matcher(Files.readString(paper));
        while (link.find()) {
          if (!Files.exists(paper.resolveSibling(link.group(1))))
            missing.add(paper + " → " + link.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyReasonIsInThePapers() throws IOException {
    String papers =
        Files.readString(ROOT.resolve("docs/ledger.md"))
            + Files.readString(ROOT.resolve("docs/payments.md"))
            + Files.readString(ROOT.resolve("docs/licensing.md"));
    List<Enum<?>> reasons = new ArrayList<>();
    reasons.addAll(List.of(LedgerRefusal.values()));
    reasons.addAll(List.of(KernelRefusal.values()));
    reasons.addAll(List.of(Rejection.values()));
    reasons.addAll(List.of(PaymentRefusal.values()));
    reasons.addAll(List.of(LicensingRefusal.values()));
    assertThat(reasons).filteredOn(reason -> !papers.contains("`" + reason.name() + "`")).isEmpty();
  }

  private RunningNode start() {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    return RunningNode.start(
        DataFolder.open(scratch.resolve("data"), DemoCommand.sample()), options);
  }

  private static String quoteOfTheReadme() throws IOException {
    Matcher json =
        Pattern.compile("-d '([^']+)'").matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(json.find()).isTrue();
    return json.group(1);
  }

  private static String status(NodeClient client, String payment) {
    byte[] xml = NodeClient.expect(client.get("/v1/payments/" + payment + "/status")).body();
    return ((StatusReport) Iso20022.read(xml)).status();
  }

  private static String run(int expected, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line =
        Rahdari.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    assertThat(line.execute(arguments)).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }
}
