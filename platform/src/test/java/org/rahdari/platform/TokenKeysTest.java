package org.rahdari.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Core.OpenAccount;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.kernel.SigningKey;
import org.rahdari.replication.Submitted;

/** Keys in a token, which SoftHSM plays: made, found again, used, and out of reach. */
@Timeout(120)
final class TokenKeysTest {
  private static final byte[] MESSAGE = "what is signed".getBytes(UTF_8);
  private static final int THREADS = 8;
  private static final int SIGNATURES = 25;

  @TempDir Path scratch = Path.of("unset");

  private @Nullable SoftToken plugged;
  private final List<TokenKeys> opened = new ArrayList<>();
  private final AtomicInteger logins = new AtomicInteger();

  @BeforeEach
  void plug() throws Exception {
    plugged = SoftToken.make(scratch);
  }

  private SoftToken token() {
    if (plugged == null) throw new IllegalStateException("nothing is plugged in");
    return plugged;
  }

  /** A library knows the tokens of its first login only, until all have logged out. */
  @AfterEach
  void logOut() {
    opened.forEach(TokenKeys::close);
  }

  private TokenKeys keys(String pin) {
    TokenKeys keys =
        new TokenKeys(
            token().library(),
            SoftToken.LABEL,
            () -> {
              logins.incrementAndGet();
              return pin.getBytes(UTF_8);
            },
            new FileKeys(new Keyring(scratch.resolve("keys"))));
    opened.add(keys);
    return keys;
  }

  private TokenKeys keys() {
    return keys(SoftToken.PIN);
  }

  @Test
  void aKeyIsMadeOnceAndSignsAlsoAfterAnotherLogin() {
    TokenKeys first = keys();
    assertThat(first.names()).isEmpty();
    Hash32 made = first.make("sbp.signing").publicKey();
    assertThat(first.make("sbp.signing").publicKey()).isEqualTo(made);
    first.close();

    TokenKeys again = keys();
    assertThat(again.names()).containsExactly("sbp.signing");
    SigningKey key = again.key("sbp.signing");
    assertThat(key.publicKey()).isEqualTo(made);
    assertThat(Ed25519.verify(made, MESSAGE, key.sign(MESSAGE))).isTrue();
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> again.key("sbp.validator"))
        .withMessageContaining("sbp.validator is not in the token sbp");
  }

  @Test
  void aSpareKeyMayLieInTheFolder() {
    Hash32 spare = new Keyring(scratch.resolve("keys")).make("sbp.signing.2");
    TokenKeys keys = keys();
    keys.make("sbp.signing");
    assertThat(keys.names()).containsExactly("sbp.signing", "sbp.signing.2");
    assertThat(keys.key("sbp.signing.2").publicKey()).isEqualTo(Ed25519.publicKey(spare));
  }

  @Test
  void manyThreadsSignAtOnce() throws Exception {
    SigningKey key = keys().make("sbp.signing");
    List<Future<byte[]>> signed = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS * SIGNATURES; i++) {
        byte[] message = {(byte) i};
        signed.add(threads.submit(() -> key.sign(message)));
      }
      for (int i = 0; i < signed.size(); i++) {
        byte[] message = {(byte) i};
        assertThat(Ed25519.verify(key.publicKey(), message, signed.get(i).get())).isTrue();
      }
    }
    assertThat(logins).hasValue(1);
  }

  @Test
  void aTokenThatIsTakenOutIsToldAndUsedAgainWhenItIsBack() throws Exception {
    TokenKeys keys = keys();
    SigningKey key = keys.make("sbp.signing");
    key.sign(MESSAGE);
    assertThat(keys.trouble()).isEmpty();

    token().unplug();
    assertThatExceptionOfType(KeyUnavailableException.class).isThrownBy(() -> key.sign(MESSAGE));
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> key.sign(MESSAGE))
        .withMessageContaining("There is no token sbp");
    assertThat(keys.trouble()).hasValueSatisfying(why -> assertThat(why).contains("token sbp"));

    token().plug();
    assertThat(Ed25519.verify(key.publicKey(), MESSAGE, key.sign(MESSAGE))).isTrue();
    assertThat(keys.trouble()).isEmpty();
  }

  /** The third wrong one would lock a real token. */
  @Test
  void aPinThatIsRefusedIsTriedOnce() {
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> keys("9999"))
        .withMessageContaining("C_LOGIN answered 0xa0");
    assertThat(logins).hasValue(1);
  }

  @Test
  void whatIsNoTokenIsToldPlainly() throws Exception {
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(
            () -> new TokenKeys(scratch.resolve("softhsm2.conf"), "sbp", () -> new byte[0], null))
        .withMessageContaining("does not speak PKCS#11");
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> new TokenKeys(token().library(), "other", () -> new byte[0], null))
        .withMessageContaining("There is no token other");
    assertThat(Files.exists(scratch.resolve("tokens"))).isTrue();
  }

  /** A bank whose keys are in the token: nothing is lost while it is out, and then all goes on. */
  @Test
  void aLedgerGoesOnWhenTheTokenIsBack() throws Exception {
    TokenKeys keys = keys();
    try (Bank bank = Bank.open(scratch.resolve("bank"), keys)) {
      bank.issuing();
      token().unplug();
      OpenAccount open = new OpenAccount(bank.ids.next(), 1, 0, 0);
      assertThat(Bank.get(bank.gateway.submit(List.of(open))))
          .isEqualTo(new Submitted.Deferred(Submitted.Reason.KEY_UNAVAILABLE));
      token().plug();
      Bank.accepted(bank.gateway.submit(List.of(open)));
      long leaf = bank.replica.figures().treeSize() - 1;
      assertThat(Bank.get(bank.replica.awaitFinal(leaf)).checkpoint().size()).isGreaterThan(leaf);
      assertThat(bank.replica.silent()).isEmpty();
    }
  }

  /** An envelope that was signed before the token was taken out: its checkpoint comes later. */
  @Test
  void aCheckpointWaitsForTheToken() throws Exception {
    TokenKeys keys = keys();
    keys.make("bank.validator");
    Keyring files = new Keyring(scratch.resolve("keys"));
    files.make("bank.signing");
    try (Bank bank = Bank.open(scratch.resolve("bank"), keys)) {
      token().unplug();
      bank.issuing();
      long leaf = bank.replica.figures().treeSize() - 1;
      while (bank.replica.silent().isEmpty()) Thread.sleep(20);
      assertThat(bank.replica.silent().orElseThrow()).contains("log key does not sign");
      assertThat(bank.replica.figures().finalSize()).isLessThanOrEqualTo(leaf);
      token().plug();
      Bank.get(bank.replica.awaitFinal(leaf));
      assertThat(bank.replica.silent()).isEmpty();
    }
  }
}
