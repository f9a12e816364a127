package org.rahdari.simulation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Sealed;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/**
 * Two institutions that move money among a few accounts, and what they want. Each thing that is
 * wanted has a number, which its transfers bear as their signer's reference: whatever is signed,
 * sent and ordered how often, it may have effect once.
 */
final class Clients {
  static final String ORIGIN = "simulated.rahdari.example";

  /** The first wishes, without which no other is of use. */
  static final int FOUNDING = 3;

  private static final long BEGIN_MILLIS = 1_700_000_000_000L;
  private static final int FIRST = 1;
  private static final int SECOND = 2;
  private static final int ASSET = 1;
  private static final long VALID_MILLIS = 3_600_000;
  private static final int ID_SHIFT = 16;
  private static final long ID_AGE_MILLIS = 120_000;

  private static final Catalogue METERING = Catalogue.of(Meter.PROGRAMS);

  private static final Id ISSUED = new Id(1, 1);
  private static final List<Id> OF_FIRST = List.of(new Id(1, 2), new Id(1, 3));
  private static final List<Id> OF_SECOND = List.of(new Id(2, 1), new Id(2, 2));

  private final RandomGenerator random;
  private final Genesis genesis;
  private final TrustPolicy policy;
  private final List<NoteSigner> signers;
  private final List<Pending> pendings = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();
  private long ids;

  /** A pending transfer and who may end it. */
  private record Pending(Id id, int party) {}

  /**
   * What somebody wants.
   *
   * @param number among all wishes, from 0
   * @param transfers empty where it is no transfers
   */
  record Wish(int number, int party, byte[] envelope, Hash32 digest, List<Transfer> transfers) {
    Wish {
      transfers = List.copyOf(transfers);
    }
  }

  Clients(RandomGenerator random, int nodes) {
    this.random = random;
    List<NoteSigner> keys = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      byte[] seed = Hash32.sha256(("validator " + i).getBytes(StandardCharsets.UTF_8)).bytes();
      keys.add(new NoteSigner("v" + i + "." + ORIGIN, seed));
    }
    signers = List.copyOf(keys);
    policy =
        new TrustPolicy(
            ORIGIN,
            TrustPolicy.quorumMin(nodes),
            signers.stream().map(NoteSigner::verifierKey).toList());
    genesis =
        new Genesis(
            ORIGIN,
            List.of(new Genesis.ProgramVersion(Meter.NUMBER, "meter", 1)),
            List.of(party(FIRST, "first", "First Bank"), party(SECOND, "second", "Second Bank")),
            List.of(key(FIRST), key(SECOND)),
            List.of(),
            List.of(new Asset(ASSET, "PKR", 2, FIRST, "the first bank's money")),
            policy.validators().stream()
                .map(k -> new Validator(FIRST, k.name(), Hash32.of(k.publicKey())))
                .toList(),
            policy.quorum(),
            Genesis.TRANSFER_IDS_MIN);
  }

  private static Party party(int number, String code, String name) {
    return new Party(number, code, name, "PK", Standing.MEMBER, List.of());
  }

  private static PartyKey key(int party) {
    return new PartyKey(party, 1, Ed25519.publicKey(secret(party)));
  }

  private static Hash32 secret(int party) {
    return Hash32.sha256(("the key of " + party).getBytes(StandardCharsets.UTF_8));
  }

  /** What true time is at the beginning, milliseconds since 1970. */
  static long beginMillis() {
    return BEGIN_MILLIS;
  }

  TrustPolicy policy() {
    return policy;
  }

  NoteSigner signer(int node) {
    return signers.get(node);
  }

  List<NoteSigner> signers() {
    return signers;
  }

  Kernel kernel() {
    return new Kernel(genesis, Meter.PROGRAMS);
  }

  List<Wish> wishes() {
    return wishes;
  }

  // What they want

  /** The accounts, and money on them; to be asked for in this order. */
  List<Wish> founding(long nowMillis) {
    Wish first = accounts(FIRST, nowMillis, List.of(ISSUED), OF_FIRST);
    Wish second = accounts(SECOND, nowMillis, List.of(), OF_SECOND);
    List<Transfer> funds = new ArrayList<>();
    for (Id to : all()) funds.add(Transfer.posted(id(nowMillis), ISSUED, to, 1_000));
    return List.of(first, second, wish(FIRST, nowMillis, funds));
  }

  private static List<Id> all() {
    List<Id> all = new ArrayList<>(OF_FIRST);
    all.addAll(OF_SECOND);
    return all;
  }

  private Wish accounts(int party, long nowMillis, List<Id> free, List<Id> limited) {
    Catalogue catalogue = Catalogue.of(List.of());
    List<byte[]> items = new ArrayList<>();
    for (Id id : free) items.add(catalogue.item(new Core.OpenAccount(id, ASSET, 0, 0)));
    int flags = AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
    for (Id id : limited) items.add(catalogue.item(new Core.OpenAccount(id, ASSET, 0, flags)));
    byte[] envelope = sign(party, nowMillis, Header.Content.INSTRUCTIONS, items);
    return keep(party, envelope, List.of());
  }

  /** Something that somebody comes to want. */
  Wish next(long nowMillis) {
    int party = random.nextBoolean() ? FIRST : SECOND;
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> wish(party, nowMillis, some(party, nowMillis, 1 + random.nextInt(4)));
      case 3 -> wish(party, nowMillis, chain(party, nowMillis));
      case 4, 5 -> wish(party, nowMillis, List.of(pending(party, nowMillis)));
      case 6 -> metering(party, nowMillis);
      default -> wish(party, nowMillis, List.of(ending(party, nowMillis)));
    };
  }

  /** Before and after the next version is in force, and now and then that it be. */
  private Wish metering(int party, long nowMillis) {
    Record instruction = random.nextInt(6) == 0 ? new Meter.Next() : new Meter.Count();
    List<byte[]> items = List.of(METERING.item(instruction));
    return keep(party, sign(party, nowMillis, Header.Content.INSTRUCTIONS, items), List.of());
  }

  private List<Transfer> some(int party, long nowMillis, int count) {
    List<Transfer> transfers = new ArrayList<>();
    for (int i = 0; i < count; i++) transfers.add(posted(party, nowMillis));
    return transfers;
  }

  /** Some are refused: too much, from another's account, from a wrong one. */
  private Transfer posted(int party, long nowMillis) {
    long amountMinor = random.nextInt(10) == 0 ? 1_000_000 : 1 + random.nextInt(300);
    return Transfer.posted(id(nowMillis), from(party), to(), amountMinor);
  }

  private Id from(int party) {
    boolean wrong = random.nextInt(20) == 0;
    List<Id> own = (party == FIRST) != wrong ? OF_FIRST : OF_SECOND;
    return own.get(random.nextInt(own.size()));
  }

  private Id to() {
    List<Id> all = all();
    return all.get(random.nextInt(all.size()));
  }

  private List<Transfer> chain(int party, long nowMillis) {
    List<Transfer> chain = new ArrayList<>();
    for (Transfer each : some(party, nowMillis, 2)) chain.add(each.linked());
    chain.add(posted(party, nowMillis));
    return chain;
  }

  private Transfer pending(int party, long nowMillis) {
    int timeoutSeconds = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
    Transfer pending =
        Transfer.pending(id(nowMillis), from(party), to(), 1 + random.nextInt(200), timeoutSeconds);
    pendings.add(new Pending(pending.id(), party));
    return pending;
  }

  private Transfer ending(int party, long nowMillis) {
    if (pendings.isEmpty()) return posted(party, nowMillis);
    Pending one = pendings.get(random.nextInt(pendings.size()));
    if (random.nextBoolean()) return Transfer.voided(id(nowMillis), one.id());
    long amountMinor = random.nextBoolean() ? Transfer.AMOUNT_ALL : 1 + random.nextInt(100);
    return Transfer.post(id(nowMillis), one.id(), amountMinor);
  }

  /** Of two minutes ago: no clock is so wrong that this is still to come. */
  private Id id(long nowMillis) {
    return new Id((nowMillis - ID_AGE_MILLIS) << ID_SHIFT, ++ids);
  }

  private Wish wish(int party, long nowMillis, List<Transfer> transfers) {
    List<Transfer> referring = new ArrayList<>();
    for (Transfer each : transfers) {
      referring.add(referring(each, (long) wishes.size() << ID_SHIFT | referring.size() + 1));
    }
    return keep(party, envelope(party, nowMillis, referring), referring);
  }

  private static Transfer referring(Transfer t, long reference) {
    return new Transfer(
        t.id(),
        t.debitAccount(),
        t.creditAccount(),
        t.pendingId(),
        t.userData128(),
        reference,
        t.amountMinor(),
        t.timeoutSeconds(),
        t.code(),
        t.flags(),
        t.userData32());
  }

  private Wish keep(int party, byte[] envelope, List<Transfer> transfers) {
    Wish wish = new Wish(wishes.size(), party, envelope, Sealed.of(envelope).digest(), transfers);
    wishes.add(wish);
    return wish;
  }

  /** The same transfers in another envelope, as somebody does who knows no better. */
  Wish signedAgain(Wish wish, long nowMillis) {
    return keep(
        wish.party(), envelope(wish.party(), nowMillis, wish.transfers()), wish.transfers());
  }

  private byte[] envelope(int party, long nowMillis, List<Transfer> transfers) {
    List<byte[]> items = transfers.stream().map(Transfer::encode).toList();
    return sign(party, nowMillis, Header.Content.TRANSFERS, items);
  }

  private byte[] sign(int party, long nowMillis, Header.Content content, List<byte[]> items) {
    return Envelope.sign(
        genesis.network(),
        party,
        1,
        SigningKey.of(secret(party)),
        new Id(7, ++ids),
        nowMillis + VALID_MILLIS,
        content,
        items);
  }

  // What only a flaw does

  /** An envelope's transfers with other ids, or other amounts, signed as if by its party. */
  byte[] altered(byte[] envelope, UnaryOperator<Transfer> alteration) {
    Envelope opened = Sealed.of(envelope).open();
    Header header = opened.header();
    if (header.content() != Header.Content.TRANSFERS) return envelope;
    List<byte[]> items = new ArrayList<>();
    for (int i = 0; i < opened.items().size(); i++) {
      Transfer transfer = Transfer.decode(ByteBuffer.wrap(opened.items().get(i)));
      items.add(alteration.apply(transfer).encode());
    }
    Id id = new Id(header.id().high(), header.id().low() | 1L << 40);
    return Envelope.sign(
        genesis.network(),
        header.party(),
        1,
        SigningKey.of(secret(header.party())),
        id,
        header.validUntilMillis(),
        Header.Content.TRANSFERS,
        items);
  }
}
