package org.rahdari.kernel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.ledger.Account;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.table.Table;

/**
 * A network of four institutions with the {@link Shelf}, and a way to sign and execute what they
 * say.
 */
final class TestNetwork {
  static final int CENTRAL_BANK = 1;
  static final int BANK = 2;
  static final int OTHER_BANK = 3;
  static final int REGULATOR = 4;

  static final int PKR = 1;
  static final int USD = 2;

  static final long START_MILLIS = 1_750_000_000_000L;

  /** The central bank's account that money comes from. */
  static final Id MINT = new Id(1, 1);

  /** The bank's account, with {@link #FUNDS_MINOR} on it in {@link #funded()}. */
  static final Id PURSE = new Id(1, 2);

  /** The other bank's account, empty. */
  static final Id OTHER_PURSE = new Id(1, 3);

  /** The central bank's account whose credits stay within its debits. */
  static final Id CAPPED = new Id(1, 4);

  /** The bank's account in dollars, whose issuer it is. */
  static final Id DOLLARS = new Id(1, 5);

  /** The bank's account that the shelf governs, with {@link #FUNDS_MINOR} on it too. */
  static final Id VAULT = new Id(1, 6);

  static final long FUNDS_MINOR = 1_000;

  static final String ACCEPTED = "accepted";

  final Kernel kernel;
  final List<Entry> log = new ArrayList<>();
  private long stampMillis = START_MILLIS;
  private long lastId;

  TestNetwork() {
    this(new Kernel(genesis(), programs()));
  }

  TestNetwork(Kernel kernel) {
    this.kernel = kernel;
  }

  static List<Program> programs() {
    return List.of(Shelf.program());
  }

  /** With the smallest window of ids, so that a test can fill it. */
  static Genesis genesis() {
    return genesis(Genesis.TRANSFER_IDS_MIN);
  }

  static Genesis genesis(int transferIds) {
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    for (int party = CENTRAL_BANK; party <= REGULATOR; party++) {
      parties.add(
          new Party(
              party, "party-" + party, "Party " + party, "PK", Standing.MEMBER, List.of("X:Y")));
      for (int key = 1; key <= 2; key++) {
        keys.add(new PartyKey(party, key, Ed25519.publicKey(secret(party, key))));
      }
    }
    return new Genesis(
        "test.rahdari.org",
        List.of(new Genesis.ProgramVersion(Shelf.NUMBER, "shelf", 1)),
        parties,
        keys,
        List.of(
            new Mandate(CENTRAL_BANK, MandateKind.CENTRAL_BANK, 0, Long.MAX_VALUE),
            new Mandate(
                REGULATOR, MandateKind.REGULATOR, START_MILLIS + 1_000, START_MILLIS + 2_000)),
        List.of(
            new Asset(PKR, "PKR", 2, CENTRAL_BANK, "a rupee at the central bank"),
            new Asset(USD, "USD", 2, BANK, "a dollar at the bank")),
        List.of(new Validator(CENTRAL_BANK, "central", Ed25519.publicKey(secret(CENTRAL_BANK, 1)))),
        1,
        transferIds);
  }

  /** The secret of a party's key, the same in every test. */
  static Hash32 secret(int party, int key) {
    return Hash32.sha256(("secret " + party + " " + key).getBytes(StandardCharsets.UTF_8));
  }

  /** The network with its accounts open and the bank's two accounts funded. */
  static TestNetwork funded() {
    return new TestNetwork().fund();
  }

  TestNetwork fund() {
    int covered = AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
    by(CENTRAL_BANK)
        .instruct(
            new Core.OpenAccount(MINT, PKR, 0, 0),
            new Core.OpenAccount(CAPPED, PKR, 0, AccountFlag.CREDITS_MUST_NOT_EXCEED_DEBITS))
        .mustBeAccepted();
    by(BANK)
        .instruct(
            new Core.OpenAccount(PURSE, PKR, 0, covered),
            new Core.OpenAccount(DOLLARS, USD, 0, 0),
            new Shelf.OpenVault(VAULT, BANK, PKR))
        .mustBeAccepted();
    by(OTHER_BANK).instruct(new Core.OpenAccount(OTHER_PURSE, PKR, 0, covered)).mustBeAccepted();
    by(CENTRAL_BANK)
        .transfer(Transfer.posted(new Id(2, 1), MINT, PURSE, FUNDS_MINOR))
        .mustBeAccepted();
    by(CENTRAL_BANK).instruct(move(new Id(2, 2), MINT, VAULT, FUNDS_MINOR)).mustBeAccepted();
    return this;
  }

  /** A movement in the shelf's name. */
  static Shelf.Move move(Id id, Id debit, Id credit, long amountMinor) {
    return new Shelf.Move(List.of(new Shelf.Leg(id, debit, credit, Id.NONE, amountMinor, 0, 0)));
  }

  /** Uses up so many ids of a second of id time, and moves nothing. */
  TestNetwork fillIds(long second, int ids) {
    Transfer[] nothing = new Transfer[ids];
    for (int i = 0; i < nothing.length; i++)
      nothing[i] = Transfer.posted(new Id((second * 1_000) << 16, i), MINT, PURSE, 0);
    by(CENTRAL_BANK).transfer(nothing).mustBeAccepted();
    return this;
  }

  /** From now on the leader's clock says this. */
  TestNetwork at(long millis) {
    stampMillis = millis;
    return this;
  }

  /** The leader's clock. */
  long nowMillis() {
    return stampMillis;
  }

  /** Starts an envelope. */
  Signer by(int party) {
    return new Signer(party);
  }

  /** Orders an entry without envelopes. */
  Execution tick() {
    return order(List.of());
  }

  /** Orders an entry of these envelopes. */
  Execution order(List<byte[]> envelopes) {
    Entry entry = Entry.of(kernel.position() + 1, stampMillis, envelopes);
    log.add(entry);
    return kernel.execute(entry);
  }

  Account account(Id id) {
    Account account = kernel.ledger().account(id);
    if (account == null) throw new AssertionError("no account " + id);
    return account;
  }

  List<Shelf.Rung> rings() {
    return List.copyOf(kernel.table("shelf.ring", Long.class, Shelf.Rung.class).rows());
  }

  List<Shelf.Box> boxes() {
    return List.copyOf(kernel.table("shelf.box", Long.class, Shelf.Box.class).rows());
  }

  /** {@link #ACCEPTED} or the reason, item by item of all batches. */
  static List<String> results(Execution execution) {
    List<String> results = new ArrayList<>();
    for (Batch batch : execution.batches()) {
      for (byte[] bytes : batch.results()) {
        Result result = Result.decode(bytes);
        results.add(result.accepted() ? ACCEPTED : result.reason());
      }
    }
    return results;
  }

  /** All rows of all tables but the memory of envelopes. */
  static Map<String, List<Record>> rows(Kernel kernel) {
    Map<String, List<Record>> rows = new TreeMap<>();
    for (Table<?, ?> table : kernel.tables()) {
      if (!table.name().equals("core.envelope")) rows.put(table.name(), List.copyOf(table.rows()));
    }
    rows.put("ledger.account", kernel.ledger().accounts().<Record>map(a -> a).toList());
    rows.put("ledger.transfer", kernel.ledger().transfers().<Record>map(t -> t).toList());
    return rows;
  }

  static byte[] save(Kernel kernel) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      kernel.save(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static Kernel restore(byte[] saved) throws IOException {
    Kernel kernel = new Kernel(genesis(), programs());
    kernel.restore(new DataInputStream(new ByteArrayInputStream(saved)));
    return kernel;
  }

  /** An envelope in the making; what is not said is right. */
  final class Signer {
    private final int party;
    private int key = 1;
    private Hash32 secret;
    private Hash32 network = kernel.network();
    private Id id = new Id(3, ++lastId);
    private long validUntilMillis = stampMillis + 60_000;
    private Header.Content content = Header.Content.INSTRUCTIONS;
    private List<byte[]> items = new ArrayList<>();

    Signer(int party) {
      this.party = party;
      this.secret = TestNetwork.secret(party, key);
    }

    Signer key(int number) {
      key = number;
      secret = TestNetwork.secret(party, number);
      return this;
    }

    Signer signedWith(Hash32 other) {
      secret = other;
      return this;
    }

    Signer network(Hash32 other) {
      network = other;
      return this;
    }

    Signer id(Id other) {
      id = other;
      return this;
    }

    Signer validUntil(long millis) {
      validUntilMillis = millis;
      return this;
    }

    Signer instruct(Record... instructions) {
      for (Record instruction : instructions) items.add(kernel.catalogue().item(instruction));
      return this;
    }

    /** An instruction that is linked to the next item. */
    Signer linked(Record instruction) {
      items.add(kernel.catalogue().item(instruction, true));
      return this;
    }

    Signer transfer(Transfer... transfers) {
      content = Header.Content.TRANSFERS;
      for (Transfer transfer : transfers) items.add(transfer.encode());
      return this;
    }

    Signer items(Header.Content of, List<byte[]> raw) {
      content = of;
      items = new ArrayList<>(raw);
      return this;
    }

    byte[] bytes() {
      return Envelope.sign(
          network, party, key, SigningKey.of(secret), id, validUntilMillis, content, items);
    }

    Execution execute() {
      return order(List.of(bytes()));
    }

    /** The results of an entry with this envelope alone; nothing where it was skipped. */
    List<String> results() {
      return TestNetwork.results(execute());
    }

    void mustBeAccepted() {
      List<String> results = results();
      if (results.size() != items.size() || results.stream().anyMatch(r -> !r.equals(ACCEPTED)))
        throw new AssertionError(results.toString());
    }
  }
}
