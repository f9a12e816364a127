package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.Rahdari;
import org.rahdari.codec.Id;
import org.rahdari.platform.ApiClients;
import org.rahdari.platform.Databases;
import org.rahdari.platform.Person;
import org.rahdari.platform.Role;
import org.rahdari.program.Party;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Systems with tokens of their own: registered, limited by scopes, taken back, and bound by TLS.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {
  private static final String BANK = "lahore-bank";

  private RunningNode node;
  private Visitor administrator;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node =
        RunningNode.start(DataFolder.open(folder.resolve("data"), DemoCommand.sample()), options);
    administrator = new Visitor(node.url());
    administrator.signIn(
        BANK + "-administrator", node.invented().password(BANK + "-administrator"));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  /** A token of a fresh client with one scope. */
  static String token(RunningNode node, String bank, String scope) throws Exception {
    Visitor administrator = new Visitor(node.url());
    administrator.signIn(
        bank + "-administrator", node.invented().password(bank + "-administrator"));
    return json(ask(node, register(administrator, "\"" + scope + "\""), ""))
        .path("access_token")
        .asString();
  }

  private static JsonNode register(Visitor by, String scopes) throws Exception {
    Visitor.Answer answer =
        by.postJson(
            "/v1/clients", by.csrf(), "{\"name\":\"core banking\",\"scopes\":[" + scopes + "]}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static Visitor.Answer ask(RunningNode node, JsonNode client, String more)
      throws Exception {
    return ask(node, client.path("id").asString(), client.path("secret").asString(), more);
  }

  private static Visitor.Answer ask(RunningNode node, String id, String secret, String more)
      throws Exception {
    return new Visitor(node.url()).send(asking(node, id, secret, more));
  }

  private static HttpRequest.Builder asking(
      RunningNode node, String id, String secret, String more) {
    String basic =
        Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create(node.url() + "/oauth2/token"))
        .header("Authorization", "Basic " + basic)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials" + more));
  }

  private Visitor.Answer get(String path, String token) throws Exception {
    return new Visitor(node.url())
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Authorization", "Bearer " + token));
  }

  private static JsonNode json(Visitor.Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  @Test
  void aClientReadsWithItsTokenUntilItIsTakenBack() throws Exception {
    JsonNode client = register(administrator, "\"read\",\"propose\"");
    assertThat(client.path("secret").asString()).hasSize(64);
    assertThat(administrator.get("/v1/clients").body())
        .contains(client.path("id").asString(), "core banking", "Invented administrator")
        .doesNotContain(client.path("secret").asString(), "\"secret\"");
    JsonNode issued = json(ask(node, client, "&scope=read"));
    assertThat(issued.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(issued.path("expires_in").asInt()).isEqualTo(600);
    assertThat(issued.path("scope").asString()).isEqualTo("read");
    String token = issued.path("access_token").asString();
    assertThat(get("/v1/accounts", token).status()).isEqualTo(200);
    assertThat(get("/v1/accounts", token + "0").status()).isEqualTo(401);

    Visitor.Answer revoked =
        administrator.postJson(
            "/v1/clients/" + client.path("id").asString() + "/revocation",
            administrator.csrf(),
            "");
    assertThat(json(revoked).path("revokedAt").asString()).isNotEmpty();
    assertThat(get("/v1/accounts", token).status()).isEqualTo(401);
    assertThat(json(ask(node, client, "")).path("error").asString()).isEqualTo("invalid_client");
  }

  @Test
  void whatIsWrongIsAnErrorOfOAuth() throws Exception {
    JsonNode client = register(administrator, "\"read\"");
    String id = client.path("id").asString();
    Visitor.Answer wrong = ask(node, id, "0000", "");
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(json(wrong).path("error").asString()).isEqualTo("invalid_client");
    Visitor.Answer more = ask(node, client, "&scope=enter");
    assertThat(more.status()).isEqualTo(400);
    assertThat(json(more).path("error").asString()).isEqualTo("invalid_scope");
    Visitor.Answer other =
        new Visitor(node.url())
            .post("/oauth2/token", java.util.Map.of("grant_type", "client_credentials"));
    assertThat(other.status()).isEqualTo(401);
  }

  @Test
  void secretsAreKeptAsHashes() throws Exception {
    String secret = register(administrator, "\"read\"").path("secret").asString();
    try (var vault = node.part(Databases.class).vault().getConnection();
        var sql = vault.createStatement();
        var rows = sql.executeQuery("SELECT api_client::text FROM api_client")) {
      int seen = 0;
      while (rows.next()) {
        seen++;
        assertThat(rows.getString(1)).doesNotContain(secret);
      }
      assertThat(seen).isPositive();
    }
  }

  @Test
  void aTokenThatWasAskedForWithACertificateIsOfNoUseWithoutIt(@TempDir Path scratch)
      throws Exception {
    Path out = scratch.resolve("network");
    Rahdari.commandLine()
        .addSubcommand(new NetworkCommand())
        .execute("network", "init", "--institutions", "sbp", "--out", out.toString());
    Path folder = out.resolve("sbp");
    try (RunningNode bank = RunningNode.start(withTls(folder), new NodeOptions())) {
      assertThat(bank.url()).startsWith("https://");
      Party sbp = bank.network().party("sbp").orElseThrow();
      ApiClients.Registered client =
          bank.part(ApiClients.class)
              .register(
                  new Person(sbp, "A Test", new Id(1, 2), Set.of(Role.ADMINISTRATOR)),
                  "core",
                  Set.of(ApiClients.Scope.READ));
      HttpClient with = client(folder, true);
      HttpClient without = client(folder, false);
      String bound = token(with, bank, client);
      assertThat(status(with, bank, bound)).isEqualTo(200);
      assertThat(status(without, bank, bound)).as("stolen").isEqualTo(401);
      assertThat(status(without, bank, token(without, bank, client))).isEqualTo(200);
    }
  }

  private static String token(HttpClient http, RunningNode node, ApiClients.Registered client)
      throws Exception {
    HttpResponse<String> answer =
        http.send(
            asking(node, client.client().id(), client.secret(), "").build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
  }

  private static int status(HttpClient http, RunningNode node, String token) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(node.url() + "/v1/accounts"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Path withTls(Path folder) throws IOException {
    Path file = folder.resolve(NodeConfig.FILE);
    NodeConfig written = NodeConfig.read(file);
    NodeConfig.Listener free = new NodeConfig.Listener("127.0.0.1", 0);
    Files.write(
        file,
        new NodeConfig(
                written.institution(),
                new NodeConfig.Listener(
                    "127.0.0.1",
                    0,
                    new NodeConfig.ApiTls("tls/node.crt", "tls/node.key", "tls/ca.crt")),
                free,
                free,
                written.peers(),
                written.tls(),
                written.keystore(),
                written.witnesses(),
                null)
            .json());
    return file;
  }

  private static HttpClient client(Path folder, boolean shows) throws Exception {
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (var in = Files.newInputStream(folder.resolve("tls/ca.crt"))) {
      trusted.setCertificateEntry("ca", certificates.generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (shows) {
      try (var in = Files.newInputStream(folder.resolve("tls/node.crt"))) {
        Certificate[] chain = certificates.generateCertificates(in).toArray(Certificate[]::new);
        own.setKeyEntry("node", key(folder.resolve("tls/node.key")), new char[0], chain);
      }
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private static PrivateKey key(Path pem) throws Exception {
    String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
