package org.rahdari.charter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rahdari.charter.Instructions.Activate;
import org.rahdari.charter.Instructions.ApprovePolicy;
import org.rahdari.charter.Instructions.Deactivate;
import org.rahdari.charter.Instructions.ProposePolicy;
import org.rahdari.charter.Instructions.WithdrawProposal;
import org.rahdari.codec.Bytes;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.kernel.SigningKey;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TrustPolicy;
import org.rahdari.transparency.VerifierKey;

/** Four founders of six parties: any three of them decide who validates next. */
class CharterTest {
  private static final String ORIGIN = "charter.rahdari.example";
  private static final int FOUNDERS = 4;
  private static final int PARTIES = 7;
  private static final long START_MILLIS = 1_750_000_000_000L;
  private static final Catalogue CATALOGUE = Catalogue.of(List.of(Charter.PROGRAM));

  private Kernel kernel = kernel(FOUNDERS);
  private long entries;

  @BeforeEach
  void found() {
    kernel = kernel(FOUNDERS);
    entries = 0;
  }

  @Test
  void threeOfFourLetAFifthIn() throws Exception {
    ProposePolicy five = proposal(2, List.of(seat(5)), 1, 2, 3, 4, 5);
    assertThat(say(2, five)).isEqualTo("accepted");
    assertThat(say(1, approval(1, 2, five))).isEqualTo("accepted");
    assertThat(say(3, approval(3, 2, five))).isEqualTo("accepted");
    assertThat(State.of(kernel).policy().version()).isEqualTo(1);
    assertThat(say(4, approval(4, 2, five))).isEqualTo("accepted");
    State after = State.of(kernel);
    assertThat(after.policy().toText()).isEqualTo(five.policy());
    assertThat(after.seats()).extracting(Seat::party).containsExactly(1, 2, 3, 4, 5);
    assertThat(after.seatOf(5)).isEqualTo(seat(5));
    assertThat(Charter.proposals(kernel).rows()).isEmpty();

    // Whoever trusts the first policy can follow.
    PolicyHistory history =
        PolicyHistory.of(State.policy(kernel.genesis().founding()))
            .with(Charter.adopted(kernel).orElseThrow().rows().iterator().next().change());
    assertThat(PolicyHistory.parse(history.format()).newest()).isEqualTo(after.policy());

    // From now on four of five are needed, and the newcomer is one of them.
    ProposePolicy without = proposal(3, List.of(), 2, 3, 4, 5);
    assertThat(say(5, without)).isEqualTo("accepted");
    for (int party : new int[] {5, 4, 3}) say(party, approval(party, 5, without));
    assertThat(State.of(kernel).policy().version()).isEqualTo(2);
    say(2, approval(2, 5, without));
    assertThat(State.of(kernel).seats()).extracting(Seat::party).containsExactly(2, 3, 4, 5);
    assertThat(say(1, proposal(4, List.of(), 2, 3, 4))).isEqualTo("NOT_A_VALIDATOR");
  }

  @Test
  void anInstitutionChangesItsKeyInItsPlace() {
    NoteSigner other = signer(1, 9);
    TrustPolicy next =
        new TrustPolicy(
            ORIGIN,
            2,
            3,
            List.of(other.verifierKey(), key(2), key(3), key(4)),
            List.of(),
            List.of());
    ProposePolicy rotated = new ProposePolicy(next.toText(), List.of());
    say(1, rotated);
    for (int party : new int[] {1, 2, 3}) say(party, approval(party, 1, rotated));
    State after = State.of(kernel);
    assertThat(after.keyOf(seatOf(after, 1))).isEqualTo(other.verifierKey());
    // The old key approves nothing more.
    ProposePolicy again = proposal(3, List.of(), 2, 3, 4);
    say(2, again);
    assertThat(say(1, approval(1, 2, again))).isEqualTo("SIGNATURE_INVALID");
  }

  @Test
  void refusesWhatCouldNotBeTrusted() {
    assertThat(say(5, proposal(2, List.of(seat(5)), 1, 2, 3, 4, 5))).isEqualTo("NOT_A_VALIDATOR");
    assertThat(say(1, new ProposePolicy("origin " + ORIGIN, List.of())))
        .isEqualTo("POLICY_MALFORMED");
    String commented = "# hello\n" + proposal(2, List.of(), 1, 2, 3).policy();
    assertThat(say(1, new ProposePolicy(commented, List.of()))).isEqualTo("POLICY_MALFORMED");
    assertThat(say(1, proposal(3, List.of(), 1, 2, 3))).isEqualTo("POLICY_OF_ANOTHER_VERSION");
    String elsewhere =
        proposal(2, List.of(), 1, 2, 3).policy().replace("origin " + ORIGIN, "origin o.example");
    assertThat(say(1, new ProposePolicy(elsewhere, List.of()))).isEqualTo("POLICY_OF_ANOTHER_LOG");
    assertThat(say(1, proposal(2, List.of(), 1))).isEqualTo("NETWORK_OF_ONE");
    assertThat(say(1, proposal(2, List.of(), 1, 2, 3, 4, 5))).isEqualTo("SEATS_DO_NOT_FIT");
    assertThat(say(1, proposal(2, List.of(seat(5)), 1, 2, 3, 4))).isEqualTo("SEATS_DO_NOT_FIT");
    assertThat(say(1, proposal(2, List.of(seat(5), seat(6), seat(7)), 2, 3, 4, 5, 6, 7)))
        .isEqualTo("TOO_MANY_JOIN");
    Seat nobodys = new Seat(99, key(5).name(), "https://h:1", "h:2");
    assertThat(say(1, proposal(2, List.of(nobodys), 1, 2, 3, 4, 5))).isEqualTo("PARTY_UNKNOWN");
    Seat second = new Seat(1, key(5).name(), "https://h:1", "h:2");
    assertThat(say(1, proposal(2, List.of(second), 1, 2, 3, 4, 5))).isEqualTo("PARTY_TWICE");
    Seat nowhere = new Seat(5, key(5).name(), "", "");
    assertThat(say(1, proposal(2, List.of(nowhere), 1, 2, 3, 4, 5))).isEqualTo("ADDRESS_MISSING");
    assertThat(Charter.proposals(kernel).rows()).isEmpty();
  }

  /** What every node would have to call may not be what none can. */
  @Test
  void aSeatHasAddressesOfOneForm() {
    for (String good : new String[] {"node.bank.example:8281", "10.0.0.1:1", "[fe80::1]:65535"}) {
      assertThat(new Seat(1, "v", "https://" + good, good).raft()).isEqualTo(good);
    }
    for (String bad :
        new String[] {
          "host", "host:", "host:0", "ho st:1", "a/b:1", ":1", "host:123456", "h@x:1"
        }) {
      assertThatThrownBy(() -> new Seat(1, "v", "", bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new Seat(1, "v", "https://" + bad, ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Seat(1, "v", "http://host:1", ""))
        .hasMessageContaining("https://HOST:PORT");
  }

  @Test
  void refusesApprovalsThatAreNone() {
    ProposePolicy three = proposal(2, List.of(), 1, 2, 3);
    assertThat(say(1, three)).isEqualTo("accepted");
    assertThat(say(1, three)).isEqualTo("PROPOSAL_EXISTS");
    assertThat(say(2, approval(2, 3, three))).isEqualTo("PROPOSAL_UNKNOWN");
    assertThat(say(2, new ApprovePolicy(1, Hash32.ZERO, new Bytes(new byte[64]))))
        .isEqualTo("PROPOSAL_UNKNOWN");
    assertThat(say(2, new ApprovePolicy(1, three.hash(), new Bytes(new byte[64]))))
        .isEqualTo("SIGNATURE_INVALID");
    assertThat(say(2, new ApprovePolicy(1, three.hash(), new Bytes(new byte[3]))))
        .isEqualTo("SIGNATURE_INVALID");
    // Another's approval is not one's own.
    assertThat(say(2, approval(3, 1, three))).isEqualTo("SIGNATURE_INVALID");
    assertThat(say(2, approval(2, 1, three))).isEqualTo("accepted");
    assertThat(say(2, approval(2, 1, three))).isEqualTo("APPROVED_BEFORE");
    assertThat(say(5, approval(5, 1, three))).isEqualTo("NOT_A_VALIDATOR");

    // Who proposes something else begins again.
    ProposePolicy other = proposal(2, List.of(), 1, 2, 4);
    assertThat(say(1, other)).isEqualTo("accepted");
    assertThat(say(3, approval(3, 1, three))).isEqualTo("PROPOSAL_UNKNOWN");
    assertThat(say(2, new WithdrawProposal(other.hash()))).isEqualTo("PROPOSAL_UNKNOWN");
    assertThat(say(1, new WithdrawProposal(other.hash()))).isEqualTo("accepted");
    assertThat(Charter.proposals(kernel).rows()).isEmpty();
  }

  @Test
  void aNetworkOfOneStaysOne() {
    kernel = kernel(1);
    assertThat(say(1, proposal(2, List.of(seat(2)), 1, 2))).isEqualTo("NETWORK_OF_ONE");
  }

  /** The next version of this very program: with nothing but what it takes to see it. */
  private static final Program NEXT =
      new Program(Charter.NUMBER, "charter", 2, Charter.PROGRAM.rules());

  @Test
  void aVersionIsInForceOnceThoseHaveItWhoCouldSign() {
    assertThat(say(5, new Activate(Charter.NUMBER, 2))).isEqualTo("NOT_A_VALIDATOR");
    assertThat(say(1, new Activate(Charter.NUMBER, 1))).isEqualTo("VERSION_NOT_NEXT");
    assertThat(say(1, new Activate(Charter.NUMBER, 3))).isEqualTo("VERSION_NOT_NEXT");
    assertThat(say(1, new Activate(99, 2))).isEqualTo("VERSION_NOT_NEXT");
    assertThat(say(1, new Activate(Charter.NUMBER, 2))).isEqualTo("accepted");
    assertThat(say(1, new Activate(Charter.NUMBER, 2))).isEqualTo("READY_BEFORE");
    assertThat(say(2, new Activate(Charter.NUMBER, 2))).isEqualTo("accepted");
    assertThat(say(2, new Deactivate(Charter.NUMBER))).isEqualTo("accepted");
    assertThat(say(2, new Deactivate(Charter.NUMBER))).isEqualTo("NOT_READY");
    assertThat(say(3, new Activate(Charter.NUMBER, 2))).isEqualTo("accepted");
    // Of another program it says nothing.
    assertThat(say(4, new Activate(77, 1))).isEqualTo("accepted");
    assertThat(kernel.version(Charter.NUMBER)).isEqualTo(1);
    assertThat(Charter.readiness(kernel).rows())
        .extracting(Readiness::party)
        .containsExactly(1, 3, 4);

    assertThat(say(4, new Activate(Charter.NUMBER, 2))).isEqualTo("accepted");
    assertThat(kernel.version(Charter.NUMBER)).isEqualTo(2);
    assertThat(Charter.readiness(kernel).rows()).extracting(Readiness::program).containsExactly(77);
    assertThat(say(4, new Activate(Charter.NUMBER, 2))).isEqualTo("VERSION_NOT_NEXT");
  }

  /** No software could ever follow. */
  @Test
  void whatNoProgramCanBeIsNotActivated() {
    for (int program : new int[] {Integer.MIN_VALUE, -1, 0, Core.NUMBER, 65_536, Integer.MAX_VALUE})
      for (int version : new int[] {1, 2})
        assertThat(say(1, new Activate(program, version))).isEqualTo("PROGRAM_IMPOSSIBLE");
    for (int version : new int[] {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE})
      assertThat(say(1, new Activate(65_535, version))).isEqualTo("VERSION_NOT_NEXT");
    assertThat(say(1, new Activate(65_535, 1))).isEqualTo("accepted");
  }

  /** One validator cannot take the room of the others. */
  @Test
  void aValidatorIsReadyForSoManyProgramsAtATime() {
    for (int program = 100; program < 116; program++)
      assertThat(say(1, new Activate(program, 1))).isEqualTo("accepted");
    assertThat(say(1, new Activate(116, 1))).isEqualTo("TOO_MANY_READY");
    assertThat(say(2, new Activate(116, 1))).isEqualTo("accepted");
    assertThat(say(1, new Deactivate(100))).isEqualTo("accepted");
    assertThat(say(1, new Activate(116, 1))).isEqualTo("accepted");
  }

  /** Who has left has no say; who stays may say it again. */
  @Test
  void aChangeOfMembersCountsAnew() {
    say(1, new Activate(Charter.NUMBER, 2));
    say(2, new Activate(Charter.NUMBER, 2));
    ProposePolicy without = proposal(2, List.of(), 2, 3, 4);
    say(2, without);
    for (int party : new int[] {2, 3, 4}) say(party, approval(party, 2, without));
    assertThat(Charter.readiness(kernel).rows()).extracting(Readiness::party).containsExactly(2);
    say(3, new Activate(Charter.NUMBER, 2));
    assertThat(kernel.version(Charter.NUMBER)).isEqualTo(1);
    say(4, new Activate(Charter.NUMBER, 2));
    assertThat(kernel.version(Charter.NUMBER)).isEqualTo(2);
  }

  @Test
  void draftsTheNextPolicyFromThePresentOne() throws Exception {
    State present = State.of(kernel);
    ProposePolicy draft =
        Draft.of(present, List.of(new Draft.Joining(seat(5), key(5))), List.of(1), 0);
    TrustPolicy next = TrustPolicy.parse(draft.policy().getBytes(StandardCharsets.UTF_8));
    assertThat(next.validators()).containsExactly(key(2), key(3), key(4), key(5));
    assertThat(next.quorum()).isEqualTo(3);
    assertThat(draft.seats()).containsExactly(seat(5));
    assertThat(say(1, draft)).isEqualTo("accepted");
    assertThatThrownBy(() -> Draft.of(present, List.of(), List.of(), 0))
        .hasMessage("nothing would change");
    assertThatThrownBy(() -> Draft.of(present, List.of(), List.of(5), 0))
        .hasMessageContaining("does not validate");
    assertThatThrownBy(() -> Draft.of(present, List.of(), List.of(1), 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Seat seatOf(State state, int party) {
    return state.seats().stream().filter(each -> each.party() == party).findFirst().orElseThrow();
  }

  private static ProposePolicy proposal(int version, List<Seat> seats, int... validators) {
    List<VerifierKey> keys = Arrays.stream(validators).mapToObj(CharterTest::key).toList();
    TrustPolicy next =
        new TrustPolicy(
            ORIGIN, version, TrustPolicy.quorumMin(keys.size()), keys, List.of(), List.of());
    return new ProposePolicy(next.toText(), seats);
  }

  private static ApprovePolicy approval(int by, int proposer, ProposePolicy proposal) {
    byte[] signature = signer(by, 1).sign(proposal.policy()).signature();
    return new ApprovePolicy(proposer, proposal.hash(), new Bytes(signature));
  }

  private static Seat seat(int party) {
    return new Seat(party, key(party).name(), "https://host" + party + ":1", "host" + party + ":2");
  }

  private static VerifierKey key(int party) {
    return signer(party, 1).verifierKey();
  }

  private static NoteSigner signer(int party, int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) party;
    seed[1] = (byte) number;
    return new NoteSigner("v" + party + "." + ORIGIN, seed);
  }

  private static Hash32 secret(int party) {
    return Hash32.sha256(("charter " + party).getBytes(StandardCharsets.UTF_8));
  }

  private static Kernel kernel(int founders) {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    List<Validator> validators = new ArrayList<>();
    for (int party = 1; party <= PARTIES; party++) {
      parties.add(
          new Party(party, "p" + party, "Party " + party, "PK", Standing.MEMBER, List.of()));
      keys.add(new PartyKey(party, 1, Ed25519.publicKey(secret(party))));
      if (party <= founders)
        validators.add(new Validator(party, key(party).name(), Hash32.of(key(party).publicKey())));
    }
    return new Kernel(
        new Genesis(
            ORIGIN,
            List.of(new Genesis.ProgramVersion(Charter.NUMBER, "charter", 1)),
            parties,
            keys,
            List.of(),
            List.of(),
            validators,
            TrustPolicy.quorumMin(founders),
            Genesis.TRANSFER_IDS_MIN),
        List.of(Charter.PROGRAM, NEXT));
  }

  /** What became of one instruction. */
  private String say(int party, Record instruction) {
    entries++;
    long now = START_MILLIS + entries;
    byte[] envelope =
        Envelope.sign(
            kernel.network(),
            party,
            1,
            SigningKey.of(secret(party)),
            new Id(1, entries),
            now + 60_000,
            Header.Content.INSTRUCTIONS,
            List.of(CATALOGUE.item(instruction)));
    Execution execution = kernel.execute(Entry.of(entries, now, List.of(envelope)));
    Result result = Result.decode(execution.batches().getFirst().results().getFirst());
    return result.accepted() ? "accepted" : result.reason();
  }
}
