package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rahdari.transparency.Refused.Reason;
import org.rahdari.transparency.TrustPolicy.Group;

/** Four validators; then a fifth joins and two become a group; then the first leaves. */
class PolicyHistoryTest {
  private static final String ORIGIN = Consortium.ORIGIN;
  private static final CosignatureSigner WITNESS =
      new CosignatureSigner("witness.example", seed(99));

  private final List<NoteSigner> signers = new Consortium(6, 0).signers;
  private final TrustPolicy first = new TrustPolicy(ORIGIN, 3, keys(0, 1, 2, 3));
  private final TrustPolicy second =
      new TrustPolicy(
          ORIGIN,
          2,
          4,
          keys(0, 1, 2, 3, 4),
          List.of(new Group("regulators", 1, List.of(name(3), name(4)))),
          List.of(WITNESS.witnessKey()));
  private final TrustPolicy third =
      new TrustPolicy(ORIGIN, 3, 3, keys(1, 2, 3, 4), List.of(), List.of());
  private final PolicyChange toSecond = change(first, second, 0, 1, 2);
  private final PolicyChange toThird = change(second, third, 0, 1, 2, 4);
  private final PolicyHistory history = PolicyHistory.of(first).with(toSecond).with(toThird);

  @Test
  void theHistoryGivesThePolicyOfEachVersion() throws MalformedException {
    assertThat(history.at(1)).contains(first);
    assertThat(history.at(2)).contains(second);
    assertThat(history.at(3)).contains(third);
    assertThat(history.at(0)).isEmpty();
    assertThat(history.at(4)).isEmpty();
    assertThat(history.founding()).isEqualTo(first);
    assertThat(history.newest()).isEqualTo(third);
    assertThat(PolicyHistory.parse(history.format())).isEqualTo(history);
  }

  @Test
  void trustMayBeginLaterThanTheNetwork() throws MalformedException {
    PolicyHistory later = PolicyHistory.of(second).with(toThird);
    assertThat(later.at(1)).isEmpty();
    assertThat(later.at(2)).contains(second);
    assertThat(later.at(3)).contains(third);
    assertThat(PolicyHistory.parse(later.format())).isEqualTo(later);
    assertThat(history.from(second)).contains(later);
    assertThat(history.from(first)).contains(history);
    assertThat(history.from(third)).contains(PolicyHistory.of(third));
    TrustPolicy other = new TrustPolicy(ORIGIN, 2, 4, keys(0, 1, 2, 3, 4), List.of(), List.of());
    assertThat(history.from(other)).isEmpty();
    assertThat(PolicyHistory.of(first).from(second)).isEmpty();
  }

  @Test
  void aPolicyFileIsAHistoryWithoutChanges() throws MalformedException {
    String file = "# Whom we trust\n\n" + first.toText();
    assertThat(PolicyHistory.parse(utf8(file))).isEqualTo(PolicyHistory.of(first));
  }

  @Test
  void aCheckpointIsMeasuredByThePolicyThatItCites() {
    for (TrustPolicy policy : List.of(first, second, third)) {
      byte[] note = checkpoint(policy, 1, 2, 3, 4).format();
      assertThat(Verifier.verifyCheckpoint(note, history)).isInstanceOf(VerifiedCheckpoint.class);
      for (TrustPolicy other : List.of(first, second, third)) {
        if (other.equals(policy)) continue;
        assertThat(Verifier.verifyCheckpoint(note, other))
            .isEqualTo(
                new Refused(
                    Reason.POLICY_OF_ANOTHER_VERSION,
                    "the checkpoint cites policy "
                        + policy.version()
                        + ", given is policy "
                        + other.version()));
      }
    }
    TrustPolicy fourth = new TrustPolicy(ORIGIN, 4, 3, keys(1, 2, 3, 4), List.of(), List.of());
    assertThat(Verifier.verifyCheckpoint(checkpoint(fourth, 1, 2, 3).format(), history))
        .isEqualTo(
            new Refused(
                Reason.POLICY_OF_ANOTHER_VERSION,
                "the checkpoint cites policy 4, given are policies 1 to 3"));
  }

  @Test
  void aReceiptUnderTheThirdPolicyVerifiesFromTheFirstAndTheHistory() throws MalformedException {
    Consortium log = new Consortium(1, 9);
    Note note = signed(third, log.leaves.size(), log.tree().root(), 1, 2, 3);
    byte[] receipt = log.receipt(5, 0, note).format();
    PolicyHistory read = PolicyHistory.parse(history.format());
    assertThat(read.founding()).isEqualTo(first);
    assertThat(Verifier.verify(receipt, read))
        .isInstanceOfSatisfying(
            Verified.class,
            verified -> assertThat(verified.finality()).isEqualTo("final by 3 of 4"));
    assertThat(Verifier.verify(receipt, first))
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.POLICY_OF_ANOTHER_VERSION));
  }

  @Test
  void theMissingGroupIsNamed() {
    TrustPolicy strict =
        new TrustPolicy(
            ORIGIN,
            1,
            3,
            keys(0, 1, 2, 3),
            List.of(new Group("regulators", 1, List.of(name(3)))),
            List.of());
    assertThat(Verifier.verifyCheckpoint(checkpoint(strict, 0, 1, 2).format(), strict))
        .isEqualTo(
            new Refused(
                Reason.GROUP_NOT_REACHED,
                "signed by 0 of 1 in the group regulators, the policy asks for 1"));
    assertThat(Verifier.verifyCheckpoint(checkpoint(strict, 0, 1, 3).format(), strict))
        .isInstanceOf(VerifiedCheckpoint.class);
  }

  @Test
  void witnessesAreCountedApart() {
    Note signed = checkpoint(second, 0, 1, 2, 4);
    Note cosigned =
        new Note(signed.text(), List.of(WITNESS.cosign(signed.text(), 1_790_000_000).line()));
    Note both = CheckpointSigner.combine(second, List.of(cosigned, signed));
    assertThat(both.signatures()).hasSize(5);
    assertThat(both.signatures().getLast().name()).isEqualTo("witness.example");
    assertThat(Verifier.verifyCheckpoint(both.format(), second))
        .isInstanceOfSatisfying(
            VerifiedCheckpoint.class,
            c -> {
              assertThat(c.finality()).isEqualTo("final by 4 of 5, witnessed by 1");
              assertThat(c.witnessedBy()).containsExactly("witness.example");
            });
    assertThat(reason(Verifier.verifyCheckpoint(cosigned.format(), second)))
        .isEqualTo(Reason.QUORUM_NOT_REACHED);
    byte[] note = both.format();
    for (int i = 0; i < note.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = note.clone();
        changed[i] ^= (byte) (1 << bit);
        assertThat(Verifier.verifyCheckpoint(changed, second)).isInstanceOf(Refused.class);
      }
    }
  }

  @Test
  void aWitnesssLineIsRefusedWhereThePolicyDoesNotNameItOrNamesItOnce() {
    Note signed = checkpoint(first, 0, 1, 2);
    assertThat(reason(Verifier.verifyCheckpoint(with(signed, cosign(signed, 5)).format(), first)))
        .isEqualTo(Reason.SIGNER_UNKNOWN);
    Note under = checkpoint(second, 0, 1, 2, 4);
    Note twice = with(with(under, cosign(under, 5)), cosign(under, 6));
    assertThat(reason(Verifier.verifyCheckpoint(twice.format(), second)))
        .isEqualTo(Reason.SIGNER_TWICE);
    Note other = with(under, cosign(signed, 5));
    assertThat(reason(Verifier.verifyCheckpoint(other.format(), second)))
        .isEqualTo(Reason.SIGNATURE_INVALID);
  }

  @Test
  void aChangeIsRefusedUnlessThePolicyBeforeIsSatisfied() {
    assertRefusal(
        first,
        unordered(second, 0, 1),
        Reason.QUORUM_NOT_REACHED,
        "signed by 2 of 4, the policy asks for 3");
    assertRefusal(
        first, unordered(second, 0, 1, 2, 4), Reason.SIGNER_UNKNOWN, " is not in policy 1");
    assertRefusal(first, unordered(second, 0, 1, 1), Reason.SIGNER_TWICE, " has two lines");
    assertRefusal(
        first,
        unordered(third, 0, 1, 2),
        Reason.POLICY_OF_ANOTHER_VERSION,
        "policy 3 does not follow on policy 1");
    assertRefusal(
        first,
        unordered(first, 0, 1, 2),
        Reason.POLICY_OF_ANOTHER_VERSION,
        "policy 1 does not follow on policy 1");
    TrustPolicy elsewhere =
        new TrustPolicy("another.example", 2, 3, keys(0, 1, 2, 3), List.of(), List.of());
    assertRefusal(
        first,
        unordered(elsewhere, 0, 1, 2),
        Reason.ORIGIN_OF_ANOTHER_LOG,
        "the new policy is of another.example, the one before of " + ORIGIN);
    // The group asks for a regulator also where it is the policy that changes.
    TrustPolicy strict =
        new TrustPolicy(
            ORIGIN,
            2,
            4,
            keys(0, 1, 2, 3, 4),
            List.of(new Group("regulators", 1, List.of(name(4)))),
            List.of());
    assertRefusal(
        strict,
        unordered(third, 0, 1, 2, 3),
        Reason.GROUP_NOT_REACHED,
        "signed by 0 of 1 in the group regulators, the policy asks for 1");
    Note forged = with(unordered(second, 0, 1), signers.get(2).sign("other\n"));
    assertRefusal(first, forged, Reason.SIGNATURE_INVALID, " did not sign this policy");
    assertThatThrownBy(() -> PolicyHistory.of(first).with(toThird))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PolicyChange.combine(first, List.of(unordered(second, 4))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PolicyChange.combine(first, List.of(checkpoint(first, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noTextIsBothACheckpointAndAPolicy() {
    for (TrustPolicy policy : List.of(first, second, third)) {
      assertThatThrownBy(() -> Checkpoint.parse(policy.toText()))
          .isInstanceOf(MalformedException.class);
      String checkpoint = checkpoint(policy, 1).text();
      assertThatThrownBy(() -> TrustPolicy.parse(utf8(checkpoint)))
          .isInstanceOf(MalformedException.class);
      assertThat(reason(Verifier.verifyCheckpoint(toSecond.format(), history)))
          .isEqualTo(Reason.CHECKPOINT_MALFORMED);
      assertThatThrownBy(() -> PolicyChange.parse(checkpoint(policy, 1).format()))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void aChangeHasNoCommentsAndOneSpelling() throws MalformedException {
    assertThat(PolicyChange.parse(toSecond.format())).isEqualTo(toSecond);
    String commented = "# new\n" + second.toText();
    Note note = new Note(commented, List.of(signers.getFirst().sign(commented)));
    assertThatThrownBy(() -> PolicyChange.parse(note.format()))
        .hasMessage("policy is not in canonical form");
  }

  @Test
  void anyByteOfAHistoryChangedIsRefusedOrChangesWhereTrustBegins() throws MalformedException {
    byte[] file = history.format();
    int founding = utf8(first.toText()).length;
    Random random = new Random(91);
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      assertRefusedOrFoundedElsewhere(changed, i < founding);
    }
  }

  @Test
  void anyBlockOrLineOfAHistoryRemovedOrRepeatedIsRefused() {
    String[] lines = new String(history.format(), StandardCharsets.UTF_8).split("(?<=\n)");
    for (int i = 0; i < lines.length; i++) {
      List<String> without = new ArrayList<>(List.of(lines));
      without.remove(i);
      boolean founding = i < first.toText().lines().count();
      assertRefusedOrFoundedElsewhere(utf8(String.join("", without)), founding);
      List<String> twice = new ArrayList<>(List.of(lines));
      twice.add(i, lines[i]);
      assertRefusedOrFoundedElsewhere(utf8(String.join("", twice)), founding);
    }
    byte[] file = history.format();
    for (int end = 0; end < file.length; end++) {
      byte[] cut = Arrays.copyOf(file, end);
      try {
        // Cut between two changes it is a shorter history, which knows less and nothing else.
        PolicyHistory shorter = PolicyHistory.parse(cut);
        assertThat(history.changes().subList(0, shorter.changes().size()))
            .isEqualTo(shorter.changes());
        assertThat(shorter.founding().equals(first)).isEqualTo(end >= utf8(first.toText()).length);
      } catch (MalformedException _) {
        // refused
      }
    }
  }

  @Test
  void hostileHistoriesNeverThrowAnythingElse() {
    byte[] file = history.format();
    Random random = new Random(81);
    for (int round = 0; round < 500; round++) {
      byte[] hostile = file.clone();
      int from = random.nextInt(file.length);
      int to = random.nextInt(file.length);
      int length = random.nextInt(Math.min(80, file.length - Math.max(from, to)) + 1);
      System.arraycopy(file, from, hostile, to, length);
      if (Arrays.equals(hostile, file)) continue;
      assertRefusedOrFoundedElsewhere(hostile, to < utf8(first.toText()).length);
    }
  }

  /** A change of the first policy may leave it one, but another one: nobody took that on trust. */
  private void assertRefusedOrFoundedElsewhere(byte[] file, boolean founding) {
    try {
      PolicyHistory read = PolicyHistory.parse(file);
      assertThat(founding).isTrue();
      assertThat(read.founding()).isNotEqualTo(first);
    } catch (MalformedException e) {
      assertThat(e.sentence()).isNotEmpty();
    }
  }

  private void assertRefusal(TrustPolicy before, Note note, Reason reason, String sentence) {
    Refused refused;
    try {
      refused = PolicyChange.parse(note.format()).refusalUnder(before).orElseThrow();
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.sentence()).contains(sentence);
  }

  private Note unordered(TrustPolicy next, int... by) {
    List<NoteSignature> lines = new ArrayList<>();
    for (int i : by) lines.add(signers.get(i).sign(next.toText()));
    return new Note(next.toText(), lines);
  }

  private PolicyChange change(TrustPolicy before, TrustPolicy next, int... by) {
    List<Note> notes = new ArrayList<>();
    for (int i : by) notes.add(PolicyChange.sign(next, signers.get(i)));
    return PolicyChange.combine(before, notes);
  }

  private Note checkpoint(TrustPolicy policy, int... by) {
    return signed(policy, 7, Hashes.leaf(new byte[] {7}), by);
  }

  /** By those of the signers whom the policy names. */
  private Note signed(TrustPolicy policy, long size, Hash root, int... by) {
    List<Note> notes = new ArrayList<>();
    for (int i : by) {
      NoteSigner signer = signers.get(i);
      if (policy.validators().contains(signer.verifierKey())) {
        notes.add(new CheckpointSigner(policy, signer).sign(size, root));
      }
    }
    return CheckpointSigner.combine(policy, notes);
  }

  private static NoteSignature cosign(Note note, long timeSeconds) {
    return WITNESS.cosign(note.text(), timeSeconds).line();
  }

  private static Note with(Note note, NoteSignature line) {
    List<NoteSignature> lines = new ArrayList<>(note.signatures());
    lines.add(line);
    return new Note(note.text(), lines);
  }

  private List<VerifierKey> keys(int... numbers) {
    return Arrays.stream(numbers).mapToObj(i -> signers.get(i).verifierKey()).toList();
  }

  private String name(int number) {
    return signers.get(number).verifierKey().name();
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return seed;
  }

  private static Reason reason(CheckpointVerification verification) {
    assertThat(verification).isInstanceOf(Refused.class);
    return ((Refused) verification).reason();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
