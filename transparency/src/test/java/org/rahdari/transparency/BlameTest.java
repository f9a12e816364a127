package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rahdari.transparency.Blame.Named;
import org.rahdari.transparency.Blame.NoConflict;
import org.rahdari.transparency.Refused.Reason;

/** Four validators and two histories that part at some leaf; who signed both is named. */
class BlameTest {
  private static final int[] FIRST_THREE = {0, 1, 2};
  private static final int[] LAST_THREE = {1, 2, 3};

  private final List<NoteSigner> signers = new Consortium(4, 0).signers;
  private final TrustPolicy policy =
      new TrustPolicy(Consortium.ORIGIN, 3, Consortium.keys(signers));
  private final PolicyHistory policies = PolicyHistory.of(policy);

  @TempDir private Path folder;

  @Test
  void whoSignedTwoRootsOfOneSizeIsNamed() throws Exception {
    History honest = new History(9, 9);
    History forked = new History(9, 4);
    Blame blame = blame(checkpoint(honest, 9, FIRST_THREE), checkpoint(forked, 9, LAST_THREE));
    assertThat(blame).isEqualTo(new Named(names(1, 2), "two roots of 9 leaves were signed"));
    assertThat(blame(checkpoint(forked, 9, LAST_THREE), checkpoint(honest, 9, FIRST_THREE)))
        .isEqualTo(blame);
  }

  @Test
  void aSignatureCountsWithoutAQuorumAndOnlyIfItIsValid() throws Exception {
    History honest = new History(9, 9);
    History forked = new History(9, 4);
    Evidence one = checkpoint(honest, 9, 2);
    Note other = note(forked, 9, 2);
    assertThat(blame(one, evidence(other))).isInstanceOf(Named.class);
    // A line that somebody pasted under another text is no signature of it, nor is a stranger's.
    NoteSigner stranger = Consortium.signer("stranger.example", 77);
    Note pasted =
        new Note(
            other.text(),
            List.of(
                note(honest, 9, 2).signatures().getFirst(),
                signers.get(3).sign(other.text()),
                stranger.sign(other.text())));
    assertThat(blame(one, evidence(pasted)))
        .isEqualTo(
            new NoConflict(
                NoConflict.Why.NOBODY_SIGNED_BOTH,
                "two roots of 9 leaves were signed; no validator's valid signature is on both"));
  }

  @Test
  void oneTreeIsNoConflict() throws Exception {
    History honest = new History(9, 9);
    assertThat(blame(checkpoint(honest, 9, FIRST_THREE), checkpoint(honest, 9, LAST_THREE)))
        .isEqualTo(new NoConflict(NoConflict.Why.SAME_TREE, "both are of one tree of 9 leaves"));
    assertThat(blame(receipt(honest, 9, 3), receipt(honest, 9, 4))).isInstanceOf(NoConflict.class);
  }

  @Test
  void checkpointsOfDifferentSizeAreNotByThemselvesEvidence() throws Exception {
    History honest = new History(12, 12);
    History forked = new History(12, 2);
    for (History history : List.of(honest, forked)) {
      assertThat(blame(checkpoint(honest, 7, FIRST_THREE), checkpoint(history, 12, FIRST_THREE)))
          .isEqualTo(
              new NoConflict(
                  NoConflict.Why.NOT_PROVEN,
                  "checkpoints of 7 and 12 leaves are not by themselves evidence; the tiles of the"
                      + " larger tree would show whether it begins with the smaller one"));
    }
  }

  @Test
  void twoLeavesForOneIndexAreAConflictWhateverTheSizes() throws Exception {
    History honest = new History(20, 20);
    History forked = new History(20, 4);
    assertThat(blame(receipt(honest, 9, 5), receipt(forked, 13, 5)))
        .isEqualTo(new Named(names(0, 1, 2), "two leaves were signed for the index 5"));
    assertThat(blame(receipt(forked, 9, 5), receipt(honest, 13, 5))).isInstanceOf(Named.class);
    // Before the fork the leaves are the same, but not what lies beside their ways.
    assertThat(blame(receipt(honest, 9, 1), receipt(forked, 13, 1)))
        .isInstanceOfSatisfying(
            Named.class,
            n ->
                assertThat(n.sentence())
                    .isEqualTo("the leaves 4 to 7 were signed with two hashes"));
  }

  @Test
  void receiptsOfDifferentLeavesConflictInWhatBothShow() throws Exception {
    History honest = new History(20, 20);
    History forked = new History(20, 6);
    assertThat(blame(receipt(honest, 15, 2), receipt(forked, 20, 5)))
        .isEqualTo(new Named(names(0, 1, 2), "the leaves 4 to 7 were signed with two hashes"));
    // A checkpoint of a power of two is itself a subtree that every larger receipt may show.
    assertThat(blame(checkpoint(honest, 8, FIRST_THREE), receipt(forked, 20, 9)))
        .isEqualTo(
            new Named(
                names(0, 1, 2),
                "a tree of 20 leaves was signed that does not begin with the signed tree of 8"
                    + " leaves"));
    assertThat(blame(checkpoint(honest, 8, FIRST_THREE), receipt(honest, 20, 9)))
        .isEqualTo(
            new NoConflict(
                NoConflict.Why.EXTENDS, "the tree of 20 leaves begins with the tree of 8 leaves"));
    // What lies in no common subtree is not known to differ.
    assertThat(blame(receipt(honest, 7, 6), receipt(new History(20, 19), 20, 19)))
        .isInstanceOf(NoConflict.class);
  }

  @Test
  void theTilesOfTheLargerTreeProveADifferenceOfSize() throws Exception {
    History honest = new History(300, 300);
    History forked = new History(600, 290);
    History grown = new History(600, 600);
    Evidence small = mirror("small", honest, 300);
    assertThat(blame(small, mirror("forked", forked, 600)))
        .isEqualTo(
            new Named(
                names(0, 1, 2),
                "a tree of 600 leaves was signed that does not begin with the signed tree of 300"
                    + " leaves"));
    assertThat(blame(mirror("grown", grown, 600), small))
        .isEqualTo(
            new NoConflict(
                NoConflict.Why.EXTENDS,
                "the tree of 600 leaves begins with the tree of 300 leaves"));
    assertThat(blame(mirror("forked", forked, 600), checkpoint(honest, 300, LAST_THREE)))
        .isInstanceOfSatisfying(
            Named.class, named -> assertThat(named.validators()).isEqualTo(names(1, 2)));
    assertThat(blame(mirror("forked", forked, 600), checkpoint(honest, 290, LAST_THREE)))
        .isInstanceOf(NoConflict.class);
  }

  @Test
  void aMirrorIsHeldAgainstAReceipt() throws Exception {
    History honest = new History(300, 300);
    History forked = new History(600, 290);
    Evidence mirror = mirror("small", honest, 300);
    assertThat(blame(mirror, receipt(forked, 600, 295)))
        .isInstanceOfSatisfying(
            Named.class,
            n -> assertThat(n.sentence()).isEqualTo("two leaves were signed for the index 295"));
    assertThat(blame(mirror, receipt(forked, 600, 10))).isInstanceOf(NoConflict.class);
    assertThat(blame(mirror("forked", forked, 600), receipt(honest, 300, 10)))
        .isInstanceOf(Named.class);
  }

  /**
   * For every size, fork and pair of leaves: no honest log is blamed, and what is shown is seen.
   */
  @Test
  void onlyHistoriesThatPartAreBlamed() throws Exception {
    Random random = new Random(101);
    for (int round = 0; round < 300; round++) {
      int fork = random.nextInt(40);
      History honest = new History(40, 40);
      History other = random.nextInt(3) == 0 ? honest : new History(40, fork);
      int size = 1 + random.nextInt(40);
      int otherSize = 1 + random.nextInt(40);
      int index = random.nextInt(size);
      int otherIndex = random.nextInt(otherSize);
      Blame blame = blame(receipt(honest, size, index), receipt(other, otherSize, otherIndex));
      boolean parted = !other.equals(honest) && fork < Math.min(size, otherSize);
      if (blame instanceof Named) assertThat(parted).isTrue();
      if (parted && index == otherIndex && index >= fork) {
        assertThat(blame).isInstanceOf(Named.class);
      }
      if (parted && size == otherSize) assertThat(blame).isInstanceOf(Named.class);
    }
  }

  @Test
  void theCheckpointsMayCiteDifferentPolicies() throws Exception {
    // Between the two the second validator took another key.
    NoteSigner renewed = Consortium.signer(signers.get(1).verifierKey().name(), 50);
    List<NoteSigner> later = new ArrayList<>(signers);
    later.set(1, renewed);
    TrustPolicy second =
        new TrustPolicy(Consortium.ORIGIN, 2, 3, Consortium.keys(later), List.of(), List.of());
    List<Note> change = new ArrayList<>();
    for (int i : FIRST_THREE) change.add(PolicyChange.sign(second, signers.get(i)));
    PolicyHistory both = policies.with(PolicyChange.combine(policy, change));
    Note before = note(new History(9, 9), 9, 0, 1);
    Note after = new CheckpointSigner(second, renewed).sign(9, new History(9, 4).tree(9).root());
    assertThat(Blame.between(evidence(before), evidence(after), both))
        .isInstanceOfSatisfying(
            Named.class, named -> assertThat(named.validators()).isEqualTo(names(1)));
    assertThat(blame(evidence(before), evidence(after)))
        .isEqualTo(
            new Refused(
                Reason.POLICY_OF_ANOTHER_VERSION,
                "the checkpoint cites policy 2, given is policy 1"));
  }

  @Test
  void anotherLogsCheckpointIsRefused() throws Exception {
    TrustPolicy elsewhere = new TrustPolicy("another.example", 3, policy.validators());
    Note note = new CheckpointSigner(elsewhere, signers.getFirst()).sign(9, Hashes.EMPTY_ROOT);
    assertThat(blame(checkpoint(new History(9, 9), 9, 0), evidence(note)))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.ORIGIN_OF_ANOTHER_LOG));
  }

  @Test
  void whatIsNoEvidenceIsRefused() throws Exception {
    History honest = new History(9, 9);
    byte[] receipt = receiptBytes(honest, 9, 3);
    String moved =
        new String(receipt, StandardCharsets.UTF_8).replace("\nindex 3\n", "\nindex 4\n");
    assertThatThrownBy(() -> Evidence.ofReceipt(moved.getBytes(StandardCharsets.UTF_8)))
        .hasMessage("leaf 4 does not lead to the root of 9");
    assertThatThrownBy(() -> Evidence.ofCheckpoint(receipt)).isInstanceOf(MalformedException.class);
    mirror("mirror", new History(300, 300), 300);
    Path level0 = folder.resolve("mirror/tiles/level-0");
    byte[] tiles = Files.readAllBytes(level0);
    tiles[280 * Hash.BYTES] ^= 1;
    Files.write(level0, tiles);
    assertThatThrownBy(() -> Evidence.ofMirror(folder.resolve("mirror")))
        .hasMessage("tiles do not lead to the root of 300 leaves");
    Files.write(level0, java.util.Arrays.copyOf(tiles, 290 * Hash.BYTES));
    assertThatThrownBy(() -> Evidence.ofMirror(folder.resolve("mirror")))
        .isInstanceOf(DamagedLogException.class);
    assertThatThrownBy(() -> Evidence.of(folder.resolve("nothing")))
        .isInstanceOf(IOException.class);
  }

  /** Levels that contradict each other cannot make an honest tree look like another. */
  @Test
  void aMirrorWhoseLevelsContradictEachOtherBlamesNobody() throws Exception {
    History honest = new History(600, 600);
    Evidence mirror = mirror("mirror", honest, 600);
    Path level0 = folder.resolve("mirror/tiles/level-0");
    byte[] tiles = Files.readAllBytes(level0);
    tiles[130 * Hash.BYTES] ^= 1; // under a hash of level 1, which alone the root needs
    Files.write(level0, tiles);
    Evidence damaged = Evidence.ofMirror(folder.resolve("mirror"));
    assertThatThrownBy(() -> blame(damaged, checkpoint(honest, 131, FIRST_THREE)))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageEndingWith("the levels of the tree contradict each other");
    assertThat(mirror.checkpoint().size()).isEqualTo(600);
  }

  @Test
  void aMirrorIsReadAndNotWritten() throws Exception {
    Evidence mirror = mirror("mirror", new History(300, 300), 300);
    Files.delete(folder.resolve("mirror/tiles/level-5"));
    List<String> before = listing();
    blame(mirror, receipt(new History(600, 290), 600, 295));
    Evidence.of(folder.resolve("mirror"));
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void aPathIsReadAsWhatItIs() throws Exception {
    History honest = new History(9, 9);
    Path receipt = Files.write(folder.resolve("r"), receiptBytes(honest, 9, 3));
    Path checkpoint = Files.write(folder.resolve("c"), note(honest, 9, FIRST_THREE).format());
    mirror("mirror", honest, 9);
    Evidence other = checkpoint(new History(9, 4), 9, FIRST_THREE);
    for (Path path : List.of(receipt, checkpoint, folder.resolve("mirror"))) {
      assertThat(blame(Evidence.of(path), other)).isInstanceOf(Named.class);
    }
  }

  private List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> listing = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        listing.add(file + " " + Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
      return listing;
    }
  }

  /** Leaves of which those from {@code fork} on are another history's. */
  private record History(int size, int fork) {
    ItemResult pair(int index) {
      byte[] item =
          ("item " + index + (index < fork ? "" : " of another history"))
              .getBytes(StandardCharsets.UTF_8);
      return new ItemResult(0, item, new byte[] {0});
    }

    Leaf leaf(int index) {
      return new Leaf(Leaf.Kind.ENVELOPE, Consortium.context(index), 1, pair(index).hash());
    }

    InnerTree tree(int leaves) {
      List<byte[]> data = new ArrayList<>();
      for (int i = 0; i < leaves; i++) data.add(leaf(i).encode());
      return InnerTree.of(data);
    }
  }

  private Blame blame(Evidence first, Evidence second) throws IOException {
    return Blame.between(first, second, policies);
  }

  private Note note(History history, int leaves, int... by) {
    List<Note> notes = new ArrayList<>();
    for (int i : by) {
      notes.add(
          new CheckpointSigner(policy, signers.get(i)).sign(leaves, history.tree(leaves).root()));
    }
    return CheckpointSigner.combine(policy, notes);
  }

  private static Evidence evidence(Note note) throws MalformedException {
    return Evidence.ofCheckpoint(note.format());
  }

  private Evidence checkpoint(History history, int leaves, int... by) throws MalformedException {
    return evidence(note(history, leaves, by));
  }

  private byte[] receiptBytes(History history, int leaves, int index) {
    return new Receipt(
            history.leaf(index),
            history.pair(index),
            List.of(),
            index,
            history.tree(leaves).proof(index),
            note(history, leaves, FIRST_THREE))
        .format();
  }

  private Evidence receipt(History history, int leaves, int index) throws MalformedException {
    return Evidence.ofReceipt(receiptBytes(history, leaves, index));
  }

  private Evidence mirror(String name, History history, int leaves) throws Exception {
    Path mirror = folder.resolve(name);
    try (TileLog log = TileLog.open(mirror.resolve("tiles"))) {
      log.truncate(0);
      for (int i = 0; i < leaves; i++) log.append(history.leaf(i).hash());
    }
    Files.write(mirror.resolve("checkpoint"), note(history, leaves, FIRST_THREE).format());
    return Evidence.ofMirror(mirror);
  }

  private List<String> names(int... numbers) {
    List<String> names = new ArrayList<>();
    for (int number : numbers) names.add(signers.get(number).verifierKey().name());
    return names;
  }
}
