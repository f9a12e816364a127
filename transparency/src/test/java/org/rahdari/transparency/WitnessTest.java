package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.NotWitnessed.Why;

class WitnessTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_790_000));

  private final CosignatureSigner signer =
      new CosignatureSigner("witness.example/w1", new byte[32]);
  private final List<NoteSigner> validators =
      IntStream.range(0, 4).mapToObj(i -> Consortium.signer("bank-" + i + ".example", i)).toList();
  private final TrustPolicy policy =
      new TrustPolicy(
          "ledger.example",
          1,
          3,
          validators.stream().map(NoteSigner::verifierKey).toList(),
          List.of(),
          List.of(signer.witnessKey()));
  private final Reference tree = new Reference(Reference.leaves(40, 111));
  private final Reference fork = new Reference(Reference.leaves(40, 222));
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Witness witness;
  private WitnessServer server;

  @BeforeEach
  void start() throws IOException {
    witness = Witness.open(signer, List.of(PolicyHistory.of(policy)), folder, CLOCK);
    server =
        WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    witness.close();
    http.close();
  }

  private void restart() throws IOException {
    server.close();
    witness.close();
    start();
  }

  @Test
  void whatItCosignsVerifiesAsWitnessed() throws Exception {
    long old = 0;
    for (int size : new int[] {0, 1, 7, 7, 8, 40}) {
      Note note = signed(tree, size, 3);
      Witnessed answer = (Witnessed) ask(note, old, tree);
      assertThat(answer.cosignature().timeSeconds()).isEqualTo(1_790_000);
      Note line = new Note(note.text(), List.of(answer.cosignature().line()));
      Note both = CheckpointSigner.combine(policy, List.of(note, line));
      assertThat(Verifier.verifyCheckpoint(both.format(), policy))
          .isInstanceOfSatisfying(
              VerifiedCheckpoint.class,
              verified ->
                  assertThat(verified.finality()).isEqualTo("final by 3 of 4, witnessed by 1"));
      old = size;
    }
  }

  @Test
  void aStaleSizeIsToldWhichOneItHas() throws Exception {
    assertThat(ask(signed(tree, 13, 3), 0, tree)).isInstanceOf(Witnessed.class);
    assertThat(add("old 0\n\n", signed(tree, 20, 3)))
        .isEqualTo(new Witness.Answer(409, "text/x.tlog.size", "13\n"));
    assertThat(ask(signed(tree, 20, 3), 0, tree)).isInstanceOf(Witnessed.class);
    assertThat(why(ask(signed(tree, 19, 3), 0, tree))).isEqualTo(Why.AHEAD);
  }

  /**
   * All four sign both histories, so that each is final: the witness is the only one who objects.
   */
  @Test
  void aLogThatShowsTwoHistoriesIsRefusedAlsoAfterARestart() throws Exception {
    assertThat(ask(signed(tree, 13, 4), 0, tree)).isInstanceOf(Witnessed.class);
    for (int turn = 0; turn < 2; turn++) {
      assertThat(why(ask(signed(fork, 13, 4), 13, fork))).isEqualTo(Why.CONFLICT);
      assertThat(why(ask(signed(fork, 20, 4), 13, fork))).isEqualTo(Why.PROOF_REFUSED);
      assertThat(why(ask(signed(fork, 9, 4), 0, fork))).isEqualTo(Why.AHEAD);
      restart();
    }
    assertThat(witness.newest("ledger.example").orElseThrow().root()).isEqualTo(tree.root(13));
    assertThat(ask(signed(tree, 20, 3), 13, tree)).isInstanceOf(Witnessed.class);
  }

  @Test
  void whatIsNotFinalUnderThePolicyIsNotCosigned() throws Exception {
    assertThat(why(ask(signed(tree, 5, 2), 0, tree))).isEqualTo(Why.SIGNER_UNKNOWN);
    TrustPolicy next =
        new TrustPolicy(policy.origin(), 2, 3, policy.validators(), List.of(), policy.witnesses());
    assertThat(why(ask(signed(next, tree, 5, 4), 0, tree))).isEqualTo(Why.SIGNER_UNKNOWN);
    TrustPolicy another = new TrustPolicy("another.example", 3, policy.validators());
    assertThat(why(ask(signed(another, tree, 5, 4), 0, tree))).isEqualTo(Why.LOG_UNKNOWN);
    assertThat(witness.newest("ledger.example")).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("lock"));
    }
  }

  @Test
  void linesOfStrangersNeitherCountNorHinder() throws Exception {
    Note note = signed(tree, 5, 3);
    Note stranger =
        new Note(
            note.text(),
            Stream.concat(
                    note.signatures().stream(),
                    Stream.of(Consortium.signer("stranger.example", 9).sign(note.text())))
                .toList());
    assertThat(ask(stranger, 0, tree)).isInstanceOf(Witnessed.class);
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    Note note = signed(tree, 5, 3);
    String hash = tree.root(1) + "\n";
    for (String head :
        List.of(
            "",
            "\n",
            "old\n\n",
            "old 00\n\n",
            "old -1\n\n",
            "old 6\n\n",
            "new 0\n\n",
            "old 0\nx\n\n",
            "old 0\n" + hash.repeat(64) + "\n",
            "old 0\r\n\n")) {
      assertThat(add(head, note).status()).as(head).isEqualTo(400);
    }
    assertThat(add("old 0\n" + hash + "\n", note).status()).isEqualTo(422);
    assertThat(witness.newest("ledger.example")).isEmpty();
  }

  @Test
  void oneProcessHasTheFolderAndItsFilesAreOwn() throws Exception {
    assertThatThrownBy(() -> Witness.open(signer, List.of(), folder, CLOCK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process uses");
    assertThat(ask(signed(tree, 13, 3), 0, tree)).isInstanceOf(Witnessed.class);
    witness.close();
    CosignatureSigner other = new CosignatureSigner("witness.example/w2", new byte[32]);
    assertThatThrownBy(() -> Witness.open(other, List.of(PolicyHistory.of(policy)), folder, CLOCK))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("no checkpoint of ledger.example that this witness cosigned");
  }

  private Witness.Answer add(String head, Note note) throws IOException {
    return witness.add(
        (head + new String(note.format(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8));
  }

  private Witnessing ask(Note note, long old, Reference of) throws Exception {
    URI prefix = URI.create("http://localhost:" + server.port());
    return new WitnessClient(http, prefix, signer.witnessKey(), Duration.ofSeconds(30))
        .addCheckpoint(note, old, (size1, size2) -> of.proof((int) size1, (int) size2));
  }

  private static Why why(Witnessing answer) {
    return ((NotWitnessed) answer).why();
  }

  private Note signed(Reference of, int size, int signers) {
    return signed(policy, of, size, signers);
  }

  private Note signed(TrustPolicy under, Reference of, int size, int signers) {
    return CheckpointSigner.combine(
        under,
        validators.subList(0, signers).stream()
            .map(each -> new CheckpointSigner(under, each).sign(size, of.root(size)))
            .toList());
  }
}
