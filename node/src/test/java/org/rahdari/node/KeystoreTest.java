package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;

/** Where a node's keys are said to be. */
final class KeystoreTest {
  private static final NodeConfig.Token TOKEN = new NodeConfig.Token("lib.so", "sbp", "pin", null);

  @TempDir Path scratch = Path.of("unset");

  @Test
  void aKeystoreIsOfFilesOrOfAToken() {
    assertThat(new NodeConfig.Keystore(NodeConfig.PKCS11, "keys", TOKEN).token()).isEqualTo(TOKEN);
    assertWrong("pkcs11", null, "the field token of the keystore is missing");
    assertWrong("files", TOKEN, "the keystore of type files has no field token");
    assertWrong("smartcard", null, "the field type of the keystore is files or pkcs11");
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> new NodeConfig.Token("lib.so", "sbp", "pin", "PIN"))
        .withMessageContaining("either the field pinFile or pinVariable");
  }

  private static void assertWrong(String type, NodeConfig.@Nullable Token token, String sentence) {
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> new NodeConfig.Keystore(type, "keys", token))
        .withMessageContaining(sentence);
  }

  @Test
  void aPinIsReadFromAFileThatNobodyElseReads() throws Exception {
    Path file = Files.writeString(scratch.resolve("pin"), "1234\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> Pin.inFile(file).read())
        .withMessageContaining("can be read by others");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(Pin.inFile(file).read()).isEqualTo("1234".getBytes(StandardCharsets.UTF_8));
    Files.writeString(file, "\n");
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> Pin.inFile(file).read())
        .withMessageContaining("holds no PIN");
    assertThatExceptionOfType(PlainFailure.class)
        .isThrownBy(() -> Pin.inVariable("RAHDARI_NO_SUCH_PIN").read())
        .withMessageContaining("RAHDARI_NO_SUCH_PIN holds no PIN");
  }

  @Test
  void whoBringsItsPublicKeysGetsNoSecrets() {
    Hash32 signing = Ed25519.publicKey(Hash32.sha256(new byte[] {1}));
    Hash32 validator = Ed25519.publicKey(Hash32.sha256(new byte[] {2}));
    Path out = scratch.resolve("net");
    new NetworkFolders(described(signing, validator), "127.0.0.1", 8080).write(out, Instant.now());

    Path folder = out.resolve("sbp");
    Network network = DataFolder.openMember(folder, NodeConfig.Keystore.files("keys")).network();
    assertThat(network.genesis().keys().getFirst().publicKey()).isEqualTo(signing);
    assertThat(network.genesis().validators().getFirst().publicKey()).isEqualTo(validator);
    Keyring keys = new Keyring(folder.resolve("keys"));
    assertThat(keys.holds("sbp.signing") || keys.holds("sbp.validator")).isFalse();

    for (Hash32 none : new Hash32[] {Hash32.ZERO, signing}) {
      assertThatExceptionOfType(PlainFailure.class)
          .isThrownBy(() -> new NetworkFolders(described(signing, none), "127.0.0.1", 8080))
          .withMessageContaining("key");
    }
  }

  private static byte[] described(Hash32 signing, Hash32 validator) {
    String keys =
        "\"validator\" : true, \"keys\" : {\"signing\": \"%s\", \"validator\": \"%s\"}"
            .formatted(signing, validator);
    return new String(TwoMembers.description("sbp"), StandardCharsets.UTF_8)
        .replaceAll("\"validator\" ?: ?true", keys)
        .getBytes(StandardCharsets.UTF_8);
  }
}
