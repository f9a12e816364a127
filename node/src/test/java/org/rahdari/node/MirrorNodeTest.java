package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.node.Teller.order;
import static org.rahdari.node.Teller.outcome;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.replication.Replica;
import org.rahdari.transparency.CheckpointSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.NoteSigner;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A member's node, and a mirror of it in an auditor's hands, who has two grants and no key. */
class MirrorNodeTest {

  @TempDir private Path scratch;

  private final HttpClient http = HttpClient.newHttpClient();
  private int port;
  private RunningNode member;
  private RunningNode mirror;
  private NodeClient auditor;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    startMember();
    grant("member", "auditor", "at-member.token");
    MirrorFolder folder =
        MirrorFolder.from(source(), scratch.resolve("mirror"), member.policyFile());
    grant("mirror", "auditor", "at-mirror.token");
    startMirror(folder);
  }

  @AfterEach
  void stop() {
    mirror.close();
    member.close();
    http.close();
  }

  private void startMember() {
    NodeOptions options = new NodeOptions();
    options.port = port;
    member =
        RunningNode.start(
            DataFolder.open(scratch.resolve("member"), DemoCommand.sample()), options);
  }

  private void startMirror(MirrorFolder folder) {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    mirror = RunningNode.mirror(folder, source(), options);
    auditor = new NodeClient(mirror.url(), scratch.resolve("at-mirror.token"));
  }

  private HttpSource source() {
    return new HttpSource("http://127.0.0.1:" + port, scratch.resolve("at-member.token"));
  }

  private String grant(String at, String to, String file) {
    return run(
        "grant",
        "create",
        scratch.resolve(at).toString(),
        "--to",
        to,
        "--days",
        "30",
        "--by",
        "the State Bank's audit office",
        "--out",
        scratch.resolve(file).toString());
  }

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    assertThat(status).as(err.toString()).isZero();
    return out.toString();
  }

  private NodeClient system(String institution) {
    return new NodeClient(member.url(), member.tokens().resolve(institution));
  }

  private long position(RunningNode node) {
    return node.part(Replica.class).figures().position();
  }

  /** All that is final at the member is final at the mirror, and in its projection and history. */
  private void caughtUp() {
    Wait.until(
        () ->
            mirror.part(Replica.class).figures().finalSize()
                == member.part(Replica.class).figures().treeSize());
    Wait.until(() -> health(mirror, "ledgerHealth").path("history").asLong() == position(member));
    Wait.until(() -> health(mirror, "ledgerHealth").path("projected").asLong() == position(member));
    Wait.until(() -> health(member, "ledgerHealth").path("history").asLong() == position(member));
    Wait.until(() -> health(member, "ledgerHealth").path("projected").asLong() == position(member));
  }

  private JsonNode health(RunningNode node, String component) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(node.url() + "/actuator/health")).build();
      return JsonMapper.shared()
          .readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body())
          .path("components")
          .path(component)
          .path("details");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record Paid(String transfer, String account) {}

  private Paid pay() {
    Teller bank = new Teller(system("lahore-bank"));
    String savings = bank.open("PKR").path("id").asString();
    Map<String, Object> order = order(bank.first("PKR"), savings, "700");
    assertThat(outcome(bank.enter(order))).isEqualTo("accepted 700");
    return new Paid(Teller.id(order), savings);
  }

  @Test
  void whatIsReadThroughTheMirrorIsWhatTheMemberSays() throws Exception {
    Paid paid = pay();
    caughtUp();
    NodeClient supervisor = system("state-bank");
    for (String path :
        List.of(
            "/v1/accounts",
            "/v1/transfers/" + paid.transfer(),
            "/v1/accounts/" + paid.account(),
            "/v1/accounts/" + paid.account() + "/history",
            "/v1/payments",
            "/tile/entries/000.p/1",
            "/tile/0/000.p/1",
            "/genesis",
            "/policy",
            "/checkpoint")) {
      NodeClient.Response there = supervisor.get(path);
      NodeClient.Response here = auditor.get(path);
      assertThat(there.status()).as(path).isEqualTo(200);
      assertThat(here.status()).as(path + ": " + here.text()).isEqualTo(200);
      assertThat(here.text()).as(path).isEqualTo(there.text());
    }
    NodeClient.Response receipt = auditor.get("/v1/transfers/" + paid.transfer() + "/receipt");
    assertThat(receipt.status()).isEqualTo(200);
    assertThat(Teller.verified(receipt.text(), member.policyFile()).finality())
        .isEqualTo("final by 1 of 1");
    assertThat(new NodeClient(mirror.url(), null).get("/v1/accounts").status()).isEqualTo(401);
    assertThat(
            new NodeClient(mirror.url(), scratch.resolve("at-member.token"))
                .get("/v1/log?from=1")
                .status())
        .isEqualTo(401);
    try (var keys = Files.list(scratch.resolve("mirror/keys"))) {
      assertThat(keys).isEmpty();
    }
    assertThat(signedIn()).contains("Checkpoints").contains("auditor, by a grant");
  }

  /** What a mirror gives of its log another one can follow, and come to the same. */
  @Test
  void aMirrorCanBeMirrored() {
    pay();
    caughtUp();
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new MirrorCommand())
            .setOut(new PrintWriter(out, true))
            .execute(
                mirror.url(),
                scratch.resolve("second").toString(),
                "--policy",
                member.policyFile().toString(),
                "--token",
                scratch.resolve("at-mirror.token").toString());
    assertThat(status).as(out.toString()).isZero();
    assertThat(out.toString()).contains("has what the validators have signed");
  }

  /** The overview of the mirror's console, after signing in with the grant. */
  private String signedIn() throws Exception {
    try (HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new java.net.CookieManager())
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build()) {
      String page = text(browser, HttpRequest.newBuilder(URI.create(mirror.url() + "/sign-in")));
      String csrf = page.replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]*)\".*", "$1");
      String token = Files.readString(scratch.resolve("at-mirror.token")).strip();
      String form =
          "username=institution&token="
              + java.net.URLEncoder.encode(token, StandardCharsets.UTF_8)
              + "&_csrf="
              + java.net.URLEncoder.encode(csrf, StandardCharsets.UTF_8);
      return text(
          browser,
          HttpRequest.newBuilder(URI.create(mirror.url() + "/sign-in"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofString(form)));
    }
  }

  private static String text(HttpClient browser, HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void nothingIsEnteredThroughAMirror() {
    long before = position(member);
    for (String path : List.of("/v1/transfers", "/v1/accounts", "/v1/iso20022", "/v1/quotes")) {
      NodeClient.Response refused = auditor.post(path, Map.of());
      assertThat(refused.status()).as(path).isEqualTo(405);
      assertThat(refused.json().path("title").asString()).isEqualTo("mirror-takes-no-instructions");
      assertThat(refused.json().path("detail").asString())
          .contains("Send this to the node that serves your institution")
          .contains("http://127.0.0.1:" + port);
    }
    assertThat(position(member)).isEqualTo(before);
  }

  @Test
  void theMirrorGoesOnWithoutTheMemberAndCatchesUpWhenItIsBack() {
    pay();
    caughtUp();
    long before = position(mirror);
    member.close();
    Wait.until(
        () ->
            health(mirror, "ledgerHealth").path("trouble").asString().contains("No node answers"));
    assertThat(auditor.get("/v1/accounts").status()).isEqualTo(200);
    assertThat(auditor.get("/checkpoint").status()).isEqualTo(200);
    assertThat(health(mirror, "mirrorHealth").path("follows").asString())
        .isEqualTo("http://127.0.0.1:" + port);

    startMember();
    Paid paid = pay();
    caughtUp();
    assertThat(position(mirror)).isGreaterThan(before).isEqualTo(position(member));
    assertThat(auditor.get("/v1/transfers/" + paid.transfer()).status()).isEqualTo(200);
    assertThat(health(mirror, "mirrorHealth").path("behind").asLong()).isZero();
    assertThat(health(mirror, "ledgerHealth").path("trouble").asString()).isEqualTo("none");
  }

  @Test
  void aMirrorThatWasAwayStartsWithoutTheMemberAndWithoutItsGrant() throws IOException {
    pay();
    caughtUp();
    mirror.close();
    run("grant", "revoke", scratch.resolve("member").toString(), "auditor");
    pay();
    startMirror(MirrorFolder.of(scratch.resolve("mirror"), null));
    Wait.until(
        () ->
            health(mirror, "ledgerHealth").path("trouble").asString().contains("token that holds"));
    assertThat(auditor.get("/v1/accounts").status()).isEqualTo(200);

    // Another grant, in the place of the one that has ended: nothing is restarted.
    Files.delete(scratch.resolve("at-member.token"));
    grant("member", "auditor-again", "at-member.token");
    caughtUp();
    assertThat(run("grant", "list", scratch.resolve("member").toString()).lines())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("auditor: by the State Bank's audit office")
                    .contains("revoked ")
                    .contains("last used "),
            second ->
                assertThat(second)
                    .startsWith("auditor-again: ")
                    .contains("until ")
                    .contains("last used "));
  }

  @Test
  void evidenceOfAnotherHistoryEndsWhatTheMirrorCallsFinal() throws Exception {
    pay();
    caughtUp();
    DataFolder folder = member.part(DataFolder.class);
    NoteSigner stolen =
        new NoteSigner(
            folder.network().genesis().validators().getFirst().name(),
            folder.keys().secret("state-bank.validator").bytes());
    long size = mirror.part(Replica.class).figures().finalSize();
    byte[] lie =
        new CheckpointSigner(folder.network().policy(), stolen)
            .sign(size, Hash.parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
            .format();
    mirror.part(Replica.class).meet(lie);
    for (String path : List.of("/checkpoint", "/v1/accounts", "/")) {
      NodeClient.Response refused = auditor.get(path);
      assertThat(refused.status()).as(path).isEqualTo(503);
      assertThat(refused.json().path("title").asString()).isEqualTo("mirror-contradicted");
    }
    assertThat(auditor.get("/policy").status()).isEqualTo(200);
    assertThat(health(mirror, "mirrorHealth").path("contradicted").asString())
        .contains("signed another tree");
    try (var evidence = Files.list(scratch.resolve("mirror/ledger/conflicts"))) {
      assertThat(evidence).isNotEmpty();
    }
  }

  @Test
  void aGrantAtAMemberReadsAndEntersNothing() {
    NodeClient reader = new NodeClient(member.url(), scratch.resolve("at-member.token"));
    for (String path : List.of("/v1/log?from=1", "/v1/accounts", "/tile/entries/000.p/1")) {
      assertThat(reader.get(path).text()).isEqualTo(system("state-bank").get(path).text());
    }
    long before = position(member);
    for (String path : List.of("/v1/transfers", "/v1/accounts", "/v1/iso20022", "/v1/quotes")) {
      NodeClient.Response refused = reader.post(path, Map.of());
      assertThat(refused.status()).as(path).isEqualTo(403);
      assertThat(refused.json().path("title").asString()).isEqualTo("grant-reads-only");
    }
    assertThat(position(member)).isEqualTo(before);
    run("grant", "revoke", scratch.resolve("member").toString(), "auditor");
    assertThat(reader.get("/v1/accounts").status()).isEqualTo(401);
  }
}
