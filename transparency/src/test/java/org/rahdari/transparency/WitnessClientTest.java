package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rahdari.transparency.NotWitnessed.Why;

class WitnessClientTest {
  private static final String ORIGIN = Consortium.ORIGIN;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Reference tree = new Reference(Reference.leaves(40, 111));
  private final NoteSigner validator = Consortium.signer("bank-0.sample.rahdari.example", 0);
  private final HttpClient http = HttpClient.newHttpClient();
  private TestWitness witness;
  private TrustPolicy policy;

  @BeforeEach
  void start() throws IOException {
    witness = new TestWitness();
    List<VerifierKey> keys = List.of(validator.verifierKey());
    witness.trust(ORIGIN, keys);
    policy = new TrustPolicy(ORIGIN, 1, 1, keys, List.of(), List.of(witness.signer.witnessKey()));
  }

  @AfterEach
  void stop() {
    witness.close();
    http.close();
  }

  @Test
  void aGrowingLogIsCosignedFromSizeToSize() throws Exception {
    long old = 0;
    for (int size : new int[] {0, 1, 2, 3, 7, 8, 8, 20, 40}) {
      Note checkpoint = checkpoint(tree, size);
      Witnessing answer = client().addCheckpoint(checkpoint, old, proofs(tree));
      assertThat(answer).isInstanceOf(Witnessed.class);
      assertThat(finality(checkpoint, (Witnessed) answer))
          .isEqualTo("final by 1 of 1, witnessed by 1");
      old = size;
    }
    assertThat(witness.requests).hasSize(9);
  }

  private String finality(Note checkpoint, Witnessed witnessed) {
    assertThat(witnessed.cosignature().timeSeconds()).isEqualTo(1_790_000_000);
    Note line = new Note(checkpoint.text(), List.of(witnessed.cosignature().line()));
    Note both = CheckpointSigner.combine(policy, List.of(checkpoint, line));
    return switch (Verifier.verifyCheckpoint(both.format(), policy)) {
      case VerifiedCheckpoint verified -> verified.finality();
      case Refused refused -> refused.sentence();
    };
  }

  @Test
  void theSizeThatTheWitnessSaysIsProvenFromOnce() throws Exception {
    client().addCheckpoint(checkpoint(tree, 13), 0, proofs(tree));
    witness.requests.clear();
    Note checkpoint = checkpoint(tree, 40);
    assertThat(client().addCheckpoint(checkpoint, 0, proofs(tree))).isInstanceOf(Witnessed.class);
    String note = new String(checkpoint.format(), StandardCharsets.UTF_8);
    StringBuilder again = new StringBuilder("old 13\n");
    for (Hash hash : tree.proof(13, 40)) again.append(hash).append('\n');
    assertThat(witness.requests).containsExactly("old 0\n\n" + note, again + "\n" + note);
  }

  @Test
  void aWitnessThatHasMoreIsAhead() throws Exception {
    client().addCheckpoint(checkpoint(tree, 13), 0, proofs(tree));
    NotWitnessed ahead =
        new NotWitnessed(
            Why.AHEAD, "witness.example/w1 has cosigned 13 leaves, the checkpoint has 12");
    assertThat(client().addCheckpoint(checkpoint(tree, 12), 0, proofs(tree))).isEqualTo(ahead);
    witness.requests.clear();
    assertThat(client().addCheckpoint(checkpoint(tree, 12), 13, proofs(tree))).isEqualTo(ahead);
    assertThat(witness.requests).isEmpty();
  }

  @Test
  void anotherHistoryIsNotCosigned() throws Exception {
    Reference other = new Reference(Reference.leaves(40, 222));
    client().addCheckpoint(checkpoint(tree, 13), 0, proofs(tree));
    for (long old : new long[] {0, 13}) {
      assertThat(client().addCheckpoint(checkpoint(other, 13), old, proofs(other)))
          .isEqualTo(
              new NotWitnessed(
                  Why.CONFLICT, "witness.example/w1 has cosigned another tree of 13 leaves"));
      assertThat(client().addCheckpoint(checkpoint(other, 20), old, proofs(other)))
          .isEqualTo(
              new NotWitnessed(
                  Why.PROOF_REFUSED, "witness.example/w1 refuses the consistency proof"));
    }
  }

  @Test
  void unknownLogsAndKeysAreRefused() throws Exception {
    TrustPolicy elsewhere = new TrustPolicy("another.example", 1, policy.validators());
    Note ofAnother = new CheckpointSigner(elsewhere, validator).sign(1, tree.root(1));
    assertThat(why(client().addCheckpoint(ofAnother, 0, proofs(tree)))).isEqualTo(Why.LOG_UNKNOWN);
    NoteSigner stranger = Consortium.signer("stranger.example", 9);
    Note byAnother = new CheckpointSigner(policy, stranger).sign(1, tree.root(1));
    assertThat(why(client().addCheckpoint(byAnother, 0, proofs(tree))))
        .isEqualTo(Why.SIGNER_UNKNOWN);
    Note note = new Note("no checkpoint\n", List.of(validator.sign("no checkpoint\n")));
    assertThatThrownBy(() -> client().addCheckpoint(note, 0, proofs(tree)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Requests of FiloSottile/torchwood's tests, for a log with the key that they name. */
  @Test
  void theTestWitnessAnswersPublishedRequestsAsTheirAuthorsExpect() {
    String origin =
        "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
    byte[] key =
        HexFormat.of().parseHex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
    witness.trust(origin, List.of(new VerifierKey(origin, key)));
    String one =
        origin
            + "\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— "
            + origin
            + " UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n";
    String three =
        "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nKgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
            + origin
            + "\n3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n— "
            + origin
            + " UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=\n";
    String five =
        "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\n"
            + "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
            + origin
            + "\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n— "
            + origin
            + " UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n";
    assertThat(witness.add("old 0\n\n" + one).status()).isEqualTo(200);
    assertThat(witness.add("old 1\n" + five).status()).isEqualTo(200);
    assertThat(witness.add("old 1\n" + three))
        .isEqualTo(new TestWitness.Reply(409, "text/x.tlog.size", "5\n"));
    String tooMany = "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n".repeat(64);
    assertThat(witness.add("old 0\n" + tooMany + "\n" + one).status()).isEqualTo(400);
  }

  @Test
  void answersThatTheProtocolDoesNotHaveAreSaidToBeMalformed() throws Exception {
    Note checkpoint = checkpoint(tree, 5);
    String good = witness.signer.cosign(checkpoint.text(), 7).line().toLine() + "\n";
    String ofAnother = witness.signer.cosign(checkpoint(tree, 6).text(), 7).line().toLine() + "\n";
    String unknown =
        new CosignatureSigner("witness.example/w2", new byte[32])
                .cosign(checkpoint.text(), 7)
                .line()
                .toLine()
            + "\n";
    assertThat(answered(200, "text/plain", good)).isInstanceOf(Witnessed.class);
    assertThat(answered(200, "text/plain", unknown + good)).isInstanceOf(Witnessed.class);
    for (String body :
        List.of("", "\n", unknown, ofAnother, good.stripTrailing(), good + "\n", "\n" + good)) {
      assertThat(why(answered(200, "text/plain", body))).as(body).isEqualTo(Why.ANSWER_MALFORMED);
    }
    for (int status : new int[] {201, 302, 429, 500, 503}) {
      assertThat(why(answered(status, "text/plain", good))).isEqualTo(Why.ANSWER_MALFORMED);
    }
    assertThat(why(answered(400, "text/plain", good))).isEqualTo(Why.REQUEST_REFUSED);
    for (String size : List.of("", "\n", "3", "03\n", "-3\n", "3\n\n", "9223372036854775808\n")) {
      assertThat(why(answered(409, "text/x.tlog.size", size))).isEqualTo(Why.ANSWER_MALFORMED);
    }
    assertThat(why(answered(409, "text/plain", "3\n"))).isEqualTo(Why.ANSWER_MALFORMED);
    assertThat(why(answered(409, "text/x.tlog.size", "3\n"))).isEqualTo(Why.CONFLICT);
    assertThat(why(answered(409, "text/x.tlog.size", "6\n"))).isEqualTo(Why.AHEAD);
    assertThat(why(answered(200, "text/plain", "—".repeat(1 << 16)))).isEqualTo(Why.NO_ANSWER);
  }

  /** The answer to a checkpoint of five leaves by a server that always says the same. */
  private Witnessing answered(int status, String type, String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<Integer> asked = new ArrayList<>();
    try (Stub stub =
        new Stub(
            exchange -> {
              asked.add(1);
              exchange.getRequestBody().readAllBytes();
              exchange.getResponseHeaders().set("Content-Type", type);
              exchange.getResponseHeaders().set("Location", "/elsewhere");
              exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
              exchange.getResponseBody().write(bytes);
              exchange.close();
            })) {
      Witnessing answer =
          client(stub.prefix(), PATIENCE).addCheckpoint(checkpoint(tree, 5), 0, proofs(tree));
      // A conflict is answered once with another proof, not for ever.
      assertThat(asked).hasSize(why(answer) == Why.CONFLICT ? 2 : 1);
      return answer;
    }
  }

  @Test
  void aWitnessThatIsNotThereOrSilentIsSaidToBe() throws Exception {
    URI gone;
    try (Stub stub = new Stub(exchange -> {})) {
      gone = stub.prefix();
    }
    assertThat(why(client(gone, PATIENCE).addCheckpoint(checkpoint(tree, 5), 0, proofs(tree))))
        .isEqualTo(Why.NO_ANSWER);
    CountDownLatch over = new CountDownLatch(1);
    try (Stub stub =
        new Stub(
            exchange -> {
              // A head without its body: the whole answer has to come in time.
              exchange.sendResponseHeaders(200, 100);
              exchange.getResponseBody().write('a');
              exchange.getResponseBody().flush();
              try {
                over.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            })) {
      WitnessClient client = client(stub.prefix(), Duration.ofMillis(300));
      assertThat(client.addCheckpoint(checkpoint(tree, 5), 0, proofs(tree)))
          .isEqualTo(
              new NotWitnessed(Why.TIMED_OUT, "witness.example/w1 did not answer within 300 ms"));
      over.countDown();
    }
  }

  private record Stub(HttpServer server) implements AutoCloseable {
    interface Handler {
      void handle(com.sun.net.httpserver.HttpExchange exchange) throws IOException;
    }

    Stub(Handler handler) throws IOException {
      this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      server.createContext("/", handler::handle);
      server.start();
    }

    URI prefix() {
      return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private WitnessClient client() {
    return client(witness.submissionPrefix(), PATIENCE);
  }

  private WitnessClient client(URI prefix, Duration timeout) {
    return new WitnessClient(http, prefix, witness.signer.witnessKey(), timeout);
  }

  private Note checkpoint(Reference of, int size) {
    return new CheckpointSigner(policy, validator).sign(size, of.root(size));
  }

  private static WitnessClient.Proofs proofs(Reference of) {
    return (size1, size2) -> of.proof((int) size1, (int) size2);
  }

  private static @Nullable Why why(Witnessing answer) {
    return answer instanceof NotWitnessed not ? not.why() : null;
  }
}
