package org.rahdari.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    String good = "origin o\nquorum 1\n" + validator;
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
            "quorum 1\norigin o\n" + validator,
            "origin o\nquorum 0\n" + validator,
            "origin o\nquorum 01\n" + validator,
            "origin o\nquorum 2\n" + validator,
            "origin o\nquorum 4294967297\n" + validator,
            "origin o\nquorum one\n" + validator,
            "origin o\nquorum 1 # all\n" + validator,
            "origin \nquorum 1\n" + validator,
            "origin o\nquorum 1\n",
            "origin o\n",
            "origin o\r\nquorum 1\n" + validator,
            "origin o\nquorum 1\nvalidator " + KEYS.getFirst() + " \n",
            "origin o\nquorum 1\nvalidator\n",
            good + "#".repeat(TrustPolicy.POLICY_BYTES_MAX) + "\n")) {
      assertThatThrownBy(() -> TrustPolicy.parse(utf8(policy)))
          .as(policy)
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> TrustPolicy.parse(utf8("origin o\nquorum 1\nvalidator a+b+c\n")))
        .hasMessageContaining("policy line 3");
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
