package org.rahdari.payments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Batch;
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
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.payments.Instructions.FundLiquidity;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.payments.Instructions.OfferQuote;
import org.rahdari.payments.Instructions.UseAccount;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;

/**
 * A corridor from Riyadh to Lahore: a remittance house that issues riyals, a bank and an exchange
 * with rupees of the state bank. Each of the last two starts with 1,000.00.
 */
final class Corridor {
  static final int STATE_BANK = 1;
  static final int BANK = 2;
  static final int REMITTER = 3;
  static final int EXCHANGE = 4;

  /** A bank without any account. */
  static final int NEWCOMER = 5;

  static final int NOBODY = 99;

  static final int PKR = 1;
  static final int SAR = 2;

  static final long FUNDS_MINOR = 100_000;
  static final long START_MILLIS = 1_750_000_000_000L;
  static final String ACCEPTED = "accepted";

  /** 74.15 rupees for a riyal. */
  static final long RATE_E8 = 7_415_000_000L;

  final Kernel kernel;
  final List<Entry> log = new ArrayList<>();
  private long nowMillis = START_MILLIS;
  private long lastEnvelope;

  Corridor() {
    kernel = new Kernel(genesis(), List.of(Payments.PROGRAM));
    for (int party : new int[] {STATE_BANK, BANK, EXCHANGE}) open(party, PKR);
    for (int party : new int[] {REMITTER, EXCHANGE}) open(party, SAR);
    for (int party : new int[] {BANK, EXCHANGE}) {
      Id id = new Id(7, party);
      must(
          transfer(
              STATE_BANK, Transfer.posted(id, own(STATE_BANK, PKR), own(party, PKR), FUNDS_MINOR)));
    }
  }

  private void open(int party, int asset) {
    boolean issuer = party == (asset == PKR ? STATE_BANK : REMITTER);
    int flags = issuer ? 0 : AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
    must(say(party, new Core.OpenAccount(own(party, asset), asset, 0, flags)));
    must(say(party, new UseAccount(asset, own(party, asset))));
  }

  private static Genesis genesis() {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    List<Mandate> mandates = new ArrayList<>();
    for (int party = STATE_BANK; party <= NEWCOMER; party++) {
      parties.add(
          new Party(party, "party-" + party, "Party " + party, "PK", Standing.MEMBER, List.of()));
      keys.add(new PartyKey(party, 1, Ed25519.publicKey(secret(party))));
      for (MandateKind kind : mandates(party))
        mandates.add(new Mandate(party, kind, 0, Long.MAX_VALUE));
    }
    return new Genesis(
        "corridor.rahdari.example",
        List.of(new Genesis.ProgramVersion(Payments.NUMBER, "payments", 1)),
        parties,
        keys,
        mandates,
        List.of(
            new Asset(PKR, "PKR", 2, STATE_BANK, "a rupee at the state bank"),
            new Asset(SAR, "SAR", 2, REMITTER, "a riyal that the house safeguards")),
        List.of(new Validator(STATE_BANK, "state-bank", Ed25519.publicKey(secret(STATE_BANK)))),
        1,
        Genesis.TRANSFER_IDS);
  }

  private static Set<MandateKind> mandates(int party) {
    return switch (party) {
      case STATE_BANK -> EnumSet.of(MandateKind.CENTRAL_BANK);
      case REMITTER -> EnumSet.of(MandateKind.REMITTER);
      case EXCHANGE -> EnumSet.of(MandateKind.VASP, MandateKind.FX_PROVIDER);
      default -> EnumSet.of(MandateKind.BANK);
    };
  }

  private static Hash32 secret(int party) {
    return Hash32.sha256(("corridor " + party).getBytes(StandardCharsets.UTF_8));
  }

  /** The account through which a party pays. */
  static Id own(int party, int asset) {
    return new Id(party, asset);
  }

  static Id liquidity(int party, int asset) {
    return Payments.liquidityAccount(party, asset);
  }

  /** A corridor whose exchange has set all its rupees aside. */
  static Corridor funded() {
    Corridor corridor = new Corridor();
    corridor.must(corridor.say(EXCHANGE, new FundLiquidity(new Id(8, 1), PKR, FUNDS_MINOR)));
    return corridor;
  }

  /** Sells 10.00 riyals of the remittance house for 741.50 rupees to the bank, fee 0.50. */
  OfferQuote offer(long number) {
    return new OfferQuote(
        new Id(20, number),
        REMITTER,
        BANK,
        SAR,
        1_000,
        50,
        PKR,
        74_150,
        RATE_E8,
        nowMillis + Payments.QUOTE_MILLIS_MAX);
  }

  /** What takes that offer. */
  InstructPayment take(long number, Id quote) {
    return new InstructPayment(
        new Id(30, number), new Id(31, number), BANK, PKR, 74_150, quote, Hash32.ZERO);
  }

  /** The bank pays the exchange in rupees. */
  static InstructPayment pay(long number, long minor) {
    return new InstructPayment(
        new Id(30, number), new Id(31, number), EXCHANGE, PKR, minor, Id.NONE, Hash32.ZERO);
  }

  String say(int party, Record instruction) {
    return order(party, Header.Content.INSTRUCTIONS, kernel.catalogue().item(instruction));
  }

  String transfer(int party, Transfer transfer) {
    return order(party, Header.Content.TRANSFERS, transfer.encode());
  }

  private String order(int party, Header.Content content, byte[] item) {
    byte[] envelope =
        Envelope.sign(
            kernel.network(),
            party,
            1,
            SigningKey.of(secret(party)),
            new Id(9, ++lastEnvelope),
            nowMillis + 60_000,
            content,
            List.of(item));
    Batch batch = execute(List.of(envelope)).batches().getLast();
    Result result = Result.decode(batch.results().getFirst());
    return result.accepted() ? ACCEPTED : result.reason();
  }

  /** Time passes, and what is due then happens. */
  Corridor after(long millis) {
    nowMillis += millis;
    execute(List.of());
    return this;
  }

  long nowMillis() {
    return nowMillis;
  }

  private Execution execute(List<byte[]> envelopes) {
    Entry entry = Entry.of(kernel.position() + 1, nowMillis, envelopes);
    log.add(entry);
    return kernel.execute(entry);
  }

  void must(String result) {
    if (!result.equals(ACCEPTED)) throw new AssertionError(result);
  }

  long balance(Id account) {
    return account(account).balanceMinor();
  }

  long available(Id account) {
    return account(account).availableMinor();
  }

  private Account account(Id id) {
    Account account = kernel.ledger().account(id);
    if (account == null) throw new AssertionError("no account " + id);
    return account;
  }

  Payment payment(long number) {
    Payment payment =
        kernel.table("payments.payment", Id.class, Payment.class).get(new Id(30, number));
    if (payment == null) throw new AssertionError("no payment " + number);
    return payment;
  }
}
