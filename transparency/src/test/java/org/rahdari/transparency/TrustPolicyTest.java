package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rahdari.transparency.Refused.Reason;
import org.rahdari.transparency.TrustPolicy.Group;

class TrustPolicyTest {
  private static final List<NoteSigner> SIGNERS = signers(TrustPolicy.VALIDATORS_MAX + 1);
  private static final List<VerifierKey> KEYS = Consortium.keys(SIGNERS);

  @Test
  void theSmallestQuorumIsTwoThirdsAndOne() {
    int[] expected = {1, 2, 3, 3, 4, 5, 5, 6, 7, 7};
    for (int n = 1; n <= expected.length; n++) {
      assertThat(TrustPolicy.quorumMin(n)).isEqualTo(expected[n - 1]);
    }
  }

  @Test
  void anyTwoQuorumsShareMoreValidatorsThanMayBeDishonest() {
    for (int n = 1; n <= TrustPolicy.VALIDATORS_MAX; n++) {
      int dishonestMax = (n - 1) / 3;
      int k = TrustPolicy.quorumMin(n);
      assertThat(2 * k - n).isGreaterThan(dishonestMax);
      assertThat(k).isLessThanOrEqualTo(n);
    }
  }

  @Test
  void quorumsThatAreTooSmallOrCannotBeReachedAreRefused() {
    for (int n = 1; n <= TrustPolicy.VALIDATORS_MAX; n++) {
      for (int k = -1; k <= n + 1; k++) {
        List<VerifierKey> keys = KEYS.subList(0, n);
        int quorum = k;
        if (k > 2 * n / 3 && k <= n) {
          assertThat(new TrustPolicy("o", quorum, keys).quorum()).isEqualTo(k);
        } else {
          assertRefused("o", quorum, keys);
        }
      }
    }
  }

  @Test
  void duplicatesAndNoValidatorsAndTooManyAreRefused() {
    assertRefused("o", 1, List.of());
    assertRefused("o", KEYS.size(), KEYS);
    assertRefused("", 1, KEYS.subList(0, 1));
    assertRefused("o\np", 1, KEYS.subList(0, 1));
    assertRefused("o", 2, List.of(KEYS.getFirst(), KEYS.getFirst()));
    VerifierKey sameName = Consortium.signer(KEYS.getFirst().name(), 200).verifierKey();
    assertRefused("o", 2, List.of(KEYS.getFirst(), sameName));
    VerifierKey sameKey = new VerifierKey("other.example", KEYS.getFirst().publicKey());
    assertRefused("o", 2, List.of(KEYS.getFirst(), sameKey));
  }

  @Test
  void aPolicyIsReadWithItsCommentsAndWrittenWithout() throws MalformedException {
    TrustPolicy policy = new TrustPolicy("ledger.example", 3, KEYS.subList(0, 4));
    assertThat(TrustPolicy.parse(utf8(policy.toText()))).isEqualTo(policy);
    String commented = "# Whom we trust\n\n" + policy.toText().replace("quorum", "# of 4\nquorum");
    assertThat(TrustPolicy.parse(utf8(commented))).isEqualTo(policy);
  }

  @Test
  void policiesInAnyOtherFormAreRefused() throws MalformedException {
    String validator = "validator " + KEYS.getFirst() + "\n";
    String head = "origin o\nversion 1\nquorum 1\n";
    String good = head + validator;
    assertThat(TrustPolicy.parse(utf8(good)).quorum()).isEqualTo(1);
    for (String policy :
        List.of(
            "",
            "\n",
            "# nothing\n",
            good.stripTrailing(),
            good + validator,
            good + "\0\n",
            good + " \n",
            good + "witness w\n",
            good + "quorum 1\n",
            good + "group g 1 bank-0.example\nvalidator " + KEYS.get(1) + "\n",
            good + "witness " + witness(1) + "\ngroup g 1 bank-0.example\n",
            "quorum 1\norigin o\nversion 1\n" + validator,
            "origin o\nquorum 1\nversion 1\n" + validator,
            "origin o\nquorum 1\n" + validator,
            "version 1\norigin o\nquorum 1\n" + validator,
            good.replace("version 1", "version 0"),
            good.replace("version 1", "version 01"),
            good.replace("version 1", "version -1"),
            good.replace("version 1", "version 2147483648"),
            good.replace("version 1", "version"),
            good.replace("quorum 1", "quorum 0"),
            good.replace("quorum 1", "quorum 01"),
            good.replace("quorum 1", "quorum 2"),
            good.replace("quorum 1", "quorum 4294967297"),
            good.replace("quorum 1", "quorum one"),
            good.replace("quorum 1", "quorum 1 # all"),
            good.replace("origin o", "origin "),
            good.replace("origin o", "origin o\r"),
            head,
            "origin o\n",
            "origin o\nversion 1\n",
            head + "validator " + KEYS.getFirst() + " \n",
            head + "validator\n",
            head + "validator " + witness(1) + "\n",
            good + "witness " + KEYS.get(1) + "\n",
            good + "#".repeat(TrustPolicy.POLICY_BYTES_MAX) + "\n")) {
      assertThatThrownBy(() -> TrustPolicy.parse(utf8(policy)))
          .as(policy)
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> TrustPolicy.parse(utf8(head + "validator a+b+c\n")))
        .hasMessageContaining("policy line 4: vkey");
  }

  @Test
  void aPolicyWithGroupsAndWitnessesIsReadAsItIsWritten() throws MalformedException {
    TrustPolicy policy =
        policy(
            3,
            KEYS.subList(0, 4),
            new Group("regulators", 1, names(2, 3)),
            new Group("g", 2, names(0, 1)));
    assertThat(policy.toText())
        .startsWith("origin o\nversion 3\nquorum 3\nvalidator bank-0.example+")
        .contains("\ngroup regulators 1 bank-2.example bank-3.example\ngroup g 2 bank-0.example ")
        .contains("\nwitness witness-1.example+");
    assertThat(TrustPolicy.parse(utf8(policy.toText()))).isEqualTo(policy);
  }

  @Test
  void everyWeaknessOfGroupsAndWitnessesHasItsSentence() {
    List<VerifierKey> four = KEYS.subList(0, 4);
    assertWeakness(
        "policy group g names bank-4.example, which is no validator", new Group("g", 1, names(4)));
    assertWeakness("policy group g names bank-1.example twice", new Group("g", 1, names(1, 1)));
    assertWeakness("policy group g asks for nobody", new Group("g", 0, names(1)));
    assertWeakness("policy group g asks for 2 of 1", new Group("g", 2, names(1)));
    assertWeakness("policy group g asks for 1 of 0", new Group("g", 1, List.of()));
    assertWeakness("policy has a group without a name", new Group("", 1, names(1)));
    assertWeakness("policy has a group without a name", new Group("a b", 1, names(1)));
    assertWeakness(
        "policy names the group g twice", new Group("g", 1, names(1)), new Group("g", 1, names(2)));
    assertThatThrownBy(
            () ->
                new TrustPolicy(
                    "o",
                    1,
                    3,
                    four,
                    Collections.nCopies(17, new Group("g", 1, names(1))),
                    List.of()))
        .hasMessage("policy names more than 16 groups");
    assertThatThrownBy(() -> withWitnesses(Collections.nCopies(17, witness(1))))
        .hasMessage("policy names more than 16 witnesses");
    assertThatThrownBy(() -> withWitnesses(List.of(witness(1), witness(1))))
        .hasMessage("policy names witness-1.example twice");
    assertThatThrownBy(
            () ->
                withWitnesses(
                    List.of(new WitnessKey(KEYS.getFirst().name(), witness(1).publicKey()))))
        .hasMessage("policy names bank-0.example twice");
    assertThatThrownBy(
            () -> withWitnesses(List.of(new WitnessKey("w.example", KEYS.getFirst().publicKey()))))
        .hasMessage("policy gives the key of w.example to another name too");
    assertThatThrownBy(() -> new TrustPolicy("o", 0, 3, four, List.of(), List.of()))
        .hasMessage("policy version 0 is below 1");
  }

  @Test
  void aPolicyThatNoFileCouldHoldIsRefused() {
    List<VerifierKey> long64 = new ArrayList<>();
    List<String> members = new ArrayList<>();
    for (int i = 0; i < TrustPolicy.VALIDATORS_MAX; i++) {
      String name = "x".repeat(VerifierKey.NAME_BYTES_MAX - 2) + (10 + i);
      long64.add(new VerifierKey(name, KEYS.get(i).publicKey()));
      members.add(name);
    }
    assertThat(new TrustPolicy("o", 43, long64).toText().length())
        .isLessThan(TrustPolicy.POLICY_BYTES_MAX);
    assertThatThrownBy(
            () ->
                new TrustPolicy("o", 1, 43, long64, List.of(new Group("g", 1, members)), List.of()))
        .hasMessage("policy is longer than 32768 bytes");
  }

  @Test
  void groupsOnlyAdd() {
    TrustPolicy policy =
        policy(
            1,
            KEYS.subList(0, 4),
            new Group("regulators", 1, names(2, 3)),
            new Group("g", 1, names(0)));
    assertThat(policy.satisfiedBy(keys(0, 1, 2))).isTrue();
    assertThat(policy.satisfiedBy(keys(0, 1, 2, 3))).isTrue();
    assertMissing(
        policy, keys(2, 3), Reason.QUORUM_NOT_REACHED, "signed by 2 of 4, the policy asks for 3");
    assertMissing(
        policy,
        keys(1, 2, 3),
        Reason.GROUP_NOT_REACHED,
        "signed by 0 of 1 in the group g, the policy asks for 1");
    // Keys of strangers, and of a validator's name alone, count for nothing.
    assertMissing(
        policy,
        keys(0, 1, 4, 5),
        Reason.QUORUM_NOT_REACHED,
        "signed by 2 of 4, the policy asks for 3");
    Set<VerifierKey> impostor = keys(0, 1);
    impostor.add(new VerifierKey("bank-2.example", KEYS.get(9).publicKey()));
    assertMissing(
        policy, impostor, Reason.QUORUM_NOT_REACHED, "signed by 2 of 4, the policy asks for 3");
  }

  /** Of every pair of sets of signers, for policies with groups as chance has them. */
  @Test
  void anyTwoSetsThatSatisfyAPolicyShareOneMoreThanMayBeDishonest() {
    Random random = new Random(71);
    for (int n = 1; n <= 7; n++) {
      for (int round = 0; round < 6; round++) {
        TrustPolicy policy = withGroups(n, random);
        List<Integer> satisfying = new ArrayList<>();
        for (int signers = 0; signers < 1 << n; signers++) {
          if (policy.satisfiedBy(members(signers))) satisfying.add(signers);
        }
        assertThat(satisfying).contains((1 << n) - 1);
        for (int first : satisfying) {
          for (int second : satisfying) {
            assertThat(Integer.bitCount(first & second)).isGreaterThan((n - 1) / 3);
          }
        }
      }
    }
  }

  private static TrustPolicy withGroups(int n, Random random) {
    List<Group> groups = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int members = 1 + random.nextInt((1 << n) - 1);
      int minimum = 1 + random.nextInt(Integer.bitCount(members));
      groups.add(
          new Group("g" + i, minimum, members(members).stream().map(VerifierKey::name).toList()));
    }
    int quorum = TrustPolicy.quorumMin(n);
    quorum += random.nextInt(n - quorum + 1);
    return new TrustPolicy("o", 1, quorum, KEYS.subList(0, n), groups, List.of());
  }

  private static Set<VerifierKey> members(int bits) {
    Set<VerifierKey> members = new HashSet<>();
    for (int i = 0; i < 31; i++) if ((bits >> i & 1) == 1) members.add(KEYS.get(i));
    return members;
  }

  private static Set<VerifierKey> keys(int... numbers) {
    Set<VerifierKey> keys = new HashSet<>();
    for (int number : numbers) keys.add(KEYS.get(number));
    return keys;
  }

  private static List<String> names(int... numbers) {
    return Arrays.stream(numbers).mapToObj(number -> KEYS.get(number).name()).toList();
  }

  private static WitnessKey witness(int number) {
    byte[] seed = new byte[32];
    seed[31] = (byte) number;
    return new CosignatureSigner("witness-" + number + ".example", seed).witnessKey();
  }

  private static TrustPolicy policy(int version, List<VerifierKey> keys, Group... groups) {
    int quorum = TrustPolicy.quorumMin(keys.size());
    return new TrustPolicy("o", version, quorum, keys, List.of(groups), List.of(witness(1)));
  }

  private static TrustPolicy withWitnesses(List<WitnessKey> witnesses) {
    return new TrustPolicy("o", 1, 3, KEYS.subList(0, 4), List.of(), witnesses);
  }

  private static void assertWeakness(String sentence, Group... groups) {
    assertThatThrownBy(() -> policy(1, KEYS.subList(0, 4), groups))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  private static void assertMissing(
      TrustPolicy policy, Set<VerifierKey> signers, Reason reason, String sentence) {
    assertThat(policy.satisfiedBy(signers)).isFalse();
    assertThat(policy.missingFrom(signers)).contains(new Refused(reason, sentence));
  }

  private static void assertRefused(String origin, int quorum, List<VerifierKey> keys) {
    assertThatThrownBy(() -> new TrustPolicy(origin, quorum, keys))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<NoteSigner> signers(int n) {
    List<NoteSigner> signers = new ArrayList<>();
    for (int i = 0; i < n; i++) signers.add(Consortium.signer("bank-" + i + ".example", i));
    return signers;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
