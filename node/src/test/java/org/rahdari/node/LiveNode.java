package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.kernel.Catalogue;
import org.rahdari.platform.Network;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.program.Party;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.TrustPolicy;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** A node that listens on a free port, and what its institutions' systems see of it over HTTP. */
final class LiveNode implements AutoCloseable {
  private static @Nullable LiveNode shared;

  private final RunningNode node;

  private LiveNode(RunningNode node) {
    this.node = node;
  }

  /** One node of the sample network for all tests that leave it usable; it ends with the JVM. */
  static synchronized LiveNode sample() {
    if (shared == null) {
      Path folder = folder("rahdari-test");
      SpringApplication.getShutdownHandlers().add(() -> remove(folder));
      shared = start(folder, DemoCommand.sample(), new NodeOptions());
    }
    return shared;
  }

  static LiveNode start(Path folder, byte @Nullable [] founding, NodeOptions options) {
    options.port = 0;
    return new LiveNode(RunningNode.start(DataFolder.open(folder, founding), options));
  }

  static Path folder(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An account as the API tells it. */
  record Balance(
      String owner,
      String asset,
      boolean governed,
      BigDecimal balance,
      BigDecimal available,
      BigDecimal pendingDebits,
      BigDecimal pendingCredits) {}

  Network network() {
    return node.network();
  }

  String url() {
    return node.url();
  }

  <T> T part(Class<T> type) {
    return node.part(type);
  }

  NodeClient as(String party) {
    return new NodeClient(url(), node.tokenFile(party(party)));
  }

  Party party(String code) {
    return network().party(code).orElseThrow();
  }

  String token(String party) {
    try {
      return Files.readString(node.tokenFile(party(party)))
          .strip()
          .substring("Authorization: Bearer ".length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every account, each as its owner sees it, by id. */
  Map<String, Balance> balances() {
    Map<String, Balance> balances = new TreeMap<>();
    for (Party party : network().genesis().parties()) balances.putAll(balances(party.code()));
    return balances;
  }

  private Map<String, Balance> balances(String party) {
    Map<String, Balance> balances = new TreeMap<>();
    for (JsonNode account : get(party, "/v1/accounts").path("accounts")) {
      balances.put(
          account.path("id").asString(),
          new Balance(
              account.path("owner").asString(),
              account.path("asset").asString(),
              account.path("governed").asBoolean(),
              new BigDecimal(account.path("balance").asString()),
              new BigDecimal(account.path("available").asString()),
              new BigDecimal(account.path("pendingDebits").asString()),
              new BigDecimal(account.path("pendingCredits").asString())));
    }
    return balances;
  }

  JsonNode get(String party, String path) {
    return NodeClient.expect(as(party).get(path)).json();
  }

  /** Money is neither made nor lost: per asset, what the issuer owes is what the others hold. */
  void assertConserved() {
    Map<String, BigDecimal> sums = new TreeMap<>();
    balances().values().forEach(b -> sums.merge(b.asset(), b.balance(), BigDecimal::add));
    assertThat(sums)
        .isNotEmpty()
        .allSatisfy((asset, sum) -> assertThat(sum).isEqualByComparingTo("0"));
  }

  /** The status of a payment once it is no longer in process. */
  StatusReport outcome(String party, String payment) {
    return Wait.seen(
        "an outcome of " + payment,
        () -> {
          StatusReport report =
              report(
                  NodeClient.expect(as(party).get("/v1/payments/" + payment + "/status")).body());
          return report.status().equals("ACSP") ? null : report;
        });
  }

  /** The receipt of a payment's last step, as soon as it is final. */
  byte[] receipt(String party, String payment) {
    return Wait.seen(
        "a receipt of " + payment,
        () -> {
          NodeClient.Response response = as(party).get("/v1/payments/" + payment + "/receipt");
          return response.status() == 200 ? response.body() : null;
        });
  }

  /** The file of what verifies its receipts. */
  Path policyFile() {
    return node.policyFile();
  }

  /** A reader that has the node's policy file and nothing else of it. */
  ReceiptReader reader() {
    return reader(node.policyFile());
  }

  static ReceiptReader reader(Path policy) {
    try {
      return new ReceiptReader(
          TrustPolicy.parse(Files.readAllBytes(policy)), Catalogue.of(DataFolder.PROGRAMS));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  static StatusReport report(byte[] xml) {
    if (Iso20022.read(xml) instanceof StatusReport report) return report;
    throw new AssertionError("not a pacs.002: " + new String(xml, StandardCharsets.UTF_8));
  }

  /** The reason's lines in one. */
  static String reason(StatusReport report) {
    assertThat(report.reasons()).hasSize(1);
    return String.join(" ", report.reasons().getFirst().additionalInformation());
  }

  @Override
  public void close() {
    node.close();
  }
}
