package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How people sign in, and what a session is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleTest {
  private RunningNode node;
  private Path data;

  @BeforeAll
  void start(@TempDir Path folder) {
    data = folder.resolve("data");
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node = RunningNode.start(DataFolder.open(data, DemoCommand.sample()), options);
    DevelopmentProvider invented = node.invented();
    invented.invent(
        new DevelopmentProvider.Invented(
            "consultant", "Two Hats", List.of("lahore-bank:reader", "karachi-exchange:auditor")));
    invented.invent(
        new DevelopmentProvider.Invented(
            "stranger", "A Stranger", List.of("another-bank:approver", "lahore-bank:king", "x")));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private Visitor visitor() {
    return new Visitor(node.url());
  }

  private String password(String name) {
    return node.invented().password(name);
  }

  @Test
  void aPersonSignsInAndIsNamedBesideTheInstitution() throws Exception {
    Visitor reader = visitor();
    assertThat(reader.get("/accounts").body()).contains("Sign in at the provider");
    Visitor.Answer first = reader.signIn("lahore-bank-reader", password("lahore-bank-reader"));
    assertThat(first.at().getPath()).as("the page that was asked for").isEqualTo("/accounts");
    assertThat(first.body())
        .contains("Sample Bank of Lahore", "Invented reader of lahore-bank", "For development");
  }

  @Test
  void aWrongPasswordSignsNobodyIn() throws Exception {
    Visitor.Answer again = visitor().signIn("lahore-bank-reader", "0000");
    assertThat(again.body()).contains("nobody's name and password");
    assertThat(again.at().toString()).doesNotStartWith(node.url());
  }

  @Test
  void whoActsForSeveralChooses() throws Exception {
    Visitor two = visitor();
    Visitor.Answer choice = two.signIn("consultant", password("consultant"));
    assertThat(choice.at().getPath()).isEqualTo("/sign-in/institution");
    assertThat(choice.body()).contains("Two Hats", "lahore-bank", "karachi-exchange");
    assertThat(two.get("/accounts").body()).as("not in yet").contains("Sign in at the provider");

    Visitor.Answer chosen =
        two.post(
            "/sign-in/institution",
            Map.of("_csrf", choice.csrf(), "institution", "karachi-exchange"));
    assertThat(chosen.status()).isEqualTo(200);
    assertThat(chosen.body()).contains("Two Hats").doesNotContain("For whom do you act");
    assertThat(two.get("/sign-in/institution").at().getPath()).as("chosen once").isEqualTo("/");
  }

  @Test
  void whoHasNoRoleIsToldSo() throws Exception {
    Visitor stranger = visitor();
    Visitor.Answer told = stranger.signIn("stranger", password("stranger"));
    assertThat(told.status()).isEqualTo(403);
    assertThat(told.body()).contains("You have no role here");
    assertThat(stranger.get("/accounts").body()).contains("Sign in at the provider");
  }

  @Test
  void passwordsAreInFilesThatTheUserAloneCanRead() throws Exception {
    password("lahore-bank-reader");
    try (var files = Files.list(data.resolve("people"))) {
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThan(36);
      for (Path each : all) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void aSessionIsRenewedAtSignInAndItsCookieIsKeptFromScripts() throws Exception {
    Visitor somebody = visitor();
    String before = cookie(somebody.get("/sign-in"));
    assertThat(before).contains("HttpOnly", "SameSite=Lax").doesNotContain("Secure");
    Visitor.Answer in = somebody.signIn("lahore-bank-operator", password("lahore-bank-operator"));
    String after = everyCookie(in).getLast();
    assertThat(after.split(";")[0]).isNotEqualTo(before.split(";")[0]);

    Visitor behindProxy = visitor();
    String secure =
        cookie(
            behindProxy.send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(node.url() + "/sign-in"))
                    .header("X-Forwarded-Proto", "https")));
    assertThat(secure).contains("Secure");
  }

  /** Those of the session that were set on the way to an answer, in their order. */
  private static List<String> everyCookie(Visitor.Answer answer) {
    List<String> cookies = new ArrayList<>();
    for (var each = Optional.of(answer.whole());
        each.isPresent();
        each = each.get().previousResponse()) {
      cookies.addAll(
          0,
          each.get().headers().allValues("Set-Cookie").stream()
              .filter(cookie -> cookie.startsWith("rahdari="))
              .toList());
    }
    return cookies;
  }

  private static String cookie(Visitor.Answer answer) {
    return answer.whole().headers().allValues("Set-Cookie").stream()
        .filter(each -> each.startsWith("rahdari="))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasTypedSurvivesTheSession() throws Exception {
    Visitor somebody = visitor();
    somebody.signIn("lahore-bank-approver", password("lahore-bank-approver"));
    String csrf = somebody.csrf();
    somebody.loseSession();
    Visitor.Answer asked =
        somebody.post(
            "/approvals/00000000-0000-0000-0000-000000000001/reject",
            Map.of("_csrf", csrf, "why", "The amount is \"wrong\" <again>"));
    assertThat(asked.at().getPath()).isEqualTo("/sign-in");
    assertThat(asked.body()).contains("What you had typed is kept").doesNotContain("amount is");

    assertThat(visitor().get("/sign-in").body()).as("another browser").doesNotContain("is kept");
    Visitor.Answer back = somebody.signIn("lahore-bank-approver", password("lahore-bank-approver"));
    assertThat(back.at().getPath()).isEqualTo("/sign-in/kept");
    assertThat(back.body())
        .contains(
            "&lt;again&gt;",
            "action=\"/approvals/00000000-0000-0000-0000-000000000001/reject\"",
            "Nothing has been done with it")
        .doesNotContain(csrf);
  }

  @Test
  void anotherSiteCannotLeaveAForm() throws Exception {
    Visitor somebody = visitor();
    Visitor.Answer answer =
        somebody.send(
            java.net.http.HttpRequest.newBuilder(java.net.URI.create(node.url() + "/approvals"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("why=evil")));
    assertThat(answer.body()).contains("Sign in").doesNotContain("is kept");
  }

  @Test
  void aProviderThatIsAwayIsToldPlainlyAndStopsNobodysNode(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    HttpServer provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
    NodeOptions options = new NodeOptions();
    options.port = 0;
    options.peopleIssuer = issuer;
    options.peopleClient = "rahdari";
    options.peopleSecretFile = secret;
    try (RunningNode other =
        RunningNode.start(DataFolder.open(folder.resolve("data"), DemoCommand.sample()), options)) {
      assertThat(other.inventedPeople()).isEmpty();
      provider.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
          });
      provider.start();
      Visitor visitor = new Visitor(other.url());
      Visitor.Answer away = visitor.get("/sign-in/people");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.body()).contains("cannot be reached now").doesNotContain("for development");

      provider.removeContext("/");
      provider.createContext(
          "/.well-known/openid-configuration",
          exchange -> {
            byte[] body = discovery(issuer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      Visitor.Answer there = visitor.get("/sign-in/people");
      assertThat(there.at().toString())
          .startsWith(issuer + "/authorize")
          .contains("code_challenge=", "code_challenge_method=S256", "nonce=", "state=")
          .doesNotContain("s3cret");
    } finally {
      provider.stop(0);
    }
  }

  private static String discovery(String issuer) {
    return """
        {"issuer":"I","authorization_endpoint":"I/authorize","token_endpoint":"I/token",
         "jwks_uri":"I/jwks","subject_types_supported":["public"],
         "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}"""
        .replace("\"I", "\"" + issuer);
  }
}
