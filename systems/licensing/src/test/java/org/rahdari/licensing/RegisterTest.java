package org.rahdari.licensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rahdari.licensing.Market.*;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Execution;
import org.rahdari.licensing.Instructions.DecideAppeal;
import org.rahdari.licensing.Instructions.FileAppeal;
import org.rahdari.licensing.Instructions.LiftSuspension;
import org.rahdari.licensing.Instructions.RegisterSealed;
import org.rahdari.licensing.Instructions.RemoveAsset;
import org.rahdari.licensing.Instructions.RequestSeal;
import org.rahdari.licensing.Instructions.SurrenderPermission;
import org.rahdari.transparency.Hash;
import org.rahdari.transparency.SparseMap;
import org.rahdari.transparency.SparseProof;

/** The public register: what was true, what was known, and what can be proven of it. */
final class RegisterTest {
  private static final Codec<Change> CHANGE = Codec.of(Change.class);

  /** Whether the firm was licensed at a time, as was known at another. */
  private static boolean licensed(Market market, long atMillis, long knownMillis) {
    return Lines.permits(market.lines(FIRM, knownMillis), atMillis);
  }

  private static boolean licensed(Market market, long atMillis) {
    return licensed(market, atMillis, market.nowMillis());
  }

  private static void upholds(Market market, Id appeal) {
    market.must(AUTHORITY, new DecideAppeal(appeal, true, hash("upheld"), market.nowMillis(), TWO));
  }

  @Test
  void aLicenceHoldsFromItsFirstInstantToItsLast() {
    Market market = Market.noc();
    assertThat(licensed(market, market.nowMillis())).isFalse();
    market.after(DAY).give(FIRM, Purpose.LICENCE, LICENCE);
    long from = market.nowMillis();
    long until = market.permission(LICENCE).untilMillis();

    assertThat(licensed(market, from - 1)).isFalse();
    assertThat(licensed(market, from)).isTrue();
    assertThat(licensed(market, until - 1)).isTrue();
    // It ends by itself: there is no line for that.
    assertThat(licensed(market, until)).isFalse();
    assertThat(licensed(market, until, from - 1)).isFalse();
    assertThat(licensed(market, from, from - 1)).isFalse();
    assertThat(Lines.at(market.lines(FIRM, until), until))
        .filteredOn(each -> each.permission().equals(LICENCE))
        .singleElement()
        .satisfies(each -> assertThat(Lines.said(each, until)).isEqualTo(Lines.Said.EXPIRED))
        .satisfies(each -> assertThat(each.terms()).isEqualTo(SERVES));
    assertThat(Lines.permits(market.lines(OTHER_FIRM, until), from)).isFalse();
  }

  @Test
  void whatHeldAndWhatWasKnownAreTwoQuestions() {
    Market market = Market.licence();
    long given = market.nowMillis();
    long suspended = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
    long over = market.after(10 * DAY).nowMillis();
    long revoked = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.revoking(LICENCE));
    long upheld = market.after(DAY).must(FIRM, new FileAppeal(LICENCE, hash("no"))).nowMillis();
    long now = market.after(DAY).nowMillis();

    assertThat(licensed(market, suspended - 1)).isTrue();
    assertThat(licensed(market, suspended)).isFalse();
    assertThat(licensed(market, over - 1)).isFalse();
    assertThat(licensed(market, over)).isTrue();
    assertThat(licensed(market, revoked)).isFalse();
    assertThat(upheld).isLessThan(now);
    // Before the suspension nobody knew of it.
    assertThat(licensed(market, suspended, given)).isTrue();

    upholds(market, market.appeal(LICENCE));
    assertThat(licensed(market, revoked)).isTrue();
    assertThat(licensed(market, now + DAY)).isTrue();
    // The suspension is untouched, and what was known before is what it was.
    assertThat(licensed(market, suspended)).isFalse();
    assertThat(licensed(market, revoked, now - 1)).isFalse();
  }

  @Test
  void aSuspensionIsTakenBackAsFarAsItReached() {
    Market market = Market.licence();
    long suspended = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
    market.must(FIRM, new FileAppeal(LICENCE, hash("no")));
    long over = market.after(10 * DAY).nowMillis();
    long varied = market.after(DAY).nowMillis();
    Id variation = market.fresh();
    market.must(FIRM, new Form(variation, Purpose.VARIATION, FIRM).about(LICENCE).file());
    market.assess(variation);
    Terms wider = Market.serves(new Cap(PKR, 9_000, 9_000));
    market.must(
        AUTHORITY,
        market.granting(variation, LICENCE, wider, market.permission(LICENCE).untilMillis()));
    long given = market.after(DAY).nowMillis();
    market.must(FIRM, new SurrenderPermission(LICENCE));
    market.after(DAY);
    upholds(market, market.appeal(LICENCE));

    assertThat(licensed(market, suspended)).isTrue();
    assertThat(licensed(market, suspended, market.nowMillis() - 1)).isFalse();
    assertThat(termsAt(market, suspended)).isEqualTo(SERVES);
    assertThat(termsAt(market, over)).isEqualTo(SERVES);
    assertThat(termsAt(market, varied)).isEqualTo(wider);
    assertThat(licensed(market, given)).isFalse();
    assertThat(market.permission(LICENCE).standing()).isEqualTo(Standing.SURRENDERED);
  }

  private static Terms termsAt(Market market, long atMillis) {
    for (Change each : Lines.at(market.lines(FIRM, market.nowMillis()), atMillis))
      if (each.permission().equals(LICENCE)) return each.terms();
    throw new AssertionError("no line");
  }

  @Test
  void aRevocationInASuspensionIsTakenBackToTheSuspensionAndItsEnd() {
    Market market = Market.licence();
    long suspended = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.suspending(LICENCE, 10 * DAY));
    long revoked = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.revoking(LICENCE));
    market.must(FIRM, new FileAppeal(LICENCE, hash("no")));
    market.after(20 * DAY);
    upholds(market, market.appeal(LICENCE));

    assertThat(licensed(market, revoked)).isFalse();
    assertThat(licensed(market, suspended + 10 * DAY - 1)).isFalse();
    assertThat(licensed(market, suspended + 10 * DAY)).isTrue();
    assertThat(market.permission(LICENCE).standing()).isEqualTo(Standing.ACTIVE);
  }

  @Test
  void whatWasReplacedMeanwhileHeldUntilThen() {
    Market market = Market.licence();
    long revoked = market.after(DAY).nowMillis();
    market.must(AUTHORITY, market.revoking(LICENCE));
    market.must(FIRM, new FileAppeal(LICENCE, hash("no")));
    long again = market.after(5 * DAY).nowMillis();
    Id next = market.fresh();
    market.give(FIRM, Purpose.LICENCE, next);
    assertThat(licensed(market, again - 1)).isFalse();
    market.after(DAY);
    upholds(market, market.appeal(LICENCE));

    assertThat(licensed(market, revoked)).isTrue();
    assertThat(licensed(market, again - 1)).isTrue();
    assertThat(Lines.at(market.lines(FIRM, market.nowMillis()), again))
        .filteredOn(each -> Lines.said(each, again) == Lines.Said.IN_FORCE)
        .extracting(Change::permission)
        .containsExactlyInAnyOrder(NOC, next);
    assertThat(market.permission(LICENCE).standing()).isEqualTo(Standing.REPLACED);
  }

  @Test
  void whatTheRegisterSaysIsWhatTheGateDoes() {
    Market market = Market.licence();
    market.must(AUTHORITY, market.suspending(LICENCE, 3 * DAY));
    for (int hour = 0; hour < 5 * 24; hour++) {
      if (hour == 30)
        market.must(
            AUTHORITY, new LiftSuspension(LICENCE, hash("mended"), market.nowMillis(), TWO));
      if (hour == 40) market.must(AUTHORITY, market.suspending(LICENCE, DAY));
      if (hour == 90) market.must(AUTHORITY, market.revoking(LICENCE));
      Carrier.Carry carry = new Carrier.Carry(market.fresh(), own(FIRM, PKR), own(BANK, PKR), 1);
      assertThat(market.say(FIRM, carry).equals(ACCEPTED))
          .isEqualTo(licensed(market, market.nowMillis()));
      market.after(HOUR);
    }
  }

  @Test
  void anAssetIsAdmittedForServicesAndClients() {
    Market market = new Market();
    long admitted = market.nowMillis();
    market.must(AUTHORITY, market.admitting(Service.EXCHANGE));
    long removed = market.after(DAY).nowMillis();
    market.must(AUTHORITY, new RemoveAsset(TOKEN, Ground.CAPITAL, TWO));

    List<Change> lines = market.lines();
    assertThat(lines).allSatisfy(each -> assertThat(each.subject()).isEqualTo(Subject.ASSET));
    assertThat(lines).extracting(Change::of).containsExactly(TOKEN, TOKEN);
    assertThat(Lines.permits(lines, admitted - 1)).isFalse();
    assertThat(Lines.permits(lines, admitted)).isTrue();
    assertThat(Lines.permits(lines, removed)).isFalse();
    assertThat(lines.getFirst().terms().services()).containsExactly(Service.EXCHANGE);
    assertThat(lines.getFirst().terms().conditions())
        .containsExactly(
            new Condition("CLASS", "UTILITY"),
            new Condition("CLIENTS", "EVERYBODY"),
            new Condition("DISCLOSURE", hash("white paper").toString()));
  }

  // Seals

  @Test
  void everySealHasTheRootOfTheLinesBeforeIt() {
    Market market = Market.clients();
    market.after(DAY).must(AUTHORITY, market.suspending(LICENCE, DAY));
    market.after(2 * DAY).give(OTHER_FIRM, Purpose.NOC, market.fresh());
    market.must(AUTHORITY, new RemoveAsset(TOKEN, Ground.CAPITAL, TWO));
    market.after(HOUR).must(AUTHORITY, market.revoking(LICENCE));
    market.must(FIRM, new FileAppeal(LICENCE, hash("no")));
    Id appeal = market.appeal(LICENCE);
    market.after(HOUR);
    upholds(market, appeal);
    market.after(HOUR);

    List<Seal> seals = seals(market);
    assertThat(seals).hasSizeGreaterThan(60);
    List<Change> lines = market.lines();
    assertThat(seals.getLast().changes()).isEqualTo(lines.size());
    for (Seal seal : seals) {
      List<Change> sealed = lines.subList(0, (int) seal.changes());
      assertThat(seal.root().bytes()).isEqualTo(root(entries(sealed), 0));
      assertThat(seal.entries()).isEqualTo(entries(sealed).size());
      assertThat(lines)
          .filteredOn(each -> each.recordedAtMillis() < seal.atMillis())
          .allSatisfy(each -> assertThat(each.number()).isLessThanOrEqualTo(seal.changes()));
    }
    for (int i = 1; i < seals.size(); i++) {
      assertThat(seals.get(i).number()).isEqualTo(seals.get(i - 1).number() + 1);
      assertThat(seals.get(i).atMillis() - seals.get(i - 1).atMillis()).isBetween(0L, HOUR);
    }
  }

  private static List<Seal> seals(Market market) {
    return market.all("seal", Long.class, Seal.class);
  }

  /** The heads of the chains of lines, by the key of their firm or asset. */
  private static Map<Hash32, byte[]> entries(List<Change> lines) {
    Map<Hash32, byte[]> heads = new TreeMap<>();
    for (Change each : lines) {
      Hash32 key = RegisterEntry.key(each.subject(), each.of());
      heads.put(key, sha256(heads.getOrDefault(key, new byte[32]), CHANGE.encode(each)));
    }
    return heads;
  }

  /** The root as the paper of the map has it, computed without it. */
  private static byte[] root(Map<Hash32, byte[]> entries, int depth) {
    if (entries.isEmpty()) return new byte[32];
    if (entries.size() == 1) {
      var only = entries.entrySet().iterator().next();
      return sha256(new byte[] {0}, only.getKey().bytes(), only.getValue());
    }
    Map<Hash32, byte[]> left = new TreeMap<>();
    Map<Hash32, byte[]> right = new TreeMap<>();
    entries.forEach(
        (key, head) -> {
          boolean goesRight = (key.bytes()[depth / 8] >> (7 - depth % 8) & 1) == 1;
          (goesRight ? right : left).put(key, head);
        });
    return sha256(new byte[] {1}, root(left, depth + 1), root(right, depth + 1));
  }

  private static byte[] sha256(byte[]... parts) {
    MessageDigest digest = Hash32.digest();
    for (byte[] part : parts) digest.update(part);
    return digest.digest();
  }

  @Test
  void whatIsInAndWhatIsNotCanBeProven() throws Exception {
    Market market = Market.licence().after(1);
    Seal seal = seals(market).getLast();
    Map<Hash32, byte[]> entries = entries(market.lines());
    List<SparseMap.Entry> leaves = new ArrayList<>();
    entries.forEach(
        (key, head) -> leaves.add(new SparseMap.Entry(Hash.of(key.bytes()), Hash.of(head))));
    SparseMap map = SparseMap.of(leaves);
    Hash root = Hash.of(seal.root().bytes());

    for (Map.Entry<Hash32, byte[]> each : entries.entrySet()) {
      Hash key = Hash.of(each.getKey().bytes());
      assertThat(map.proof(key).verify(root, key))
          .isEqualTo(new SparseProof.Included(Hash.of(each.getValue())));
    }
    assertThat(entries).containsKey(RegisterEntry.key(Subject.FIRM, FIRM));
    for (Hash32 none :
        List.of(
            RegisterEntry.key(Subject.FIRM, OTHER_FIRM), RegisterEntry.key(Subject.ASSET, FIRM))) {
      Hash absent = Hash.of(none.bytes());
      assertThat(map.proof(absent).verify(root, absent)).isInstanceOf(SparseProof.Absent.class);
    }
  }

  @Test
  void aSealStandsInTheLeafOfItsTimer() {
    Market market = Market.licence().after(3 * HOUR);
    List<RegisterSealed> sealed = new ArrayList<>();
    for (Execution execution : market.executions)
      for (Batch batch : execution.batches())
        if (batch.kind() == Batch.Kind.TIMER)
          for (int i = 0; i < batch.items().size(); i++)
            if (market.kernel.catalogue().describeTimer(batch.items().get(i)).content()
                instanceof RegisterSealed each) sealed.add(each);
    assertThat(sealed)
        .containsExactlyElementsOf(
            seals(market).stream()
                .map(
                    each ->
                        new RegisterSealed(
                            each.number(),
                            each.root(),
                            each.entries(),
                            each.changes(),
                            each.atMillis()))
                .toList());
  }

  @Test
  void itIsSealedWithEveryChangeAndEveryHour() {
    Market market = Market.licence().tick();
    int before = seals(market).size();
    long changed = market.nowMillis();
    assertThat(seals(market).getLast().atMillis()).isEqualTo(changed);
    market.after(HOUR - 1);
    assertThat(seals(market)).hasSize(before);
    market.after(1);
    assertThat(seals(market)).hasSize(before + 1);
    assertThat(seals(market).getLast().root()).isEqualTo(seals(market).get(before - 1).root());

    // A change starts the hour anew, and so does a request.
    market.after(HOUR / 2).must(AUTHORITY, market.suspending(LICENCE, 100 * DAY)).tick();
    assertThat(seals(market)).hasSize(before + 2);
    market.after(HOUR / 2).must(AUTHORITY, new RequestSeal()).tick();
    assertThat(seals(market)).hasSize(before + 3);
    market.after(HOUR - 1);
    assertThat(seals(market)).hasSize(before + 3);
    market.after(10 * HOUR);
    assertThat(seals(market)).hasSize(before + 13);
    assertThat(seals(market)).isSortedAccordingTo(Comparator.comparingLong(Seal::atMillis));
  }

  @Test
  void anEmptyRegisterIsSealedWhenAsked() {
    Market market = new Market();
    assertThat(seals(market)).isEmpty();
    market.must(AUTHORITY, new RequestSeal()).tick();
    assertThat(seals(market).getFirst().root()).isEqualTo(Hash32.ZERO);
  }
}
