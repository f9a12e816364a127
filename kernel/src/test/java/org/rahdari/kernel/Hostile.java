package org.rahdari.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Transfer;
import org.rahdari.ledger.TransferFlag;

/**
 * Entries from a seed, sense and nonsense mixed: the same bytes in every process. It knows no
 * state, so what it says is sometimes right by chance and often wrong in one place.
 */
final class Hostile {
  private static final int REMEMBERED_MAX = 64;
  private static final int RESERVED_MAX = 12;

  private final Random random;
  private final Hash32 network;
  private final Catalogue catalogue = Catalogue.of(TestNetwork.programs());
  private final List<byte[]> said = new ArrayList<>();
  private final List<Transfer> transfers = new ArrayList<>();
  private final List<Reserved> reserved = new ArrayList<>();
  private long position;
  private long stampMillis = TestNetwork.START_MILLIS;
  private long lastId;

  private record Reserved(int party, Id id) {}

  /** Follows a log with more entries. */
  Hostile(long seed, Hash32 network, List<Entry> log) {
    this.random = new Random(seed);
    this.network = network;
    this.position = log.size();
  }

  /** The funded network's log, and so many entries after it. */
  static List<Entry> log(long seed, int entries) {
    TestNetwork funded = TestNetwork.funded();
    Hostile hostile = new Hostile(seed, funded.kernel.network(), funded.log);
    List<Entry> log = new ArrayList<>(funded.log);
    for (int i = 0; i < entries; i++) log.add(hostile.next());
    return log;
  }

  Entry next() {
    stampMillis += oneIn(10) ? random.nextInt(40_000) : random.nextInt(300);
    List<byte[]> envelopes = new ArrayList<>();
    for (int i = random.nextInt(7); i > 0; i--) envelopes.add(envelope());
    long clockMillis = oneIn(20) ? stampMillis - random.nextInt(100_000) : stampMillis;
    return Entry.of(++position, clockMillis, envelopes);
  }

  private boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private <T> void remember(List<T> list, T value) {
    if (list.size() < REMEMBERED_MAX) list.add(value);
    else list.set(random.nextInt(REMEMBERED_MAX), value);
  }

  private byte[] envelope() {
    if (oneIn(60)) return noise(300);
    if (!said.isEmpty() && oneIn(12)) return any(said);
    if (!said.isEmpty() && oneIn(12)) return mutated(any(said));
    byte[] signed = signed();
    remember(said, signed);
    return signed;
  }

  private byte[] noise(int bytesMax) {
    byte[] noise = new byte[random.nextInt(bytesMax)];
    random.nextBytes(noise);
    return noise;
  }

  private byte[] mutated(byte[] bytes) {
    byte[] copy = Arrays.copyOf(bytes, bytes.length - (oneIn(4) ? 1 : 0));
    if (oneIn(3)) copy[random.nextInt(8)] = (byte) random.nextInt(256);
    else copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private byte[] signed() {
    int party = oneIn(40) ? random.nextInt(7) - 1 : 1 + random.nextInt(4);
    int key = oneIn(10) ? random.nextInt(6) : 1;
    Hash32 secret = TestNetwork.secret(oneIn(40) ? 1 : party, key);
    Id id = new Id(4, oneIn(20) ? random.nextInt(50) : ++lastId + 1_000);
    long validUntilMillis =
        oneIn(30)
            ? stampMillis + random.nextLong(-100_000, 2 * Kernel.VALID_FOR_MILLIS_MAX)
            : stampMillis + 1 + random.nextInt(100_000);
    Header.Content content = oneIn(3) ? Header.Content.INSTRUCTIONS : Header.Content.TRANSFERS;
    List<byte[]> items = new ArrayList<>();
    for (int i = random.nextInt(oneIn(50) ? 1 : 6); i >= 0; i--)
      items.add(content == Header.Content.TRANSFERS ? transferItem(party) : instruction(party));
    return Envelope.sign(
        oneIn(60) ? Hash32.ZERO : network,
        party,
        key,
        SigningKey.of(secret),
        id,
        validUntilMillis,
        content,
        items);
  }

  private byte[] transferItem(int party) {
    byte[] item = transfer(party).encode();
    if (oneIn(100)) item[random.nextInt(item.length)] ^= 1;
    return item;
  }

  private void reserve(int party, Id id) {
    if (reserved.size() == RESERVED_MAX) reserved.removeFirst();
    reserved.add(new Reserved(party, id));
  }

  /** A transfer that would be right if the money were there. */
  private Transfer sensible(int party) {
    List<Id> own = reserved.stream().filter(r -> r.party() == party).map(Reserved::id).toList();
    if (!own.isEmpty() && oneIn(2)) {
      return oneIn(3)
          ? Transfer.voided(id(), any(own))
          : Transfer.post(id(), any(own), random.nextInt(12));
    }
    Id purse = party == TestNetwork.OTHER_BANK ? TestNetwork.PURSE : TestNetwork.OTHER_PURSE;
    if (oneIn(2))
      return Transfer.posted(id(), solidAccountOf(party), purse, 1 + random.nextInt(20));
    Id id = id();
    reserve(party, id);
    return Transfer.pending(
        id, solidAccountOf(party), purse, 1 + random.nextInt(20), random.nextInt(30));
  }

  private static Id solidAccountOf(int party) {
    return switch (party) {
      case TestNetwork.CENTRAL_BANK -> TestNetwork.MINT;
      case TestNetwork.BANK -> TestNetwork.PURSE;
      default -> TestNetwork.OTHER_PURSE;
    };
  }

  private Transfer transfer(int party) {
    if (oneIn(2)) return sensible(party);
    if (!transfers.isEmpty() && oneIn(10)) return any(transfers);
    int kind = random.nextInt(100);
    int flags = 0;
    Id pendingId = Id.NONE;
    if (kind >= 45 && kind < 70) flags = TransferFlag.PENDING;
    if (kind >= 70 && kind < 84) flags = TransferFlag.POST_PENDING;
    if (kind >= 84 && kind < 96) flags = TransferFlag.VOID_PENDING;
    if (kind >= 96) flags = random.nextInt(20);
    boolean second = flags == TransferFlag.POST_PENDING || flags == TransferFlag.VOID_PENDING;
    if (second && !reserved.isEmpty() && !oneIn(10)) pendingId = any(reserved).id();
    if (!second && oneIn(60) && !reserved.isEmpty()) pendingId = any(reserved).id();
    Transfer transfer =
        new Transfer(
            id(),
            second && !oneIn(10) ? Id.NONE : accountOf(party),
            second && !oneIn(10) ? Id.NONE : account(),
            pendingId,
            Id.NONE,
            0,
            amount(second),
            flags == TransferFlag.PENDING && !oneIn(3) ? random.nextInt(90) - 2 : 0,
            random.nextInt(3),
            flags | (oneIn(10) ? TransferFlag.LINKED : 0),
            0);
    remember(transfers, transfer);
    if (flags == TransferFlag.PENDING) reserve(party, transfer.id());
    return transfer;
  }

  private Id id() {
    if (oneIn(100)) return Id.NONE;
    return new Id(6, oneIn(20) ? random.nextInt(500) : ++lastId + 1_000);
  }

  private long amount(boolean second) {
    if (second && random.nextBoolean()) return 0;
    if (oneIn(60)) return Long.MAX_VALUE - random.nextInt(2_000);
    if (oneIn(60)) return -random.nextInt(10);
    return random.nextInt(oneIn(4) ? 500 : 20);
  }

  /** Mostly an account of the party, or one that it would open. */
  private Id accountOf(int party) {
    if (oneIn(12)) return account();
    if (party == TestNetwork.CENTRAL_BANK) {
      return any(List.of(TestNetwork.MINT, TestNetwork.MINT, TestNetwork.CAPPED, opened(0)));
    }
    if (party == TestNetwork.BANK) {
      return any(
          List.of(TestNetwork.PURSE, TestNetwork.PURSE, TestNetwork.PURSE, TestNetwork.DOLLARS));
    }
    if (party == TestNetwork.REGULATOR) return opened(3);
    return any(List.of(TestNetwork.OTHER_PURSE, TestNetwork.OTHER_PURSE, opened(2)));
  }

  private Id account() {
    if (!oneIn(3))
      return any(List.of(TestNetwork.MINT, TestNetwork.PURSE, TestNetwork.OTHER_PURSE, opened(1)));
    return switch (random.nextInt(12)) {
      case 0 -> TestNetwork.MINT;
      case 1, 2, 3 -> TestNetwork.PURSE;
      case 4, 5, 6 -> TestNetwork.OTHER_PURSE;
      case 7 -> TestNetwork.CAPPED;
      case 8 -> TestNetwork.DOLLARS;
      case 9 -> TestNetwork.VAULT;
      case 10 -> new Id(5, random.nextInt(8));
      default -> oneIn(4) ? new Id(99, 99) : opened(random.nextInt(4));
    };
  }

  private static Id opened(int number) {
    return new Id(5, number);
  }

  private byte[] instruction(int party) {
    byte[] item = catalogue.item(instructionOf(party), oneIn(6));
    if (oneIn(60)) return noise(40);
    if (oneIn(40)) item[random.nextInt(item.length)] ^= (byte) (1 << random.nextInt(8));
    return item;
  }

  private Record instructionOf(int party) {
    return switch (random.nextInt(22)) {
      case 0, 1, 2 -> new Shelf.PutBox(random.nextInt(16), "é".repeat(random.nextInt(6)));
      case 3, 4 -> new Shelf.TakeBox(random.nextInt(16));
      case 5 -> new Shelf.FailWithBox(random.nextInt(16));
      case 6 -> new Shelf.FillShelf();
      case 7, 8 ->
          new Shelf.SetBell(
              stampMillis - 500 + random.nextInt(30_000), random.nextInt(6) - 2, random.nextInt(4));
      case 9 -> new Shelf.OpenVault(new Id(5, random.nextInt(8)), party, 1 + random.nextInt(3));
      case 10, 11, 12 -> new Shelf.Move(legs(party));
      case 13 -> new Shelf.TryToMove(legs(party));
      case 14 -> new Shelf.Inspect();
      case 15 -> oneIn(2) ? new Shelf.RefuseAtLength() : new Shelf.AnswerNothing();
      case 16 -> oneIn(2) ? new Shelf.SetInstructionAsBell() : new Shelf.SetBellOfCore();
      case 17 -> new Core.AddKey(1 + random.nextInt(5), key(party));
      case 18 -> new Core.RevokeKey(oneIn(200) ? 1 : 2 + random.nextInt(5));
      default ->
          new Core.OpenAccount(
              opened(random.nextInt(8)), oneIn(8) ? 2 : 1, 0, random.nextInt(oneIn(5) ? 5 : 2));
    };
  }

  private Hash32 key(int party) {
    return Ed25519.publicKey(TestNetwork.secret(party, 1 + random.nextInt(5)));
  }

  private List<Shelf.Leg> legs(int party) {
    List<Shelf.Leg> legs = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      Transfer t = transfer(party);
      legs.add(
          new Shelf.Leg(
              t.id(),
              oneIn(3) && t.pendingId().isNone() ? TestNetwork.VAULT : t.debitAccount(),
              t.creditAccount(),
              t.pendingId(),
              t.amountMinor(),
              t.timeoutSeconds(),
              t.flags()));
    }
    return legs;
  }

  /** Prints what a log of this seed and length comes to: {@link #verdict}. */
  public static void main(String[] args) {
    System.out.println(verdict(Long.parseLong(args[0]), Integer.parseInt(args[1])));
  }

  /** The digest after the log, and a digest of every batch of it. */
  static String verdict(long seed, int entries) {
    Kernel kernel = new Kernel(TestNetwork.genesis(), TestNetwork.programs());
    Hash32 leaves = Hash32.ZERO;
    for (Entry entry : log(seed, entries))
      leaves = Hash32.sha256(leaves.bytes(), leaves(kernel.execute(entry)).bytes());
    return kernel.digest() + " " + leaves;
  }

  /** A digest of all that an execution says of its items. */
  static Hash32 leaves(Execution execution) {
    List<byte[]> parts = new ArrayList<>();
    for (Batch batch : execution.batches()) {
      parts.add(batch.head());
      for (int i = 0; i < batch.items().size(); i++) {
        parts.add(Hash32.sha256(batch.items().get(i)).bytes());
        parts.add(Hash32.sha256(batch.results().get(i)).bytes());
      }
    }
    return Hash32.sha256(parts.toArray(byte[][]::new));
  }
}
