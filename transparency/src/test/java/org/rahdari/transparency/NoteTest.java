package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Notes and keys, with the published examples of golang.org/x/mod/sumdb/note and real checkpoints.
 */
class NoteTest {
  /** The example key pair of golang.org/x/mod/sumdb/note. */
  private static final String PETER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String PETER_PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

  private static final String PETER_NOTE =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  /** The Go checksum database's published key, and a checkpoint that it signed. */
  private static final String SUMDB =
      "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

  private static final String SUMDB_NOTE =
      """
      go.sum database tree
      63096908
      8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=

      — sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=
      """;

  /** The example of C2SP signed-note: its text has an empty line of its own. */
  private static final String QUASIMODO =
      """
      Ognuno sta solo sul cuor della terra
      trafitto da un raggio di sole:

      ed è subito sera.

      — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
      """;

  /** The example of C2SP tlog-cosignature. */
  private static final String TWO_SIGNERS =
      """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
      """;

  @Test
  void thePublishedExampleVerifiesAndIsWhatWeSign() throws MalformedException {
    Note note = Note.parse(utf8(PETER_NOTE));
    assertThat(VerifierKey.parse(PETER).verifies(note.text(), note.signatures().getFirst()))
        .isTrue();

    byte[] typed = Base64.getDecoder().decode(PETER_PRIVATE);
    NoteSigner signer = new NoteSigner("PeterNeumann", Arrays.copyOfRange(typed, 1, 33));
    assertThat(signer.verifierKey()).hasToString(PETER).isEqualTo(VerifierKey.parse(PETER));
    Note ours = new Note(note.text(), List.of(signer.sign(note.text())));
    assertThat(ours.format()).isEqualTo(utf8(PETER_NOTE));
  }

  @Test
  void aRealCheckpointOfTheGoChecksumDatabaseVerifies() throws MalformedException {
    Note note = Note.parse(utf8(SUMDB_NOTE));
    VerifierKey key = VerifierKey.parse(SUMDB);
    assertThat(key.name()).isEqualTo("sum.golang.org");
    assertThat(key.keyId()).isEqualTo(0x033de0ae);
    assertThat(key.verifies(note.text(), note.signatures().getFirst())).isTrue();
    assertThat(key.verifies(note.text() + "\n", note.signatures().getFirst())).isFalse();

    // It has three lines; ours have a fourth, which cites the policy.
    Checkpoint checkpoint = Checkpoint.parse(note.text() + "policy 1\n");
    assertThat(checkpoint.origin()).isEqualTo("go.sum database tree");
    assertThat(checkpoint.size()).isEqualTo(63_096_908);
    assertThat(checkpoint.toText()).isEqualTo(note.text() + "policy 1\n");
    TrustPolicy policy = new TrustPolicy("go.sum database tree", 1, List.of(key));
    assertThat(Verifier.verifyCheckpoint(utf8(SUMDB_NOTE), policy))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.sentence())
                    .isEqualTo("checkpoint does not have exactly four lines"));
  }

  @ParameterizedTest
  @ValueSource(strings = {PETER_NOTE, SUMDB_NOTE, QUASIMODO, TWO_SIGNERS})
  void aNoteIsWrittenAsItWasRead(String text) throws MalformedException {
    assertThat(Note.parse(utf8(text)).format()).isEqualTo(utf8(text));
  }

  @Test
  void theLastEmptyLineSeparatesTextFromSignatures() throws MalformedException {
    Note note = Note.parse(utf8(QUASIMODO));
    assertThat(note.text()).endsWith("di sole:\n\ned è subito sera.\n");
    assertThat(note.signatures()).hasSize(1);
    assertThat(note.signatures().getFirst().key())
        .isEqualTo("quasimodo.example/salvatore+367ba04b");
  }

  @Test
  void notesInAnyOtherFormAreRefused() {
    String line = "— a.example AAAAAAA=\n"; // four bytes of key id and one of signature
    assertThat(parses(utf8("text\n\n" + line))).isTrue();
    for (String note :
        List.of(
            "",
            "\n",
            "\n\n",
            "text\n",
            "text\n\n",
            line,
            "text\n" + line,
            "text\n\n" + line.stripTrailing(),
            "text\n\n" + line + "\n",
            "text\n\n" + line + "more\n",
            "text\n\n\n" + line + "\n",
            "text\r\n\n" + line,
            "te\txt\n\n" + line,
            "te\0xt\n\n" + line,
            "text\n\n- a.example AAAAAAA=\n",
            "text\n\n—a.example AAAAAAA=\n",
            "text\n\n— a.example  AAAAAAA=\n",
            "text\n\n—  AAAAAAA=\n",
            "text\n\n— a.example\n",
            "text\n\n— a.example \n",
            "text\n\n— a+b AAAAAAA=\n",
            "text\n\n— a\u00a0b AAAAAAA=\n",
            "text\n\n— a\u0085b AAAAAAA=\n",
            "text\n\n— a\u3000b AAAAAAA=\n",
            "text\n\n— a.example AAAAAA==\n",
            "text\n\n— a.example AAAAAAA\n",
            "text\n\n— a.example AAAAAAB=\n",
            "text\n\n— a.example AAAA-AA=\n",
            "text\n\n— a.example AAAAAAA= \n",
            "text\n\n" + line.repeat(Note.SIGNATURES_MAX + 1))) {
      assertThat(parses(utf8(note))).as(note).isFalse();
    }
    assertThat(parses(utf8("text\n\n" + line.repeat(Note.SIGNATURES_MAX)))).isTrue();
    byte[] latin1 = "t\u00e9xt\n\n— a.example AAAAAAA=\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(parses(latin1)).isFalse();
    String most = "x".repeat(Note.NOTE_BYTES_MAX - utf8("\n\n" + line).length);
    assertThat(parses(utf8(most + "\n\n" + line))).isTrue();
    assertThat(parses(utf8("x" + most + "\n\n" + line))).isFalse();
  }

  @Test
  void everyMangledKeyIsRefused() throws MalformedException {
    for (int i = 0; i < PETER.length(); i++) {
      for (int j = i + 1; j <= PETER.length(); j++) {
        if (i > 0 || j < PETER.length()) assertKeyRefused(PETER.substring(i, j));
      }
      char next = (char) (PETER.charAt(i) + 1);
      assertKeyRefused(PETER.substring(0, i) + next + PETER.substring(i + 1));
    }
    assertKeyRefused(PETER.replace("c74f20a3", "C74F20A3"));
    assertKeyRefused(PETER + "\n");
    // The type of witnesses' cosignatures (0x04): not what validators sign with.
    assertKeyRefused("PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  }

  @Test
  void keysOfSmallOrderAreRefused() {
    for (String point :
        List.of(
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")) {
      byte[] publicKey = HexFormat.of().parseHex(point);
      assertThatThrownBy(() -> new VerifierKey("a.example", publicKey))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void notesThatCouldNotBeReadBackAreNotMade() {
    NoteSigner signer = new NoteSigner("a.example", new byte[32]);
    for (String text : List.of("", "text", "te\txt\n", "te\rxt\n")) {
      List<NoteSignature> signatures = List.of(signer.sign(text));
      assertThatThrownBy(() -> new Note(text, signatures))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Note("text\n", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    List<NoteSignature> tooMany =
        Collections.nCopies(Note.SIGNATURES_MAX + 1, signer.sign("text\n"));
    assertThatThrownBy(() -> new Note("text\n", tooMany))
        .isInstanceOf(IllegalArgumentException.class);
    String longName = "x".repeat(VerifierKey.NAME_BYTES_MAX);
    assertThat(new NoteSigner(longName, new byte[32]).verifierKey().name()).isEqualTo(longName);
    for (String name : List.of("", "a b", "a+b", "a\nb", longName + "x")) {
      assertThatThrownBy(() -> new NoteSigner(name, new byte[32]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "o\n1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\nextension\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\nextension\npolicy 1\n",
        "\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n+1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n-1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n١\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n9223372036854775808\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\npolicy 1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0\npolicy 1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 0\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 01\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy -1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy +1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy \n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy  1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1 \n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\nPolicy 1\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 2147483648\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy ١\n",
        "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 1.0\n"
      })
  void checkpointsInAnyOtherFormAreRefused(String text) throws MalformedException {
    String good =
        "o\n9223372036854775807\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\npolicy 2147483647\n";
    assertThat(Checkpoint.parse(good).size()).isEqualTo(Long.MAX_VALUE);
    assertThat(Checkpoint.parse(good).policy()).isEqualTo(Integer.MAX_VALUE);
    assertThat(Checkpoint.parse(good).toText()).isEqualTo(good);
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(MalformedException.class);
  }

  private static void assertKeyRefused(String vkey) {
    assertThatThrownBy(() -> VerifierKey.parse(vkey))
        .as(vkey)
        .isInstanceOf(MalformedException.class);
  }

  private static boolean parses(byte[] note) {
    try {
      Note.parse(note);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
