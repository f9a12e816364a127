package org.rahdari.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.rahdari.kernel.TestNetwork.ACCEPTED;
import static org.rahdari.kernel.TestNetwork.BANK;
import static org.rahdari.kernel.TestNetwork.CENTRAL_BANK;
import static org.rahdari.kernel.TestNetwork.OTHER_BANK;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Mandate;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;

/** Who may say something, and when: what an envelope is rejected for, and keys that change. */
class EnvelopeTest {
  private static final Hash32 FRESH_SECRET = TestNetwork.secret(BANK, 3);

  private record Case(Rejection why, String when, Function<TestNetwork, byte[]> bytes) {
    @Override
    public String toString() {
      return why + " when " + when;
    }
  }

  private static TestNetwork.Signer boxBy(int party, TestNetwork network) {
    return network.by(party).instruct(new Shelf.PutBox(1, "a"));
  }

  private static Case malformed(String when, Function<byte[], byte[]> change) {
    return new Case(Rejection.MALFORMED, when, n -> change.apply(boxBy(BANK, n).bytes()));
  }

  private static Case items(String when, Header.Content content, byte[]... items) {
    return new Case(
        Rejection.MALFORMED, when, n -> n.by(BANK).items(content, List.of(items)).bytes());
  }

  static Stream<Case> cases() {
    return Stream.of(
        malformed("it is empty", bytes -> new byte[0]),
        malformed("it ends in the head's length", bytes -> new byte[3]),
        malformed("it ends in the head", bytes -> Arrays.copyOf(bytes, 100)),
        malformed("the head's length is below zero", bytes -> patched(bytes, 0, -1)),
        malformed("the header's length is wrong", bytes -> patched(bytes, 4, 7)),
        malformed("a head is as short below zero as it may seem right", bytes -> tinyHead()),
        malformed("the version is another", bytes -> patched(bytes, 8, 2)),
        malformed("it is too large", b -> Arrays.copyOf(b, Kernel.ENVELOPE_BYTES_MAX + 1)),
        items("there is no item", Header.Content.INSTRUCTIONS),
        items("a transfer is too short", Header.Content.TRANSFERS, new byte[127]),
        items("a transfer is too long", Header.Content.TRANSFERS, new byte[129]),
        new Case(
            Rejection.MALFORMED,
            "it has an item too many",
            n ->
                n.by(BANK)
                    .items(
                        Header.Content.INSTRUCTIONS,
                        Collections.nCopies(Kernel.ITEMS_PER_ENVELOPE_MAX + 1, new byte[0]))
                    .bytes()),
        new Case(Rejection.WRONG_NETWORK, "zero", n -> boxBy(BANK, n).network(Hash32.ZERO).bytes()),
        new Case(Rejection.PARTY_UNKNOWN, "5", n -> boxBy(5, n).bytes()),
        new Case(Rejection.PARTY_UNKNOWN, "0", n -> boxBy(0, n).bytes()),
        new Case(Rejection.PARTY_UNKNOWN, "below zero", n -> boxBy(-1, n).bytes()),
        new Case(Rejection.KEY_UNKNOWN, "3", n -> boxBy(BANK, n).key(3).bytes()),
        new Case(Rejection.KEY_UNKNOWN, "below zero", n -> boxBy(BANK, n).key(-1).bytes()),
        new Case(
            Rejection.KEY_REVOKED,
            "revoked at this very instant",
            n -> {
              n.by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();
              return boxBy(BANK, n).key(2).bytes();
            }),
        new Case(
            Rejection.SIGNATURE_INVALID,
            "another key signed",
            n -> boxBy(BANK, n).signedWith(FRESH_SECRET).bytes()),
        new Case(
            Rejection.SIGNATURE_INVALID,
            "the header was changed",
            n -> {
              byte[] bytes = boxBy(BANK, n).bytes();
              byte[] id = ByteBuffer.allocate(8).putLong(3).array();
              int at = 8 + 4 + Hash32.BYTES + 4 + 4;
              assertThat(Arrays.copyOfRange(bytes, at, at + 8)).isEqualTo(id);
              bytes[at] ^= 1;
              return bytes;
            }),
        new Case(
            Rejection.PAYLOAD_MISMATCH,
            "the last byte was changed",
            n -> {
              byte[] bytes = boxBy(BANK, n).bytes();
              bytes[bytes.length - 1] ^= 1;
              return bytes;
            }),
        new Case(
            Rejection.PAYLOAD_MISMATCH,
            "a byte was added",
            n -> {
              byte[] bytes = boxBy(BANK, n).bytes();
              return Arrays.copyOf(bytes, bytes.length + 1);
            }),
        new Case(Rejection.EXPIRED, "now", n -> boxBy(BANK, n).validUntil(n.nowMillis()).bytes()),
        new Case(
            Rejection.EXPIRED, "long ago", n -> boxBy(BANK, n).validUntil(Long.MIN_VALUE).bytes()),
        new Case(
            Rejection.VALID_TOO_LONG,
            "a millisecond",
            n ->
                boxBy(BANK, n).validUntil(n.nowMillis() + Kernel.VALID_FOR_MILLIS_MAX + 1).bytes()),
        new Case(
            Rejection.VALID_TOO_LONG,
            "for ever",
            n -> boxBy(BANK, n).validUntil(Long.MAX_VALUE).bytes()),
        new Case(
            Rejection.REPEATED,
            "it was executed",
            n -> {
              byte[] bytes = boxBy(BANK, n).bytes();
              n.order(List.of(bytes));
              return bytes;
            }),
        new Case(
            Rejection.REPEATED,
            "it was executed and refused",
            n -> {
              byte[] bytes = n.by(BANK).instruct(new Shelf.TakeBox(77)).bytes();
              n.order(List.of(bytes));
              return bytes;
            }));
  }

  private static byte[] patched(byte[] bytes, int at, int value) {
    ByteBuffer.wrap(bytes).putInt(at, value);
    return bytes;
  }

  /** Four bytes of head that say −64: as much as is left when a signature is taken away. */
  private static byte[] tinyHead() {
    return ByteBuffer.allocate(8).putInt(4).putInt(-Ed25519.SIGNATURE_BYTES).array();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itIsSkippedForThisReasonAndNothingChanges(Case rejected) {
    TestNetwork network = new TestNetwork();
    network.tick();
    byte[] bytes = rejected.bytes().apply(network);

    Execution execution = network.order(List.of(bytes));

    assertThat(execution.skipped()).containsExactly(new Execution.Skip(0, rejected.why()));
    assertThat(execution.batches()).isEmpty();
    assertThat(execution.changes()).isEmpty();
  }

  /** The gateway cannot know what was repeated; all else it hears before ordering. */
  @ParameterizedTest
  @MethodSource("cases")
  void theGatewayHearsTheSame(Case rejected) {
    TestNetwork network = new TestNetwork();
    network.tick();
    byte[] bytes = rejected.bytes().apply(network);

    assertThat(network.kernel.check(Sealed.of(bytes), network.nowMillis()))
        .isEqualTo(rejected.why() == Rejection.REPEATED ? null : rejected.why());
  }

  @Test
  void everyRejectionIsBroughtAbout() {
    assertThat(cases().map(Case::why).collect(Collectors.toSet()))
        .containsAll(EnumSet.complementOf(EnumSet.of(Rejection.TOO_MANY_ENVELOPES)));
  }

  @Test
  void asManyEnvelopesAsItRemembersAreExecutedUntilTheyExpire() {
    TestNetwork network =
        new TestNetwork(new Kernel(TestNetwork.genesis(), TestNetwork.programs(), 2));
    List<byte[]> three = new ArrayList<>();
    for (int i = 0; i < 3; i++)
      three.add(network.by(BANK).instruct(new Shelf.PutBox(i, "a")).bytes());

    Execution execution = network.order(three);

    assertThat(execution.skipped())
        .containsExactly(new Execution.Skip(2, Rejection.TOO_MANY_ENVELOPES));
    assertThat(network.boxes()).hasSize(2);
    network.at(network.nowMillis() + 60_000);
    assertThat(network.by(BANK).instruct(new Shelf.PutBox(2, "a")).results())
        .containsExactly(ACCEPTED);
  }

  @Test
  void anEnvelopeIsValidFromTheLongestTimeAheadToTheLastMillisecond() {
    TestNetwork network = new TestNetwork();
    long untilMillis = network.nowMillis() + Kernel.VALID_FOR_MILLIS_MAX;
    network.tick();

    assertThat(boxBy(BANK, network).validUntil(untilMillis).results()).containsExactly(ACCEPTED);
    network.at(untilMillis - 1).tick();
    assertThat(boxBy(BANK, network).validUntil(untilMillis).results()).containsExactly(ACCEPTED);
  }

  @Test
  void theSameEnvelopeTwiceInAnEntryIsExecutedOnce() {
    TestNetwork network = new TestNetwork();
    byte[] bytes = boxBy(BANK, network).bytes();

    Execution execution = network.order(List.of(bytes, bytes));

    assertThat(TestNetwork.results(execution)).containsExactly(ACCEPTED);
    assertThat(execution.skipped()).containsExactly(new Execution.Skip(1, Rejection.REPEATED));
  }

  @Test
  void twoPartiesMayChooseTheSameId() {
    TestNetwork network = new TestNetwork();
    Id id = new Id(7, 7);

    assertThat(boxBy(BANK, network).id(id).results()).containsExactly(ACCEPTED);
    assertThat(boxBy(OTHER_BANK, network).id(id).results()).containsExactly(ACCEPTED);
  }

  @Test
  void anEnvelopeIsForgottenWhenItCouldNotBeExecutedAgain() {
    TestNetwork network = new TestNetwork();
    byte[] bytes = boxBy(BANK, network).bytes();
    network.order(List.of(bytes));
    assertThat(remembered(network)).isEqualTo(1);
    network.at(network.nowMillis() + 59_999);
    assertThat(network.order(List.of(bytes)).skipped())
        .containsExactly(new Execution.Skip(0, Rejection.REPEATED));

    network.at(network.nowMillis() + 1);
    assertThat(network.order(List.of(bytes)).skipped())
        .containsExactly(new Execution.Skip(0, Rejection.EXPIRED));
    assertThat(remembered(network)).isZero();
  }

  private static int remembered(TestNetwork network) {
    return network.kernel.table("core.envelope", Seen.class, Seen.class).size();
  }

  @Test
  void anEnvelopeOfAsManyItemsAsAllowedIsExecuted() {
    TestNetwork network = new TestNetwork();
    byte[] item = network.kernel.catalogue().item(new Shelf.PutBox(1, "a"));

    assertThat(
            network
                .by(BANK)
                .items(
                    Header.Content.INSTRUCTIONS,
                    Collections.nCopies(Kernel.ITEMS_PER_ENVELOPE_MAX, item))
                .results())
        .hasSize(Kernel.ITEMS_PER_ENVELOPE_MAX)
        .containsOnly(ACCEPTED);
  }

  @Test
  void aBatchHoldsWhatWasSignedBesideItsResults() {
    TestNetwork network = new TestNetwork();
    byte[] skipped = boxBy(BANK, network).network(Hash32.ZERO).bytes();
    TestNetwork.Signer signer =
        network.by(BANK).instruct(new Shelf.PutBox(5, "a"), new Shelf.TakeBox(6));
    byte[] bytes = signer.bytes();

    Execution execution = network.order(List.of(skipped, bytes));

    Batch batch = execution.batches().getFirst();
    assertThat(execution.batches()).hasSize(1);
    assertThat(batch.kind()).isEqualTo(Batch.Kind.ENVELOPE);
    assertThat(batch.envelope()).isEqualTo(1);
    assertThat(batch.head()).isEqualTo(Envelope.decode(bytes).head());
    assertThat(batch.items()).containsExactlyElementsOf(Envelope.decode(bytes).items());
    assertThat(network.kernel.catalogue().describe(batch.items().getFirst()))
        .isEqualTo(new Catalogue.Described("shelf", new Shelf.PutBox(5, "a")));
    assertThat(batch.results().stream().map(Result::decode))
        .containsExactly(new Result(true, "", 0), new Result(false, "BOX_UNKNOWN", 0));
  }

  @Test
  void aNewKeySignsFromTheNextEnvelopeOn() {
    TestNetwork network = new TestNetwork();
    byte[] early = boxBy(BANK, network).key(3).bytes();
    byte[] add =
        network.by(BANK).instruct(new Core.AddKey(3, Ed25519.publicKey(FRESH_SECRET))).bytes();
    byte[] late = boxBy(BANK, network).key(3).bytes();

    Execution execution = network.order(List.of(early, add, late));

    assertThat(execution.skipped()).containsExactly(new Execution.Skip(0, Rejection.KEY_UNKNOWN));
    assertThat(TestNetwork.results(execution)).containsExactly(ACCEPTED, ACCEPTED);
    assertThat(network.kernel.keys(BANK))
        .extracting(PartyKey::number, PartyKey::addedAtMillis, PartyKey::revokedAtMillis)
        .containsExactly(
            tuple(1, 0L, Long.MAX_VALUE),
            tuple(2, 0L, Long.MAX_VALUE),
            tuple(3, execution.timeMillis(), Long.MAX_VALUE));
  }

  /** Judged at its place in the log: what came before the revocation counts, in one entry too. */
  @Test
  void aRevokedKeySignsUntilTheEnvelopeThatRevokesIt() {
    TestNetwork network = new TestNetwork();
    byte[] before = boxBy(BANK, network).key(2).bytes();
    byte[] revoke = network.by(BANK).instruct(new Core.RevokeKey(2), new Core.RevokeKey(2)).bytes();
    byte[] after = boxBy(BANK, network).key(2).bytes();

    Execution execution = network.order(List.of(before, revoke, after));

    assertThat(TestNetwork.results(execution)).containsExactly(ACCEPTED, ACCEPTED, ACCEPTED);
    assertThat(execution.skipped()).containsExactly(new Execution.Skip(2, Rejection.KEY_REVOKED));
  }

  @Test
  void aRevocationThatItsChainTakesBackDoesNotCount() {
    TestNetwork network = new TestNetwork();
    network.by(BANK).linked(new Core.RevokeKey(2)).instruct(new Shelf.TakeBox(9)).execute();

    assertThat(boxBy(BANK, network).key(2).results()).containsExactly(ACCEPTED);
  }

  @Test
  void aSecondRevocationKeepsTheInstantOfTheFirst() {
    TestNetwork network = new TestNetwork();
    long firstMillis = network.nowMillis();
    network.by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();
    network.at(firstMillis + 10).by(BANK).instruct(new Core.RevokeKey(2)).mustBeAccepted();

    PartyKey key =
        network.kernel.table("core.key", Long.class, PartyKey.class).get(PartyKey.place(BANK, 2));
    assertThat(key)
        .isEqualTo(
            new PartyKey(BANK, 2, Ed25519.publicKey(TestNetwork.secret(BANK, 2)), 0, firstMillis));
  }

  /** With a sign that ran over, a key below zero would have stood at every party's place. */
  @Test
  void noKeyOfOnePartyStandsAtAnothersPlace() {
    assertThat(PartyKey.place(BANK, -1)).isNotEqualTo(PartyKey.place(CENTRAL_BANK, -1));
    assertThat(PartyKey.place(BANK, -1)).isLessThan(PartyKey.place(BANK + 1, 1));
  }

  @Test
  void aSignatureIsTheSameBytesForTheSameContent() {
    TestNetwork network = new TestNetwork();
    byte[] one = boxBy(BANK, network).id(new Id(1, 1)).bytes();

    assertThat(boxBy(BANK, network).id(new Id(1, 1)).bytes()).isEqualTo(one);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> Envelope.header(Arrays.copyOf(one, 50)));
  }

  @Test
  void transfersAreReadAsTheyAreWritten() {
    Transfer transfer =
        new Transfer(
            new Id(1, 2),
            new Id(3, 4),
            new Id(5, 6),
            new Id(7, 8),
            new Id(9, 10),
            -11,
            12,
            13,
            14,
            1,
            15);

    assertThat(transfer.encode()).hasSize(Transfer.BYTES);
    assertThat(Transfer.decode(ByteBuffer.wrap(transfer.encode()))).isEqualTo(transfer);
    assertThat(Transfer.linked(transfer.encode(), 0)).isTrue();
  }

  @Test
  void anEntryFollowsTheLastOne() {
    TestNetwork network = new TestNetwork();
    network.tick();

    for (long position : new long[] {0, 1, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> network.kernel.execute(Entry.of(position, 0, List.of())));
    }
    assertThat(network.kernel.position()).isEqualTo(1);
  }

  @Test
  void ledgerTimeNeverRunsBack() {
    TestNetwork network = new TestNetwork();
    long millis = network.nowMillis();
    network.tick();

    assertThat(network.at(millis - 5).tick().timeMillis()).isEqualTo(millis);
    assertThat(network.at(Long.MIN_VALUE).tick().timeMillis()).isEqualTo(millis);
    assertThat(network.at(millis + 5).tick().timeMillis()).isEqualTo(millis + 5);
  }

  @Test
  void aClockAtTheEndOfTimeStopsNoNode() {
    TestNetwork network = TestNetwork.funded();
    network.at(Long.MAX_VALUE - 1);
    Transfer pending =
        Transfer.pending(new Id(9, 1), TestNetwork.PURSE, TestNetwork.OTHER_PURSE, 1, 60);

    assertThat(network.by(BANK).transfer(pending).validUntil(Long.MAX_VALUE).results())
        .containsExactly(ACCEPTED);
    assertThat(network.at(Long.MAX_VALUE).tick().timeMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aGenesisThatSaysTwoThingsIsRefused() {
    Genesis good = TestNetwork.genesis();
    Party party = good.parties().getFirst();
    PartyKey key = good.keys().getFirst();
    Mandate mandate = good.mandates().getFirst();
    Party zero =
        new Party(0, party.code(), party.name(), party.country(), party.standing(), party.agents());
    Map<String, Genesis> bad =
        Map.of(
            "party", with(good, List.of(party, party), good.keys(), good.mandates()),
            "zero", with(good, List.of(zero), good.keys(), good.mandates()),
            "key", with(good, good.parties(), List.of(key, key), good.mandates()),
            "mandate", with(good, good.parties(), good.keys(), List.of(mandate, mandate)));

    for (Genesis genesis : bad.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Kernel(genesis, TestNetwork.programs()));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Kernel(good, List.of()));
    assertThat(Genesis.decode(good.encode())).isEqualTo(good);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TestNetwork.genesis(Genesis.TRANSFER_IDS_MIN - 1));
  }

  private static Genesis with(
      Genesis g, List<Party> parties, List<PartyKey> keys, List<Mandate> mandates) {
    return new Genesis(
        g.origin(),
        g.programs(),
        parties,
        keys,
        mandates,
        g.assets(),
        g.validators(),
        g.quorum(),
        g.transferIds());
  }
}
