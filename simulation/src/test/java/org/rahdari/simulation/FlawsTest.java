package org.rahdari.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Counterfeit;
import org.rahdari.ledger.Transfer;
import org.rahdari.replication.Forgery;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;

/** Each law finds the defect that it is there for, or it says nothing when it is silent. */
class FlawsTest {
  private static final int SEEDS_MAX = 40;

  /** Networks of the first seeds in which somebody lies that way, until one breaks that law. */
  private static void assertFound(Flaws flaws, Liar.Way way, Law wanted) {
    List<Law> found = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      if (Simulation.way(seed) != way) continue;
      broken(flaws, seed).ifPresent(found::add);
      if (found.contains(wanted)) return;
    }
    assertThat(found).contains(wanted);
  }

  private static Optional<Law> broken(Flaws flaws, long seed) {
    try {
      Simulation.run(seed, flaws);
      return Optional.empty();
    } catch (FailedRun e) {
      if (e.getCause() instanceof BrokenLaw broken) return Optional.of(broken.law());
      throw e;
    }
  }

  @Test
  void whatOneAloneHasIsNotKept() {
    Flaws flaws = Flaws.NONE.orderQuorum(nodes -> 1);
    assertFound(flaws, Liar.Way.NONE, Law.ACKNOWLEDGED_IS_KEPT);
  }

  @Test
  void whatIsOrderedAgainUnderOtherNamesIsFound() {
    Flaws flaws =
        Flaws.NONE.ordering(
            (clients, envelopes) -> {
              List<byte[]> twice = new ArrayList<>(envelopes);
              for (byte[] each : envelopes) twice.add(clients.altered(each, FlawsTest::renamed));
              return twice;
            });
    assertFound(flaws, Liar.Way.NONE, Law.EFFECT_ONCE);
  }

  @Test
  void moneyOutOfNothingIsFound() {
    Flaws flaws =
        Flaws.NONE.afterwards(
            (node, kernel) -> {
              if (node == 1 && kernel.position() == 20) Counterfeit.credit(kernel.ledger());
            });
    assertFound(flaws, Liar.Way.NONE, Law.MONEY_IS_CONSERVED);
  }

  @Test
  void aKernelThatMovesOneTooMuchIsFound() {
    Flaws flaws =
        Flaws.NONE.executing(
            (clients, node, body) ->
                node != 1 ? body : Forgery.with(body, e -> clients.altered(e, FlawsTest::more)));
    assertFound(flaws, Liar.Way.NONE, Law.ONE_STATE);
  }

  @Test
  void twoFinalHistoriesAreFound() {
    // Everybody believes the one validator that lies.
    Flaws flaws = Flaws.NONE.believing(FlawsTest::theLiarAlone);
    assertFound(flaws, Liar.Way.TWO_TREES, Law.ONE_FINAL_HISTORY);
  }

  @Test
  void whatNeverBecomesFinalIsFound() {
    // Believed is only who has no node at all.
    Flaws flaws = Flaws.NONE.believing((policy, liar) -> nobody(policy));
    assertFound(flaws, Liar.Way.NONE, Law.BECOMES_FINAL);
  }

  @Test
  void receiptsOfTooFewAreFound() {
    Flaws flaws = Flaws.NONE.believing((policy, liar) -> alone(policy, 0));
    assertFound(flaws, Liar.Way.NONE, Law.RECEIPTS_VERIFY);
  }

  @Test
  void whoIsNamedWithoutHavingLiedIsFound() {
    Flaws flaws = Flaws.NONE.unsuspectingOfLiars();
    assertFound(flaws, Liar.Way.FALSE_ROOT, Law.HONEST_ARE_NOT_NAMED);
  }

  @Test
  void aLiarThatNobodyNamesIsFound() {
    // Nobody looks at what it signs.
    Flaws flaws = Flaws.NONE.believing(FlawsTest::withoutTheLiar);
    assertFound(flaws, Liar.Way.FALSE_ROOT, Law.LIARS_ARE_NAMED);
  }

  private static TrustPolicy alone(TrustPolicy policy, int validator) {
    return new TrustPolicy(policy.origin(), 1, List.of(policy.validators().get(validator)));
  }

  private static TrustPolicy withoutTheLiar(TrustPolicy policy, int liar) {
    if (liar < 0) return policy;
    List<VerifierKey> others = new ArrayList<>(policy.validators());
    others.remove(liar);
    return new TrustPolicy(policy.origin(), TrustPolicy.quorumMin(others.size()), others);
  }

  private static TrustPolicy theLiarAlone(TrustPolicy policy, int liar) {
    if (liar < 0) return policy;
    return alone(policy, liar);
  }

  private static TrustPolicy nobody(TrustPolicy policy) {
    byte[] seed = new byte[32];
    return new TrustPolicy(
        policy.origin(),
        1,
        List.of(new NoteSigner("nobody." + policy.origin(), seed).verifierKey()));
  }

  private static Transfer renamed(Transfer t) {
    return changed(t, new Id(t.id().high(), t.id().low() | 1L << 40), t.amountMinor());
  }

  private static Transfer more(Transfer t) {
    return changed(t, t.id(), t.amountMinor() == 0 ? 0 : Math.min(t.amountMinor(), 1L << 40) + 1);
  }

  private static Transfer changed(Transfer t, Id id, long amountMinor) {
    return new Transfer(
        id,
        t.debitAccount(),
        t.creditAccount(),
        t.pendingId(),
        t.userData128(),
        t.userData64(),
        amountMinor,
        t.timeoutSeconds(),
        t.code(),
        t.flags(),
        t.userData32());
  }
}
