package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.node.Teller.order;
import static org.rahdari.node.Teller.outcome;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.cli.NodeClient;
import org.rahdari.cli.Rahdari;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core.AddKey;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Core.RevokeKey;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Rejection;
import org.rahdari.kernel.SigningKey;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Keyring;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;

/** An institution changes what it signs with, from the command line, while the node runs. */
final class KeysTest {
  private static final String BANK = "lahore-bank";
  private static final Hash32 OF_THIEF = Hash32.sha256(new byte[] {13});

  @TempDir Path scratch = Path.of("unset");

  private final Ids ids = new Ids(InstantSource.system());
  private @Nullable LiveNode running;

  /** What the command line printed, and its status. */
  private record Printed(int status, String text) {}

  private Path data() {
    return scratch.resolve("data");
  }

  private Path key(int number) {
    return data().resolve("keys/lahore-bank.signing" + (number == 1 ? "" : "." + number));
  }

  private void start() {
    running = LiveNode.start(data(), DemoCommand.sample(), new NodeOptions());
  }

  private LiveNode node() {
    if (running == null) throw new IllegalStateException("no node runs");
    return running;
  }

  private void restart() {
    node().close();
    start();
  }

  @AfterEach
  void end() {
    if (running != null) running.close();
  }

  @Test
  void aRotatedKeySignsAndARevokedOneDoesNotAlsoAfterARestart() throws Exception {
    start();
    assertThat(key("list").text()).matches("key 1 [0-9a-f]{64} .*the node signs with it\n");
    assertThat(key("revoke", "1").text()).contains("Key 1 is the only one of lahore-bank");

    assertThat(key("rotate").text())
        .contains("key 2 is added, and the node signs with it, final", "rahdari key revoke 1");
    assertPaysWith(2);
    assertThat(key("revoke", "7").text()).contains("lahore-bank has no key 7");
    assertThat(key("revoke", "2").text()).contains("This node signs with key 2: rotate first");

    assertThat(submitted(1, opening())).isInstanceOf(Submitted.Committed.class);
    assertThat(key("revoke", "1").text()).isEqualTo("key 1 is revoked, final\n");
    String after = key("list").text();
    assertThat(key("revoke", "1").text()).isEqualTo("key 1 is revoked, final\n");
    assertThat(key("list").text()).isEqualTo(after).contains("  until 20");
    assertThat(submitted(1, opening())).isEqualTo(new Submitted.Rejected(Rejection.KEY_REVOKED));

    Files.delete(key(1));
    restart();
    assertThat(key("list").text()).isEqualTo(after);
    assertPaysWith(2);
    assertThat(node().get(BANK, "/v1/keys").path("keys").path(0).path("held").asBoolean())
        .isFalse();
  }

  @Test
  void onlyTheTokenForKeysChangesThem() {
    start();
    Path everyday = data().resolve("tokens").resolve(BANK);
    for (List<String> change :
        List.of(
            List.of("rotate"),
            List.of("revoke", "1"),
            List.of("add", scratch.resolve("spare").toString()))) {
      Printed refused = run(everyday, change);
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.text()).contains("403", "This token changes neither keys");
    }
    assertThat(run(everyday, List.of("list")).text()).hasLineCount(1);
  }

  /** A crash comes between the key's file and the instruction, and once after the instruction. */
  @Test
  void aRotationThatWasCutOffIsTakenUp() throws Exception {
    start();
    node().close();
    Hash32 made = new Keyring(data().resolve("keys")).make("lahore-bank.signing.2");
    start();
    assertPaysWith(1);
    assertThat(key("rotate").text()).startsWith("key 2 is added");
    assertThat(key("list").text()).contains("key 2 " + Ed25519.publicKey(made));

    Hash32 next = new Keyring(data().resolve("keys")).make("lahore-bank.signing.3");
    byte[] item = item(new AddKey(3, Ed25519.publicKey(next)));
    assertThat(submitted(2, item)).isInstanceOf(Submitted.Committed.class);
    restart();
    assertPaysWith(3);
  }

  @Test
  void whoseKeyWasStolenRevokesFromASpareOne() throws Exception {
    start();
    Path spare = scratch.resolve("safe").resolve("spare");
    assertThat(key("add", spare.toString()).text()).contains("key 2 is added");
    assertThat(key("add", spare.toString()).text()).contains("key 2 is added");
    assertPaysWith(1);

    byte[] own = item(new AddKey(3, Ed25519.publicKey(OF_THIEF)));
    assertThat(submitted(1, own, item(new RevokeKey(1)))).isInstanceOf(Submitted.Committed.class);
    Printed lost = key("rotate");
    assertThat(lost.status()).isEqualTo(1);
    assertThat(lost.text()).contains("KEY_REVOKED");

    node().close();
    Files.copy(spare, key(2));
    start();
    assertThat(key("revoke", "3").text()).isEqualTo("key 3 is revoked, final\n");
    assertThat(envelope(3, SigningKey.of(OF_THIEF), opening()))
        .isEqualTo(new Submitted.Rejected(Rejection.KEY_REVOKED));
    assertThat(key("rotate").text()).startsWith("key 4 is added");
    assertPaysWith(4);
  }

  @Test
  void whatIsNoKeyIsNotAdded() {
    start();
    assertThat(added("00".repeat(32))).contains("key-invalid");
    assertThat(added("abc")).contains("64 hexadecimal digits");
    String revoked = Ed25519.publicKey(OF_THIEF).toString();
    assertThat(added(revoked)).contains("\"number\":2");
    assertThat(key("revoke", "2").text()).isEqualTo("key 2 is revoked, final\n");
    assertThat(added(revoked)).contains("This key was revoked, as number 2.");
  }

  private String added(String publicKey) {
    Path token = data().resolve("tokens").resolve(BANK + ".keys");
    return new NodeClient(node().url(), token)
        .post("/v1/keys", Map.of("publicKey", publicKey))
        .text();
  }

  // As a user

  private Printed key(String... words) {
    return run(data().resolve("tokens").resolve(BANK + ".keys"), List.of(words));
  }

  private Printed run(Path token, List<String> words) {
    StringWriter printed = new StringWriter();
    List<String> all = new ArrayList<>(List.of("key"));
    all.addAll(words);
    all.addAll(List.of("--url", node().url(), "--token-file", token.toString()));
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(all.toArray(String[]::new));
    return new Printed(status, printed.toString());
  }

  /** A transfer is accepted, and the envelope in the log bears the number. */
  private void assertPaysWith(int number) {
    Teller bank = new Teller(node().as(BANK));
    String purse = bank.open("PKR").path("id").asString();
    assertThat(outcome(bank.enter(order(bank.first("PKR"), purse, "1")))).isEqualTo("accepted 1");
    Replica replica = node().part(Replica.class);
    try (Stream<Entry> entries = replica.entries(1)) {
      Header last =
          entries
              .flatMap(entry -> entry.envelopes().stream())
              .map(each -> each.open().header())
              .filter(header -> header.party() == node().party(BANK).number())
              .reduce((before, after) -> after)
              .orElseThrow();
      assertThat(last.key()).isEqualTo(number);
    }
  }

  // As whoever has a secret

  private byte[] opening() {
    return item(new OpenAccount(ids.next(), 1, 0, 1));
  }

  private byte[] item(Record instruction) {
    return Catalogue.of(DataFolder.PROGRAMS).item(instruction);
  }

  private Submitted submitted(int number, byte[]... items) throws Exception {
    Hash32 secret =
        new Keyring(data().resolve("keys")).secret(key(number).getFileName().toString());
    return envelope(number, SigningKey.of(secret), items);
  }

  private Submitted envelope(int number, SigningKey with, byte[]... items) throws Exception {
    byte[] envelope =
        Envelope.sign(
            node().network().hash(),
            node().party(BANK).number(),
            number,
            with,
            ids.next(),
            InstantSource.system().millis() + 60_000,
            Header.Content.INSTRUCTIONS,
            Arrays.asList(items));
    return node().part(Replica.class).submit(envelope).get(60, TimeUnit.SECONDS);
  }
}
