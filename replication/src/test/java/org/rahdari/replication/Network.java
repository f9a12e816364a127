package org.rahdari.replication;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.rahdari.ledger.Account;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Kind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Program;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/** A network of one bank, with the real kernel: it issues an asset and moves it. */
final class Network {
  static final String ORIGIN = "sample.rahdari.example/ledger";
  static final Id FROM = new Id(1, 1);
  static final Id TO = new Id(1, 2);
  private static final int BANK = 1;
  private static final int ASSET = 1;
  private static final Hash32 SECRET =
      Hash32.sha256("the bank's key".getBytes(StandardCharsets.UTF_8));

  /** A program with a defect: one of its instructions throws what no kernel can catch. */
  private static final Program DEFECTIVE =
      new Program(7, "defective", 1, registry -> registry.on(Break.class, (b, ctx) -> breakDown()));

  static final Genesis GENESIS = genesis(ORIGIN);
  static final Hash32 HASH = GENESIS.network();

  @Kind(1)
  record Break(int number) {}

  private static Outcome breakDown() {
    throw new AssertionError("a defect");
  }

  private Network() {}

  private static Genesis genesis(String origin) {
    NoteSigner signer = signer();
    return new Genesis(
        origin,
        List.of(new Genesis.ProgramVersion(7, "defective", 1)),
        List.of(new Party(BANK, "bank", "A Bank", "PK", Standing.MEMBER, List.of())),
        List.of(new PartyKey(BANK, 1, Ed25519.publicKey(SECRET))),
        List.of(),
        List.of(new Asset(ASSET, "PKR", 2, BANK, "the bank's money")),
        List.of(
            new Validator(
                BANK, signer.verifierKey().name(), Hash32.of(signer.verifierKey().publicKey()))),
        1,
        Genesis.TRANSFER_IDS);
  }

  static Kernel kernel() {
    return new Kernel(GENESIS, List.of(DEFECTIVE));
  }

  /** Of the same origin, and another network all the same. */
  static Kernel kernelOfAnotherNetwork() {
    Genesis g = GENESIS;
    return new Kernel(
        new Genesis(
            g.origin(),
            g.programs(),
            List.of(new Party(BANK, "bank", "Another Bank", "PK", Standing.MEMBER, List.of())),
            g.keys(),
            g.mandates(),
            g.assets(),
            g.validators(),
            g.quorum(),
            g.transferIds()),
        List.of(DEFECTIVE));
  }

  static NoteSigner signer() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 5);
    return new NoteSigner("bank.sample.rahdari.example", seed);
  }

  static TrustPolicy policy() {
    return new TrustPolicy(ORIGIN, 1, List.of(signer().verifierKey()));
  }

  static ReplicaConfig config(Path directory) {
    return ReplicaConfig.of(directory, policy(), signer());
  }

  static ReplicaConfig config(Path directory, int snapshotEveryEntries) {
    return new ReplicaConfig(
        directory,
        policy(),
        signer(),
        Membership.alone(signer(), 0),
        snapshotEveryEntries,
        System::currentTimeMillis);
  }

  /** Opens both accounts. */
  static byte[] accounts(long timeMillis) {
    Catalogue catalogue = Catalogue.of(List.of(DEFECTIVE));
    return sign(
        new Id(9, 1),
        timeMillis,
        Header.Content.INSTRUCTIONS,
        List.of(
            catalogue.item(new Core.OpenAccount(FROM, ASSET, 0, 0)),
            catalogue.item(new Core.OpenAccount(TO, ASSET, 0, 0))));
  }

  static byte[] breaking(long timeMillis) {
    return sign(
        new Id(9, 2),
        timeMillis,
        Header.Content.INSTRUCTIONS,
        List.of(Catalogue.of(List.of(DEFECTIVE)).item(new Break(1))));
  }

  /** The n-th transfer of 1 from one account to the other. */
  static byte[] transfer(long n, long timeMillis) {
    return transfers(n, 1, timeMillis);
  }

  /** Transfers of 1: the n-th envelope, with so many items. */
  static byte[] transfers(long n, int items, long timeMillis) {
    byte[][] encoded = new byte[items][];
    for (int i = 0; i < items; i++) {
      encoded[i] = Transfer.posted(new Id(1000 + n, i + 1), FROM, TO, 1).encode();
    }
    return sign(envelopeId(n), timeMillis, Header.Content.TRANSFERS, List.of(encoded));
  }

  static byte[] pending(long n, int timeoutSeconds, long timeMillis) {
    return sign(
        envelopeId(n),
        timeMillis,
        Header.Content.TRANSFERS,
        List.of(Transfer.pending(new Id(1000 + n, 1), FROM, TO, 1, timeoutSeconds).encode()));
  }

  static Id envelopeId(long n) {
    return new Id(8, n);
  }

  private static byte[] sign(Id id, long timeMillis, Header.Content content, List<byte[]> items) {
    // On the hour, so that the same n gives the same bytes when it comes again.
    long hour = TimeUnit.HOURS.toMillis(1);
    long validUntil = (timeMillis / hour + 6) * hour;
    return Envelope.sign(HASH, BANK, 1, SigningKey.of(SECRET), id, validUntil, content, items);
  }

  static long moved(Kernel kernel) {
    Account to = kernel.ledger().account(TO);
    return to == null ? 0 : to.balanceMinor();
  }

  static long awaited(Kernel kernel) {
    Account to = kernel.ledger().account(TO);
    return to == null ? 0 : to.creditsPendingMinor();
  }
}
