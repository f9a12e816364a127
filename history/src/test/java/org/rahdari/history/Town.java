package org.rahdari.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.AccountFlag;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Context;
import org.rahdari.program.Kind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.replication.Membership;
import org.rahdari.replication.Replica;
import org.rahdari.replication.ReplicaConfig;
import org.rahdari.replication.Submitted;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/**
 * A network of an issuer and two banks, with a program that moves money for them, on a real
 * replica. Its clock stands unless it is moved.
 */
final class Town implements AutoCloseable {
  static final int ISSUER = 1;
  static final int NORTH = 2;
  static final int SOUTH = 3;
  static final Id MINT = new Id(1, 1);
  static final List<Id> OF_NORTH = List.of(new Id(2, 1), new Id(2, 2), new Id(2, 3));
  static final List<Id> OF_SOUTH = List.of(new Id(3, 1), new Id(3, 2), new Id(3, 3));

  /** Moved by the program alone. */
  static final Id ESCROW = new Id(2, 9);

  static final long START_MILLIS = 1_780_000_000_000L;

  private static final int ASSET = 1;
  private static final int KEY = 1;
  private static final long ENOUGH_SECONDS = 120;
  private static final String ORIGIN = "town.rahdari.example/ledger";

  /** Enters transfers in the program's name; a refused one refuses all. */
  @Kind(1)
  record Move(List<Leg> legs) {}

  /** Does so at a later time. */
  @Kind(2)
  record MoveLater(long dueMillis, List<Leg> legs) {}

  @Kind(3)
  record OpenEscrow(Id id) {}

  @Kind(1)
  record Moving(List<Leg> legs) {}

  /** A transfer, as a component. */
  record Leg(Id id, Id debit, Id credit, Id pendingId, long amountMinor, int code, int flags) {
    Transfer transfer() {
      return new Transfer(id, debit, credit, pendingId, Id.NONE, 0, amountMinor, 0, code, flags, 0);
    }
  }

  private static final Program MOVER =
      new Program(
          9,
          "mover",
          1,
          registry -> {
            registry.on(Move.class, (move, ctx) -> move(move.legs(), ctx));
            registry.on(
                MoveLater.class,
                (later, ctx) -> {
                  ctx.at(later.dueMillis(), new Moving(later.legs()));
                  return Outcome.accepted();
                });
            registry.on(
                OpenEscrow.class, (open, ctx) -> ctx.openGoverned(open.id(), ctx.party(), ASSET));
            registry.onTimer(Moving.class, (moving, ctx) -> move(moving.legs(), ctx));
          });

  private static Outcome move(List<Leg> legs, Context ctx) {
    return ctx.transfer(legs.stream().map(Leg::transfer).toList());
  }

  static final Genesis GENESIS = genesis();

  private final AtomicLong clockMillis;
  private final Catalogue catalogue = Catalogue.of(List.of(MOVER));
  private final Replica replica;
  private long envelopes;

  private Town(Replica replica, AtomicLong clockMillis) {
    this.replica = replica;
    this.clockMillis = clockMillis;
    this.envelopes = System.nanoTime();
  }

  /** With the smallest window of ids, so that the ledger soon forgets. */
  private static Genesis genesis() {
    NoteSigner signer = signer();
    List<Party> parties = new ArrayList<>();
    List<PartyKey> keys = new ArrayList<>();
    for (int party = ISSUER; party <= SOUTH; party++) {
      String name = "party-" + party;
      parties.add(new Party(party, name, name, "PK", Standing.MEMBER, List.of()));
      keys.add(new PartyKey(party, KEY, Ed25519.publicKey(secret(party))));
    }
    return new Genesis(
        ORIGIN,
        List.of(new Genesis.ProgramVersion(MOVER.number(), MOVER.name(), MOVER.version())),
        parties,
        keys,
        List.of(),
        List.of(new Asset(ASSET, "PKR", 2, ISSUER, "a rupee")),
        List.of(
            new Validator(
                ISSUER, signer.verifierKey().name(), Hash32.of(signer.verifierKey().publicKey()))),
        1,
        Genesis.TRANSFER_IDS_MIN);
  }

  private static Hash32 secret(int party) {
    return Hash32.sha256(("secret " + party).getBytes(StandardCharsets.UTF_8));
  }

  private static NoteSigner signer() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 7);
    return new NoteSigner("issuer.town.rahdari.example", seed);
  }

  static TrustPolicy policy() {
    return new TrustPolicy(ORIGIN, 1, List.of(signer().verifierKey()));
  }

  static Kernel kernel() {
    return new Kernel(GENESIS, List.of(MOVER));
  }

  /** Starts it on a folder; the accounts are open and the banks have money. */
  static Town start(Path directory) throws Exception {
    Town town = resume(directory);
    if (town.replica.figures().position() > 0) return town;
    int covered = AccountFlag.DEBITS_MUST_NOT_EXCEED_CREDITS;
    town.instruct(ISSUER, List.of(new Core.OpenAccount(MINT, ASSET, 0, 0)));
    List<Record> north = new ArrayList<>(List.of(new OpenEscrow(ESCROW)));
    for (Id id : OF_NORTH) north.add(new Core.OpenAccount(id, ASSET, 0, covered));
    town.instruct(NORTH, north);
    List<Record> south = new ArrayList<>();
    for (Id id : OF_SOUTH) south.add(new Core.OpenAccount(id, ASSET, 0, covered));
    town.instruct(SOUTH, south);
    return town;
  }

  /** Starts it as it was left. */
  static Town resume(Path directory) throws IOException {
    AtomicLong clock = new AtomicLong(START_MILLIS);
    ReplicaConfig config =
        new ReplicaConfig(
            directory, policy(), signer(), Membership.alone(signer(), 0), 50, clock::get);
    Replica replica = Replica.start(config, kernel());
    clock.set(Math.max(START_MILLIS, replica.figures().timeMillis()));
    return new Town(replica, clock);
  }

  Replica replica() {
    return replica;
  }

  long nowMillis() {
    return clockMillis.get();
  }

  void pass(long millis) {
    clockMillis.addAndGet(millis);
  }

  Submitted.Committed instruct(int party, List<? extends Record> instructions) throws Exception {
    List<byte[]> items = new ArrayList<>();
    for (Record each : instructions) items.add(catalogue.item(each));
    return commit(party, Header.Content.INSTRUCTIONS, items);
  }

  Submitted.Committed transfer(int party, List<Transfer> transfers) throws Exception {
    return commit(
        party, Header.Content.TRANSFERS, transfers.stream().map(Transfer::encode).toList());
  }

  private Submitted.Committed commit(int party, Header.Content content, List<byte[]> items)
      throws Exception {
    Id id = new Id(party, ++envelopes);
    byte[] envelope =
        Envelope.sign(
            GENESIS.network(),
            party,
            KEY,
            SigningKey.of(secret(party)),
            id,
            nowMillis() + 60_000,
            content,
            items);
    return (Submitted.Committed) replica.submit(envelope).get(ENOUGH_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    replica.close();
  }
}
