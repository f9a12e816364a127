package org.rahdari.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.CosignatureSigner;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.Note;
import org.rahdari.transparency.NoteSignature;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifiedCheckpoint;
import org.rahdari.transparency.Verifier;

/** Four validators, two witnesses, and a tree whose root at each size is made up. */
class WitnessedCheckpointsTest {
  private static final int TREE = 100;

  @TempDir private Path folder;

  private final List<NoteSigner> validators =
      IntStream.range(0, 4)
          .mapToObj(i -> new NoteSigner("bank-" + i + ".example", seed(i + 1)))
          .toList();
  private final CosignatureSigner one = new CosignatureSigner("witness.example/1", seed(11));
  private final CosignatureSigner other = new CosignatureSigner("witness.example/2", seed(12));
  private final TrustPolicy policy =
      new TrustPolicy(
          "sample.example",
          1,
          3,
          validators.stream().map(NoteSigner::verifierKey).toList(),
          List.of(),
          List.of(one.witnessKey(), other.witnessKey()));

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return seed;
  }

  private static Hash root(long size) {
    byte[] root = new byte[Hash.BYTES];
    Arrays.fill(root, (byte) size);
    return Hash.of(root);
  }

  private Note note(long size, Hash root, int signers, CosignatureSigner... witnesses) {
    String text = new Checkpoint(policy.origin(), size, root, 1).toText();
    Stream<NoteSignature> signed =
        validators.subList(0, signers).stream().map(each -> each.sign(text));
    Stream<NoteSignature> cosigned =
        Stream.of(witnesses).map(each -> each.cosign(text, 1_790_000_000).line());
    return new Note(text, Stream.concat(signed, cosigned).toList());
  }

  private Note note(long size, CosignatureSigner... witnesses) {
    return note(size, root(size), 3, witnesses);
  }

  private WitnessedCheckpoints open() throws IOException {
    WitnessedCheckpoints opened =
        new WitnessedCheckpoints(
            new Policies(policy, Network.kernel()), folder.resolve("witnessed"));
    opened.start(TREE, WitnessedCheckpointsTest::root);
    return opened;
  }

  private static void take(WitnessedCheckpoints kept, Note note) throws IOException {
    kept.meet(note.format());
    kept.judge(TREE, WitnessedCheckpointsTest::root);
  }

  private static long newest(WitnessedCheckpoints kept) {
    return kept.newest().map(Cosignatures.Final::size).orElse(0L);
  }

  private static String proving(WitnessedCheckpoints kept, long leaf) {
    return kept.covering(leaf)
        .map(each -> each.size() + ", " + each.verified().finality())
        .orElse("none");
  }

  private Cosignatures.Final latest(long size) {
    Note note = note(size, root(size), 4);
    return new Cosignatures.Final(
        (VerifiedCheckpoint) Verifier.verifyCheckpoint(note.format(), policy), note);
  }

  @Test
  void aLeafIsProvenByTheCheckpointThatMostWitnessesHaveSeen() throws IOException {
    WitnessedCheckpoints kept = open();
    take(kept, note(10, one, other));
    take(kept, note(20, one));
    take(kept, note(30, other));
    assertThat(newest(kept)).isEqualTo(30);
    assertThat(proving(kept, 5)).isEqualTo("10, final by 3 of 4, witnessed by 2");
    assertThat(proving(kept, 10)).isEqualTo("30, final by 3 of 4, witnessed by 1");
    assertThat(proving(kept, 30)).isEqualTo("none");
    take(kept, note(40, other, one));
    assertThat(proving(kept, 5)).isEqualTo("40, final by 3 of 4, witnessed by 2");
    try (Stream<Path> files = Files.list(folder.resolve("witnessed"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("40");
    }
  }

  @Test
  void linesOfOneTextComeTogether() throws IOException {
    WitnessedCheckpoints kept = open();
    take(kept, note(10, one));
    take(kept, note(10, other));
    take(kept, note(10, one));
    assertThat(proving(kept, 0)).isEqualTo("10, final by 3 of 4, witnessed by 2");
    Note served = kept.cosigned(latest(10));
    assertThat(Verifier.verifyCheckpoint(served.format(), policy))
        .isInstanceOfSatisfying(
            VerifiedCheckpoint.class,
            verified ->
                assertThat(verified.finality()).isEqualTo("final by 4 of 4, witnessed by 2"));
    assertThat(kept.cosigned(latest(11))).isEqualTo(latest(11).note());
  }

  @Test
  void aRestartKeepsThemAndOnlyThem() throws IOException {
    WitnessedCheckpoints kept = open();
    take(kept, note(10, one, other));
    take(kept, note(20, one));
    Files.write(folder.resolve("witnessed/20.new"), note(20, one).format());
    Files.write(folder.resolve("witnessed/5"), note(5, root(6), 3, one).format());
    Files.writeString(folder.resolve("witnessed/7"), "nothing");
    WitnessedCheckpoints again = open();
    assertThat(newest(again)).isEqualTo(20);
    assertThat(proving(again, 5)).isEqualTo("10, final by 3 of 4, witnessed by 2");
    try (Stream<Path> files = Files.list(folder.resolve("witnessed"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("10", "20");
    }
  }

  @Test
  void whatIsNotFinalOrNotExecutedHereIsNotKept() throws IOException {
    WitnessedCheckpoints kept = open();
    take(kept, note(10));
    take(kept, note(10, root(10), 2, one));
    take(kept, note(10, root(11), 3, one));
    Note forged = note(10, one);
    Note swapped =
        new Note(
            note(11).text(),
            Stream.concat(note(11).signatures().stream(), forged.signatures().stream().skip(3))
                .toList());
    take(kept, swapped);
    kept.meet(new byte[] {1, 2, 3});
    assertThat(newest(kept)).isZero();

    kept.meet(note(TREE + 5, one).format());
    kept.judge(TREE, WitnessedCheckpointsTest::root);
    assertThat(newest(kept)).isZero();
    kept.judge(TREE + 5, WitnessedCheckpointsTest::root);
    assertThat(newest(kept)).isEqualTo(TREE + 5);
  }
}
