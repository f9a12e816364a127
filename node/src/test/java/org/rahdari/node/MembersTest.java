package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.rahdari.node.TwoMembers.ONE;
import static org.rahdari.node.TwoMembers.OTHER;
import static org.rahdari.node.TwoMembers.THIRD;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.iso20022.StatusReportWriter;
import org.rahdari.payments.Instructions.ConfirmCredit;
import org.rahdari.payments.Instructions.FundLiquidity;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.Instructions.ReturnPayment;
import org.rahdari.payments.Payment;
import org.rahdari.payments.Quote;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.Letter;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.Network;
import org.rahdari.platform.NetworkDescription;
import org.rahdari.platform.NetworkDescription.AmountLine;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What members' nodes say to each other, and whom they do not listen to. */
final class MembersTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir private static Path scratch = Path.of("unset");

  private static @Nullable TwoMembers both;

  @BeforeAll
  static void start() throws Exception {
    TwoMembers members = new TwoMembers(scratch);
    both = members;
    members.start(ONE);
    members.start(OTHER);
    for (String at : List.of(ONE, OTHER)) {
      for (String of : List.of(ONE, OTHER, THIRD)) {
        if (!of.equals(at)) members.founding(of, at).begin();
      }
      Wait.until(() -> founded(at));
    }
  }

  @AfterAll
  static void end() {
    members().close();
  }

  private static TwoMembers members() {
    if (both == null) throw new IllegalStateException("they do not run");
    return both;
  }

  /** All that the description wants is there: what this node did, and what it waited for. */
  private static boolean founded(String at) {
    Network network = members().network();
    NetworkDescription description = members().node(at).part(DataFolder.class).description();
    Replica replica = members().node(at).part(Replica.class);
    List<Id> transfers = new ArrayList<>();
    for (AmountLine line : description.openings()) {
      transfers.add(founding(network, "opening", line));
    }
    for (AmountLine line : description.liquidity()) {
      transfers.add(new FundLiquidity(founding(network, "liquidity", line), 1, 1).transfer());
    }
    return transfers.stream()
        .allMatch(id -> replica.read(kernel -> kernel.ledger().transfer(id) != null));
  }

  private static Id founding(Network network, String purpose, AmountLine line) {
    return Network.founding(
        purpose,
        network.party(line.party()).orElseThrow().number(),
        network.asset(line.asset()).orElseThrow().number());
  }

  // Who is served

  @Test
  void aNodeServesTheInstitutionWhoseKeyItHolds() throws IOException {
    for (String code : List.of(ONE, OTHER)) {
      try (Stream<Path> tokens = Files.list(members().node(code).tokens())) {
        assertThat(tokens.map(p -> p.getFileName().toString()))
            .containsExactlyInAnyOrder(code, code + ".keys");
      }
      assertThat(members().systemOf(code).get("/v1/accounts").status()).isEqualTo(200);
    }
    try (Stream<Path> keys = Files.list(members().folder(OTHER).resolve("keys"))) {
      assertThat(keys.map(p -> p.getFileName().toString()))
          .contains("pboc.signing", "pboc.token")
          .doesNotContain("sbp.signing", "nbk.signing", "sbp.token", "nbk.token", "sbp.vault");
    }
    NodeClient stranger =
        new NodeClient(
            members().node(OTHER).url(), members().node(ONE).tokenFile(members().party(ONE)));
    assertThat(stranger.get("/v1/accounts").status()).isEqualTo(401);
  }

  // The door

  @Test
  void aMemberIsGreeted() throws IOException {
    try (MemberClient client = members().client(OTHER, ONE)) {
      MemberClient.Answer answer = client.get("/members/hello");
      assertThat(answer.status()).isEqualTo(200);
      JsonNode hello = JSON.readTree(answer.body());
      assertThat(hello.path("institution").asString()).isEqualTo(ONE);
      assertThat(hello.path("network").asString()).isEqualTo(members().network().hash().toString());
      assertThat(hello.path("position").asLong()).isPositive();
      assertThat(hello.path("treeSize").asLong()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/accounts",
        "/v1/verify",
        "/checkpoint",
        "/policy",
        "/actuator/health",
        "/sign-in",
        "/",
        "/error",
        "/memberships",
        "/members/../v1/accounts",
        "/members/%2e%2e/checkpoint",
        "/members/nothing"
      })
  void nothingElseIsBehindTheMembersDoor(String path) throws IOException {
    try (MemberClient client = members().client(OTHER, ONE)) {
      assertThat(client.get(path).status()).isIn(400, 404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/members/hello",
        "/members/letters",
        "/members",
        "//members/hello",
        "/./members/hello",
        "/%6dembers/hello",
        "/members;x=1/hello",
        "/v1/../members/hello"
      })
  void whatIsForMembersIsNotBehindTheOtherDoor(String path) throws Exception {
    String url = members().node(ONE).url();
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isIn(400, 404);
    assertThat(response.body()).doesNotContain("treeSize");
  }

  @Test
  void whoShowsNoMembersCertificateGetsNothing() throws Exception {
    Instant now = Instant.now();
    Hash32 network = members().network().hash();
    CertificateAuthority stranger = CertificateAuthority.found("members.test", now);
    CertificateAuthority ours = members().authority();

    assertThat(asks(context(ours.issue(network, OTHER, List.of(), now)), "TLSv1.3")).isEqualTo(200);
    assertNothing(context(null), "TLSv1.3");
    assertNothing(context(stranger.issue(network, OTHER, List.of(), now)), "TLSv1.3");
    Hash32 another = Hash32.sha256(network.bytes());
    assertNothing(context(ours.issue(another, OTHER, List.of(), now)), "TLSv1.3");
    assertNothing(context(ours.issue(network, "nobody", List.of(), now)), "TLSv1.3");
    Instant longAgo = now.minus(CertificateAuthority.MEMBER_VALID.multipliedBy(2));
    assertNothing(context(ours.issue(network, OTHER, List.of(), longAgo)), "TLSv1.3");
    assertNothing(context(ours.issue(network, OTHER, List.of(), now)), "TLSv1.2");
  }

  @Test
  void aClientSpeaksWithTheMemberThatItMeans() throws IOException {
    try (MemberClient client = members().client(OTHER, THIRD, members().url(ONE))) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.get("/members/hello"));
    }
  }

  private static void assertNothing(SSLContext context, String protocol) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> asks(context, protocol));
  }

  private static int asks(SSLContext context, String protocol) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build()) {
      return client
          .send(
              HttpRequest.newBuilder(members().url(ONE).resolve("/members/hello")).build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  /** One that shows a certificate, or none, and believes any server. */
  private static SSLContext context(CertificateAuthority.@Nullable Issued issued) throws Exception {
    KeyManager[] keys = {};
    if (issued != null) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "node", issued.key(), new char[0], new X509Certificate[] {issued.certificate()});
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Credulous()}, null);
    return context;
  }

  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  // Letters

  private static AgentId agent(String code) {
    return AgentId.parse(members().party(code).agents().getFirst());
  }

  private static byte[] message(String msgId, String from, String to, long minor) {
    return Payment008.domestic(msgId, minor)
        .from(agent(from))
        .to(agent(to))
        .of(new Amount("PKR", minor))
        .xml();
  }

  /** A payment of ONE to OTHER, in ONE's ledger. */
  private static Payment pay(String msgId, long minor) {
    NodeClient.Response response =
        members().systemOf(ONE).message(message(msgId, ONE, OTHER, minor));
    assertThat(LiveNode.report(response.body()).status()).isEqualTo("ACSP");
    return members().payment(ONE, Id.parse(response.payment().orElseThrow()));
  }

  /** Brings the instruction to OTHER's ledger, as replication would. */
  private static void replicate(Payment payment) throws Exception {
    Submitted submitted =
        members()
            .gateway(ONE, OTHER)
            .submit(
                List.of(
                    new InstructPayment(
                        payment.id(),
                        payment.uetr(),
                        payment.payee(),
                        payment.payeeAsset(),
                        payment.payeeMinor(),
                        Id.NONE,
                        payment.message())))
            .get(60, TimeUnit.SECONDS);
    assertThat(submitted).isInstanceOf(Submitted.Committed.class);
  }

  private static List<Letter> received(String messageId) {
    return members()
        .node(OTHER)
        .part(Vault.class)
        .named(members().party(OTHER).number(), messageId);
  }

  @Test
  void aLetterGoesToThePayeesNodeAndIsAnsweredThere() throws Exception {
    Payment payment = pay("LETTER-1", 12_300);
    assertThat(received("LETTER-1")).isEmpty();
    replicate(payment);
    Wait.until(() -> members().payment(OTHER, payment.id()).state() == Payment.State.SETTLED);
    Letter letter = received("LETTER-1").getFirst();
    assertThat(letter.commitment()).isEqualTo(payment.message());
    assertThat(letter.sender()).isEqualTo(members().party(ONE).number());
    assertThat(letter.message()).isEqualTo(message("LETTER-1", ONE, OTHER, 12_300));
    NodeClient.Response status =
        members().systemOf(OTHER).get("/v1/payments/" + payment.id() + "/status");
    assertThat(LiveNode.report(status.body()).status()).isIn("ACSP", "ACSC");
  }

  @Test
  void aLetterThatWaitsIsBroughtAfterARestartOfEitherSide() throws Exception {
    members().stop(OTHER);
    Payment payment = pay("LETTER-2", 45_600);
    members().stop(ONE);
    members().start(ONE);
    members().start(OTHER);
    replicate(payment);
    Wait.until(() -> members().payment(OTHER, payment.id()).state() == Payment.State.SETTLED);
    assertThat(received("LETTER-2")).hasSize(1);
  }

  /** Brings a step of OTHER's to ONE's ledger, as replication would. */
  private static void replicateBack(Record instruction) throws Exception {
    Submitted submitted =
        members().gateway(OTHER, ONE).submit(List.of(instruction)).get(60, TimeUnit.SECONDS);
    assertThat(submitted).isInstanceOf(Submitted.Committed.class);
  }

  private static List<Letter> sentBack(String messageId) {
    return members().node(ONE).part(Vault.class).named(members().party(ONE).number(), messageId);
  }

  @Test
  void aReturnGoesToThePayersNode() throws Exception {
    Payment payment = pay("LETTER-7", 7_700);
    replicate(payment);
    Wait.until(() -> members().payment(OTHER, payment.id()).state() == Payment.State.SETTLED);
    replicateBack(new ConfirmCredit(payment.id()));
    NodeClient.Response response =
        members().systemOf(OTHER).message(back("LETTER-7-R", "LETTER-7", payment));
    assertThat(LiveNode.report(response.body()).status()).as(response.text()).isEqualTo("ACSP");
    Letter filed =
        members()
            .node(OTHER)
            .part(Vault.class)
            .named(members().party(OTHER).number(), "LETTER-7-R")
            .getFirst();
    assertThat(sentBack("LETTER-7-R")).isEmpty();
    replicateBack(new ReturnPayment(filed.id(), payment.id(), payment.payeeAsset(), 7_700, "AC04"));
    Wait.until(() -> !sentBack("LETTER-7-R").isEmpty());
    assertThat(sentBack("LETTER-7-R").getFirst().commitment()).isEqualTo(filed.commitment());
  }

  private static byte[] back(String msgId, String original, Payment payment) {
    return """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.10"><PmtRtr>
        <GrpHdr><MsgId>%s</MsgId><CreDtTm>2026-11-23T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs>
        <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>
        <TxInf><OrgnlGrpInf><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>
        <OrgnlUETR>%s</OrgnlUETR>
        <RtrdIntrBkSttlmAmt Ccy="PKR">77.00</RtrdIntrBkSttlmAmt><IntrBkSttlmDt>2026-11-23</IntrBkSttlmDt>
        <RtrdInstdAmt Ccy="PKR">77.00</RtrdInstdAmt><ChrgBr>SLEV</ChrgBr>
        <InstgAgt><FinInstnId><BICFI>%s</BICFI></FinInstnId></InstgAgt>
        <InstdAgt><FinInstnId><BICFI>%s</BICFI></FinInstnId></InstdAgt>
        <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
        """
        .formatted(msgId, original, payment.uetr(), bic(OTHER), bic(ONE))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String bic(String code) {
    return agent(code).toString().substring("BICFI:".length());
  }

  /** The ledger knows nothing of it, so nothing is waited for. */
  @Test
  void anAnswerOfThePayeesSystemGoesToThePayersNode() {
    Message payment = (Message) Iso20022.read(message("LETTER-8", ONE, OTHER, 8_800));
    byte[] answer =
        StatusReportWriter.write(
            StatusReport.answering(
                payment, "LETTER-8-S", "2026-11-23T10:00:00Z", "ACSP", List.of(), null));
    assertThat(members().systemOf(OTHER).message(answer).status()).isEqualTo(202);
    Wait.until(() -> !sentBack("LETTER-8-S").isEmpty());
    assertThat(sentBack("LETTER-8-S").getFirst().message()).isEqualTo(answer);
  }

  /** A letter of the third institution about a payment of its own, in OTHER's ledger. */
  private static Map<String, Object> letter(String msgId, long minor) throws Exception {
    byte[] message = message(msgId, THIRD, OTHER, minor);
    Hash32 blinding = Hash32.sha256(msgId.getBytes(StandardCharsets.UTF_8));
    Id payment = Id.derived(msgId, new Id(1, minor));
    Party payee = members().party(OTHER);
    Submitted submitted =
        members()
            .gateway(THIRD, OTHER)
            .submit(
                List.of(
                    new InstructPayment(
                        payment,
                        Id.NONE,
                        payee.number(),
                        members().asset("PKR").number(),
                        minor,
                        Id.NONE,
                        Hash32.sha256(blinding.bytes(), message))))
            .get(60, TimeUnit.SECONDS);
    assertThat(submitted).isInstanceOf(Submitted.Committed.class);
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("id", Id.derived("letter", payment).toString());
    letter.put("sender", THIRD);
    letter.put("receiver", OTHER);
    letter.put("messageId", msgId);
    letter.put("name", "pacs.008.001.08");
    letter.put("message", Base64.getEncoder().encodeToString(message));
    letter.put("blinding", blinding.toString());
    letter.put("payment", payment.toString());
    return letter;
  }

  private static MemberClient.Answer bring(String as, Object letter) throws IOException {
    try (MemberClient client = members().client(as, OTHER)) {
      return client.post(
          "/members/letters",
          letter instanceof byte[] bytes ? bytes : JSON.writeValueAsBytes(letter));
    }
  }

  private static void assertRefused(MemberClient.Answer answer, int status, String title) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("title").asString()).isEqualTo(title);
  }

  @Test
  void theSameLetterTwiceIsOne() throws Exception {
    Map<String, Object> letter = letter("LETTER-3", 100);
    Id payment = Id.parse(String.valueOf(letter.get("payment")));
    assertThat(members().payment(OTHER, payment).state()).isEqualTo(Payment.State.RESERVED);
    assertThat(bring(THIRD, letter).status()).isEqualTo(204);
    assertThat(bring(THIRD, letter).status()).isEqualTo(204);
    assertThat(received("LETTER-3")).hasSize(1);
    Wait.until(() -> members().payment(OTHER, payment).state() == Payment.State.SETTLED);
    assertThat(bring(THIRD, letter).status()).isEqualTo(204);
  }

  @Test
  void aLetterOfAnotherIsRefused() throws Exception {
    Map<String, Object> letter = letter("LETTER-4", 200);
    assertRefused(bring(ONE, letter), 403, "sender-is-another");
    letter.put("sender", ONE);
    assertRefused(bring(ONE, letter), 422, "letter-differs");
    assertThat(received("LETTER-4")).isEmpty();
  }

  @Test
  void aLetterThatTheLedgerDoesNotBearOutIsRefused() throws Exception {
    Map<String, Object> letter = letter("LETTER-5", 300);
    Id payment = Id.parse(String.valueOf(letter.get("payment")));
    assertRefused(
        bring(THIRD, changed(letter, "blinding", "00".repeat(32))), 422, "letter-differs");
    assertRefused(bring(THIRD, changed(letter, "messageId", "OTHER")), 422, "letter-differs");
    assertRefused(bring(THIRD, changed(letter, "name", "pacs.004.001.10")), 422, "letter-differs");
    assertRefused(
        bring(THIRD, changed(letter, "payment", Id.derived("x", payment).toString())),
        503,
        "payment-not-known-yet");
    byte[] between = message("LETTER-5", ONE, OTHER, 300);
    assertRefused(
        bring(THIRD, changed(letter, "message", Base64.getEncoder().encodeToString(between))),
        422,
        "letter-differs");
    assertRefused(
        bring(THIRD, changed(letter, "message", Base64.getEncoder().encodeToString(new byte[9]))),
        422,
        "message-unreadable");
    assertThat(received("LETTER-5")).isEmpty();
    assertThat(members().payment(OTHER, payment).state()).isEqualTo(Payment.State.RESERVED);
  }

  @Test
  void whatIsNoLetterIsRefused() throws Exception {
    Map<String, Object> letter = letter("LETTER-6", 400);
    assertRefused(bring(THIRD, changed(letter, "receiver", ONE)), 404, "institution-elsewhere");
    assertRefused(bring(THIRD, changed(letter, "receiver", "x")), 404, "institution-elsewhere");
    assertRefused(bring(THIRD, changed(letter, "receiver", null)), 422, "field-not-allowed");
    assertRefused(bring(THIRD, changed(letter, "blinding", "00")), 422, "field-not-allowed");
    assertRefused(bring(THIRD, changed(letter, "message", "")), 422, "field-not-allowed");
    assertRefused(
        bring(THIRD, changed(letter, "messageId", "x".repeat(36))), 422, "field-not-allowed");
    assertRefused(bring(THIRD, changed(letter, "id", "1-1-1-1-1")), 400, "id-malformed");
    assertRefused(bring(THIRD, changed(letter, "message", "*")), 400, "json-malformed");
    assertRefused(bring(THIRD, changed(letter, "colour", "red")), 400, "json-malformed");
    assertRefused(bring(THIRD, "[]".getBytes(StandardCharsets.UTF_8)), 400, "json-malformed");
    assertRefused(bring(THIRD, "{".getBytes(StandardCharsets.UTF_8)), 400, "json-malformed");
    assertRefused(bring(THIRD, new byte[2 << 20]), 413, "body-too-large");
    byte[] large = new byte[Letter.MESSAGE_BYTES_MAX + 1];
    assertRefused(
        bring(THIRD, changed(letter, "message", Base64.getEncoder().encodeToString(large))),
        422,
        "field-not-allowed");
    assertThat(received("LETTER-6")).isEmpty();
  }

  private static Map<String, Object> changed(
      Map<String, Object> letter, String field, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(letter);
    if (value == null) changed.remove(field);
    else changed.put(field, value);
    return changed;
  }

  // Quotes

  @Test
  void aQuoteIsAskedOfTheProvidersNode() throws Exception {
    Map<String, Object> wish =
        Map.of("payee", agent(OTHER).toString(), "sell", "PKR", "amount", 1_000, "buy", "CNY");
    CompletableFuture<NodeClient.Response> asked =
        CompletableFuture.supplyAsync(() -> members().systemOf(ONE).post("/v1/quotes", wish));
    Quote held =
        Wait.seen(
            "a quote in the provider's ledger",
            () ->
                members().quotes(OTHER).stream()
                    .filter(q -> q.sellMinor() == 100_000)
                    .findFirst()
                    .orElse(null));
    Submitted submitted =
        members()
            .gateway(OTHER, ONE)
            .submit(
                List.of(
                    new OfferQuote(
                        held.id(),
                        held.holder(),
                        held.payee(),
                        held.sellAsset(),
                        held.sellMinor(),
                        held.feeMinor(),
                        held.buyAsset(),
                        held.buyMinor(),
                        held.rateE8(),
                        held.expiresAtMillis())))
            .get(60, TimeUnit.SECONDS);
    assertThat(submitted).isInstanceOf(Submitted.Committed.class);
    NodeClient.Response response = asked.get(60, TimeUnit.SECONDS);
    assertThat(response.status()).as(response.text()).isEqualTo(201);
    assertThat(response.json().path("provider").asString()).isEqualTo(OTHER);
    assertThat(response.json().path("id").asString()).isEqualTo(held.id().toString());
    assertThat(held.holder()).isEqualTo(members().party(ONE).number());
  }

  @Test
  void aQuoteOfAProviderWithoutANodeIsNotFound() {
    NodeClient.Response response =
        members()
            .systemOf(ONE)
            .post(
                "/v1/quotes",
                Map.of(
                    "payee", agent(OTHER).toString(), "sell", "PKR", "amount", 10, "buy", "KZT"));
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).contains("institution-elsewhere");
  }

  // What does not start

  @Test
  void aNodeWithoutItsKeyDoesNotStart() throws IOException {
    Path folder = scratch.resolve("keyless");
    new NetworkFolders(
            Files.readAllBytes(members().folder(ONE).resolve("network.json")), "127.0.0.1", 9_000)
        .write(folder, Instant.now());
    Path config = folder.resolve(ONE).resolve(NodeConfig.FILE);
    Path key = folder.resolve("sbp/keys/sbp.signing");
    Files.move(key, folder.resolve("away"));
    assertStartFails(config, "sbp.signing is not in");
    Files.copy(folder.resolve("others/pboc.signing"), key);
    assertStartFails(config, "is not the one by which this network knows sbp");
    Files.copy(folder.resolve("away"), key, StandardCopyOption.REPLACE_EXISTING);
    CertificateAuthority authority = CertificateAuthority.open(folder.resolve("ca"));
    Network network =
        DataFolder.openMember(folder.resolve(ONE), NodeConfig.Keystore.files("keys")).network();
    authority
        .issue(network.hash(), OTHER, List.of(), Instant.now())
        .write(folder.resolve("sbp/tls/node.crt"), folder.resolve("sbp/tls/node.key"));
    assertStartFails(config, "is of pboc");
    assertStartFails(folder.resolve("ca/node.json"), "cannot be read");
  }

  private static void assertStartFails(Path config, String sentence) {
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> RunningNode.start(config, new NodeOptions()))
        .withMessageContaining(sentence)
        .withMessageEndingWith(".");
  }
}
