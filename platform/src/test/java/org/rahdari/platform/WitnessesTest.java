package org.rahdari.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Id;
import org.rahdari.transparency.CosignatureSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;
import org.rahdari.transparency.Witness;
import org.rahdari.transparency.WitnessServer;

/** A bank's node asks a real witness over HTTP. */
class WitnessesTest {
  private static final long WAIT_NANOS_MAX = 60_000_000_000L;
  private static final long LOOK_NANOS = 25_000_000;
  private static final String NAME = "witness.example/w1";

  @TempDir private Path folder;

  private final CosignatureSigner signer = new CosignatureSigner(NAME, new byte[32]);
  private final List<byte[]> handedOn = Collections.synchronizedList(new ArrayList<>());
  private int port;
  private Bank bank;
  private Id issuing;
  private @Nullable Witness witness;
  private @Nullable WitnessServer server;
  private @Nullable Witnesses witnesses;

  @BeforeEach
  void open() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    bank = Bank.open(folder.resolve("bank"), List.of(address()));
    issuing = bank.issuing();
  }

  @AfterEach
  void close() throws Exception {
    if (witnesses != null) witnesses.close();
    stopWitness();
    bank.close();
  }

  private WitnessAddress address() {
    return new WitnessAddress(signer.witnessKey().toString(), "http://127.0.0.1:" + port);
  }

  private Witness openWitness() throws IOException {
    List<PolicyHistory> logs = List.of(PolicyHistory.of(bank.network.policy()));
    Witness opened = Witness.open(signer, logs, folder.resolve("witness"), InstantSource.system());
    witness = opened;
    return opened;
  }

  private void serveWitness() throws IOException {
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    server = WitnessServer.start(witness == null ? openWitness() : witness, at);
  }

  private void stopWitness() throws IOException {
    if (server != null) server.close();
    if (witness != null) witness.close();
    server = null;
    witness = null;
  }

  private Witnesses ask() {
    Witnesses asking =
        new Witnesses(List.of(address()), bank.network.policy(), bank.replica, handedOn::addAll);
    witnesses = asking;
    return asking;
  }

  /** One leaf more, and final. */
  private long grow() throws Exception {
    bank.fund(issuing, bank.covered(), 1);
    long leaves = bank.replica.figures().treeSize();
    Bank.get(bank.replica.awaitFinal(leaves - 1));
    return leaves;
  }

  private static void until(BooleanSupplier so) {
    long end = System.nanoTime() + WAIT_NANOS_MAX;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("it has not come to that");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private long witnessed() {
    return bank.replica.witnessed().map(this::verified).map(v -> v.checkpoint().size()).orElse(0L);
  }

  private VerifiedCheckpoint verified(byte[] note) {
    return (VerifiedCheckpoint) Verifier.verifyCheckpoint(note, bank.network.policy());
  }

  private String trouble() {
    return witnesses == null ? "" : witnesses.seen().getFirst().trouble().orElse("");
  }

  @Test
  void whatIsFinalIsCosignedServedAndOnReceipts() throws Exception {
    serveWitness();
    long first = grow();
    Witnesses asking = ask();
    until(() -> witnessed() >= first);
    long second = grow();
    until(() -> witnessed() >= second);

    assertThat(verified(bank.replica.checkpoint().orElseThrow()).finality())
        .isEqualTo("final by 1 of 1, witnessed by 1");
    byte[] receipt = bank.replica.receipt(0, 0).orElseThrow();
    assertThat(new String(receipt, StandardCharsets.UTF_8)).contains("— " + NAME + " ");
    ReceiptReader.Reading reading =
        new ReceiptReader(bank.network.policy(), org.rahdari.kernel.Catalogue.of(List.of()))
            .read(receipt);
    assertThat(reading.sentence()).endsWith("final by 1 of 1, witnessed by 1.");
    assertThat(java.util.Objects.requireNonNull(reading.facts()).witnessedBy())
        .containsExactly(NAME);
    assertThat(asking.seen().getFirst().size()).isGreaterThanOrEqualTo(second);
    assertThat(handedOn)
        .isNotEmpty()
        .allSatisfy(note -> assertThat(verified(note).witnessedBy()).containsExactly(NAME));
  }

  @Test
  void aWitnessThatIsAwayHindersNothingAndIsAskedAgain() throws Exception {
    Witnesses asking = ask();
    until(() -> trouble().contains("gives no answer"));
    long size = grow();
    assertThat(verified(bank.replica.checkpoint().orElseThrow()).finality())
        .isEqualTo("final by 1 of 1");
    assertThat(bank.replica.witnessed()).isEmpty();
    serveWitness();
    until(() -> witnessed() >= size);
    assertThat(asking.seen().getFirst().trouble()).isEmpty();
  }

  @Test
  void aRestartKeepsWhatWasCosignedAndGoesOnFromThere() throws Exception {
    serveWitness();
    long size = grow();
    ask().close();
    witnesses = null;
    Witnesses asking = ask();
    until(() -> witnessed() >= size);
    asking.close();
    stopWitness();
    bank.close();

    bank = Bank.open(folder.resolve("bank"), List.of(address()));
    assertThat(witnessed()).isEqualTo(size);
    assertThat(verified(bank.replica.checkpoint().orElseThrow()).witnessedBy())
        .containsExactly(NAME);
    assertThat(ask().seen().getFirst().size()).isEqualTo(size);
    serveWitness();
    long more = grow();
    until(() -> witnessed() >= more);
  }

  /** Another member has asked it, and not yet handed on what it answered: 409, with the size. */
  @Test
  void aWitnessThatHasMoreThanIsKnownHereIsProvenFromThere() throws Exception {
    long size = grow();
    String note = new String(bank.replica.checkpoint().orElseThrow(), StandardCharsets.UTF_8);
    String request = "old 0\n\n" + note;
    assertThat(openWitness().add(request.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
    long more = grow();
    assertThat(more).isGreaterThan(size);
    serveWitness();
    ask();
    until(() -> witnessed() >= more);
  }

  @Test
  void aWitnessThatHasSeenAnotherHistoryIsSaidAndStopsNothing() throws Exception {
    Note lie = bank.lie(1, Hash.parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    String request = "old 0\n\n" + new String(lie.format(), StandardCharsets.UTF_8);
    assertThat(openWitness().add(request.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
    serveWitness();
    long size = grow();
    ask();
    until(() -> trouble().contains("refuses the consistency proof"));
    assertThat(bank.replica.witnessed()).isEmpty();
    assertThat(bank.replica.figures().finalSize()).isGreaterThanOrEqualTo(size);
  }

  @Test
  void whomThePolicyDoesNotNameIsNotAsked() {
    CosignatureSigner other = new CosignatureSigner("witness.example/w2", new byte[32]);
    List<WitnessAddress> unknown =
        List.of(new WitnessAddress(other.witnessKey().toString(), "http://127.0.0.1:1"));
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> new Witnesses(unknown, bank.network.policy(), bank.replica, notes -> {}))
        .withMessageContaining("names no witness witness.example/w2+");
  }

  @Test
  void anAddressIsAKeyOfAWitnessAndAUrl() {
    WitnessAddress address = address();
    assertThat(WitnessAddress.parsePair(address.key() + "=" + address.url())).isEqualTo(address);
    String validator = bank.network.policy().validators().getFirst().toString();
    for (String wrong :
        List.of(
            "nothing",
            validator + "=http://127.0.0.1:1",
            address.key() + "=ftp://127.0.0.1",
            address.key() + "=http://",
            address.key() + "=http:// ")) {
      assertThatExceptionOfType(PlainFailure.class)
          .as(wrong)
          .isThrownBy(() -> WitnessAddress.parsePair(wrong));
    }
  }
}
