package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Entered;
import org.rahdari.ledger.TransferFlag;

/** What holds whatever is said: after every entry of a {@link Hostile} log. */
class LawsTest {
  private static final int ENTRIES = 600;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theLawsHold(long seed) throws Exception {
    List<Entry> log = Hostile.log(seed, ENTRIES);
    Kernel kernel = newKernel();
    Kernel second = newKernel();
    Kernel third = newKernel();
    Kernel polite = newKernel();
    Map<String, Integer> told = new TreeMap<>();
    int envelopes = 0;

    for (Entry entry : log) {
      if (entry.position() % 3 == 0) gatewayHearsTheSame(kernel, entry);
      Execution execution = kernel.execute(entry);
      envelopes += entry.envelopes().size();
      TestNetwork.results(execution).forEach(r -> told.merge(r, 1, Integer::sum));
      execution.skipped().forEach(s -> told.merge("skipped " + s.why(), 1, Integer::sum));

      everyEnvelopeIsExecutedOrSkipped(entry, execution);
      moneyIsConserved(kernel);
      noLimitIsCrossed(kernel);
      balancesAreWhatTheTransfersSay(kernel);
      same(second.execute(entry), execution);
      if (entry.position() == log.size() / 2) third = TestNetwork.restore(TestNetwork.save(second));
      else same(third.execute(entry), execution);
      polite.execute(withoutRefused(kernel, entry, execution));
      if (entry.position() % 20 == 0) refusedItemsLeftNothing(polite, kernel);
    }

    refusedItemsLeftNothing(polite, kernel);
    assertThat(TestNetwork.save(second)).isEqualTo(TestNetwork.save(kernel));
    assertThat(TestNetwork.save(third)).isEqualTo(TestNetwork.save(kernel));
    System.out.println("seed " + seed + ": " + envelopes + " envelopes, " + told);
    assertThat(envelopes).isGreaterThan(1_500);
    assertThat(told.get(TestNetwork.ACCEPTED)).isGreaterThan(1_000);
    assertThat(told).hasSizeGreaterThan(40);
  }

  private static Kernel newKernel() {
    return new Kernel(TestNetwork.genesis(), TestNetwork.programs());
  }

  /** Its first envelope, before timers and others could change anything that it is judged by. */
  private static void gatewayHearsTheSame(Kernel kernel, Entry entry) throws Exception {
    if (entry.envelopes().isEmpty()) return;
    byte[] first = entry.envelopes().getFirst().bytes();
    Rejection heard =
        kernel.check(Sealed.of(first), Math.max(kernel.timeMillis(), entry.stampMillis()));
    Execution trial =
        TestNetwork.restore(TestNetwork.save(kernel))
            .execute(Entry.of(entry.position(), entry.stampMillis(), List.of(first)));
    List<Rejection> skipped = trial.skipped().stream().map(Execution.Skip::why).toList();
    if (heard != null) assertThat(skipped).containsExactly(heard);
    else assertThat(skipped).isSubsetOf(Rejection.REPEATED);
  }

  private static void everyEnvelopeIsExecutedOrSkipped(Entry entry, Execution execution) {
    Set<Integer> seen = new TreeSet<>();
    for (Batch batch : execution.batches()) {
      assertThat(batch.results()).hasSameSizeAs(batch.items());
      if (batch.kind() == Batch.Kind.ENVELOPE) assertThat(seen.add(batch.envelope())).isTrue();
    }
    for (Execution.Skip skip : execution.skipped()) assertThat(seen.add(skip.envelope())).isTrue();
    assertThat(seen).hasSize(entry.envelopes().size());
  }

  static void moneyIsConserved(Kernel kernel) {
    Map<Integer, BigInteger> pending = new HashMap<>();
    Map<Integer, BigInteger> posted = new HashMap<>();
    for (Account a : kernel.ledger().accounts().toList()) {
      pending.merge(
          a.asset(), less(a.debitsPendingMinor(), a.creditsPendingMinor()), BigInteger::add);
      posted.merge(a.asset(), less(a.debitsPostedMinor(), a.creditsPostedMinor()), BigInteger::add);
    }
    assertThat(pending.values()).allMatch(BigInteger.ZERO::equals);
    assertThat(posted.values()).allMatch(BigInteger.ZERO::equals);
  }

  private static BigInteger less(long from, long amount) {
    return BigInteger.valueOf(from).subtract(BigInteger.valueOf(amount));
  }

  static void noLimitIsCrossed(Kernel kernel) {
    for (Account a : kernel.ledger().accounts().toList()) {
      assertThat(
              List.of(
                  a.debitsPendingMinor(),
                  a.debitsPostedMinor(),
                  a.creditsPendingMinor(),
                  a.creditsPostedMinor()))
          .allMatch(balance -> balance >= 0);
      long debits = Math.addExact(a.debitsPendingMinor(), a.debitsPostedMinor());
      long credits = Math.addExact(a.creditsPendingMinor(), a.creditsPostedMinor());
      if (a.has(AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS)) {
        assertThat(debits).isLessThanOrEqualTo(a.creditsPostedMinor());
        assertThat(a.availableMinor()).isNotNegative();
      } else {
        assertThat(kernel.ledger().assets().get(a.asset()))
            .matches(asset -> asset != null && asset.issuer() == a.party());
      }
      if (a.has(AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS))
        assertThat(credits).isLessThanOrEqualTo(a.debitsPostedMinor());
    }
  }

  /** Counts every balance anew from the transfers alone. */
  private static void balancesAreWhatTheTransfersSay(Kernel kernel) {
    Map<Id, long[]> counted = new HashMap<>();
    for (Entered e : kernel.ledger().transfers().toList()) {
      boolean moved =
          e.state() == Entered.State.POSTED && (e.flags() & TransferFlag.VOID_PENDING) == 0;
      boolean waits = e.state() == Entered.State.PENDING;
      if (!moved && !waits) continue;
      int at = waits ? 0 : 1;
      counted.computeIfAbsent(e.debitAccount(), id -> new long[4])[at] += e.amountMinor();
      counted.computeIfAbsent(e.creditAccount(), id -> new long[4])[at + 2] += e.amountMinor();
    }
    for (Account a : kernel.ledger().accounts().toList()) {
      assertThat(counted.getOrDefault(a.id(), new long[4]))
          .containsExactly(
              a.debitsPendingMinor(),
              a.debitsPostedMinor(),
              a.creditsPendingMinor(),
              a.creditsPostedMinor());
    }
  }

  private static void same(Execution execution, Execution expected) {
    assertThat(execution.digest()).isEqualTo(expected.digest());
    assertThat(execution.skipped()).isEqualTo(expected.skipped());
    assertThat(execution.changes()).isEqualTo(expected.changes());
    assertThat(Hostile.leaves(execution)).isEqualTo(Hostile.leaves(expected));
  }

  /** The entry as honest signers would have written it: only with what was accepted. */
  private static Entry withoutRefused(Kernel kernel, Entry entry, Execution execution) {
    List<byte[]> envelopes = new ArrayList<>();
    for (Batch batch : execution.batches()) {
      if (batch.kind() == Batch.Kind.TIMER) continue;
      List<byte[]> accepted = new ArrayList<>();
      for (int i = 0; i < batch.items().size(); i++) {
        if (Result.decode(batch.results().get(i)).accepted()) accepted.add(batch.items().get(i));
      }
      if (accepted.isEmpty()) continue;
      Header h = Envelope.header(batch.head());
      envelopes.add(
          Envelope.sign(
              kernel.network(),
              h.party(),
              h.key(),
              SigningKey.of(signer(kernel, batch.head(), h)),
              h.id(),
              h.validUntilMillis(),
              h.content(),
              accepted));
    }
    return Entry.of(entry.position(), entry.stampMillis(), envelopes);
  }

  /** Keys that were added later need not bear the number of their secret. */
  private static Hash32 signer(Kernel kernel, byte[] head, Header header) {
    for (int key = 0; key < 6; key++) {
      for (int party : new int[] {header.party(), 1}) {
        Hash32 secret = TestNetwork.secret(party, key);
        if (Envelope.signedBy(Ed25519.publicKey(secret), head)) return secret;
      }
    }
    throw new AssertionError("nobody signed " + header + " at " + kernel.position());
  }

  private static void refusedItemsLeftNothing(Kernel polite, Kernel kernel) {
    assertThat(TestNetwork.rows(polite)).isEqualTo(TestNetwork.rows(kernel));
    assertThat(polite.nextTimerMillis()).isEqualTo(kernel.nextTimerMillis());
  }
}
