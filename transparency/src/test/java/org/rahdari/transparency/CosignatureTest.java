package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosignatureTest {
  /** A checkpoint of the staging CT log Arche 2025h1, as it was served in May 2026. */
  private static final String ARCHE_NOTE =
      """
      arche2025h1.staging.ct.transparency.dev
      1432088532
      U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

      — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
      — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
      — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
      — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
      — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
      — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
      """;

  private static final CosignatureSigner SIGNER =
      new CosignatureSigner("witness.example/w1", new byte[32]);
  private static final String TEXT = "test\n123\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n";
  private static final long TIME_SECONDS = 1_679_315_147;

  /** The keys are those that the witnesses' operators publish. */
  @ParameterizedTest
  @CsvSource({
    "2, transparency.dev/DEV:witness-little-garden+d8042a87+BCtusOxINQNUTN5Oj8HObRkh2yHf/MwYaGX4CPdiVEPM",
    "3, witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "4, remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "5, witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"
  })
  void realWitnessesCosignaturesVerify(int line, String vkey) throws MalformedException {
    Note note = Note.parse(utf8(ARCHE_NOTE));
    WitnessKey key = WitnessKey.parse(vkey);
    assertThat(key).hasToString(vkey);
    NoteSignature signature = note.signatures().get(line);
    assertThat(key.verifies(note.text(), signature)).isTrue();
    assertThat(key.verifies(note.text().replace("532", "533"), signature)).isFalse();
    // 2026-05-23T21:50:24Z, as the log asked all of them in the same second.
    assertThat(Cosignature.parse(signature).timeSeconds()).isEqualTo(0x6a122120L);
    for (NoteSignature other : note.signatures()) {
      assertThat(key.verifies(note.text(), other)).isEqualTo(other.equals(signature));
    }
  }

  /** The line beside it is of a key of type 0x01: the two types live in one note. */
  @Test
  void theLogsOwnLineVerifiesInTheSameNote() throws MalformedException {
    Note note = Note.parse(utf8(ARCHE_NOTE));
    VerifierKey log =
        VerifierKey.parse(
            "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
    assertThat(log.verifies(note.text(), note.signatures().get(1))).isTrue();
  }

  /** The examples of C2SP tlog-cosignature and of transparency-dev/formats name their times. */
  @ParameterizedTest
  @CsvSource({
    "1679315147, jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==",
    "1727964367, ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
  })
  void publishedTimesAreRead(long timeSeconds, String base64) throws MalformedException {
    NoteSignature line = NoteSignature.parse("— witness.example.com/w1 " + base64, "line");
    assertThat(Cosignature.parse(line).timeSeconds()).isEqualTo(timeSeconds);
  }

  @Test
  void whatIsCosignedVerifies() throws MalformedException {
    Cosignature cosignature = SIGNER.cosign(TEXT, TIME_SECONDS);
    NoteSignature line = cosignature.line();
    assertThat(SIGNER.witnessKey().verifies(TEXT, line)).isTrue();
    assertThat(Cosignature.parse(line)).isEqualTo(cosignature);
    assertThat(SIGNER.cosign(TEXT, TIME_SECONDS)).isEqualTo(cosignature);
    assertThat(SIGNER.cosign(TEXT, TIME_SECONDS + 1)).isNotEqualTo(cosignature);
    WitnessKey again = WitnessKey.parse(SIGNER.witnessKey().toString());
    assertThat(again).isEqualTo(SIGNER.witnessKey()).hasSameHashCodeAs(SIGNER.witnessKey());
  }

  @Test
  void anyByteOfTextOrSignatureChangedIsRefused() {
    Random random = new Random(61);
    for (int round = 0; round < 20; round++) {
      String text = TEXT + "extension " + random.nextInt() + "\n";
      NoteSignature line = SIGNER.cosign(text, random.nextLong(Long.MAX_VALUE)).line();
      for (int i = 0; i < line.signature().length; i++) {
        byte[] changed = line.signature().clone();
        changed[i] ^= (byte) (1 << random.nextInt(8));
        assertVerifies(text, changed, false);
      }
      for (int i = 0; i < text.length(); i++) {
        String changed = text.substring(0, i) + (char) (text.charAt(i) + 1) + text.substring(i + 1);
        assertVerifies(changed, line.signature(), false);
      }
      assertVerifies(text, Arrays.copyOf(line.signature(), 71), false);
      assertVerifies(text, Arrays.copyOf(line.signature(), 73), false);
      assertVerifies(text, line.signature(), true);
    }
  }

  private static void assertVerifies(String text, byte[] signature, boolean expected) {
    WitnessKey key = SIGNER.witnessKey();
    NoteSignature line = new NoteSignature(key.name(), key.keyId(), signature);
    assertThat(key.verifies(text, line)).isEqualTo(expected);
  }

  @Test
  void aValidatorsKeyIsNoWitnesssAndTheOtherWayRound() {
    NoteSigner validator = new NoteSigner("witness.example/w1", new byte[32]);
    assertThat(validator.verifierKey().keyId()).isNotEqualTo(SIGNER.witnessKey().keyId());
    assertThatThrownBy(() -> WitnessKey.parse(validator.verifierKey().toString()))
        .hasMessage("vkey is not of type 0x04 (cosignature/v1)");
    assertThatThrownBy(() -> VerifierKey.parse(SIGNER.witnessKey().toString()))
        .hasMessage("vkey is not of type 0x01 (Ed25519)");
    assertThat(SIGNER.witnessKey().verifies(TEXT, validator.sign(TEXT))).isFalse();
    NoteSignature cosigned = SIGNER.cosign(TEXT, 0).line();
    assertThat(validator.verifierKey().verifies(TEXT, cosigned)).isFalse();
  }

  @Test
  void timesBeyondTheLimitAreRefused() {
    byte[] late = SIGNER.cosign(TEXT, Long.MAX_VALUE).line().signature().clone();
    assertVerifies(TEXT, late, true);
    late[0] = (byte) 0x80;
    assertVerifies(TEXT, late, false);
    NoteSignature line = new NoteSignature("w.example", 1, late);
    assertThatThrownBy(() -> Cosignature.parse(line))
        .hasMessage("w.example+00000001 has a time beyond 2^63-1");
    assertThatThrownBy(() -> SIGNER.cosign(TEXT, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void manglesOfAKeyAreRefused() {
    String vkey = SIGNER.witnessKey().toString();
    for (String mangled : List.of("", "+", vkey + "\n", vkey.substring(1), vkey.toUpperCase())) {
      assertThatThrownBy(() -> WitnessKey.parse(mangled)).isInstanceOf(MalformedException.class);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
