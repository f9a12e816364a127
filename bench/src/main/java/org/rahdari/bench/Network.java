package org.rahdari.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Asset;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.program.Standing;
import org.rahdari.program.Validator;
import org.rahdari.transparency.NoteSigner;
import org.rahdari.transparency.TrustPolicy;

/** Two banks and one asset: the network that every run uses. */
final class Network {
  /** Issues the asset, owns most accounts, and signs what is measured. */
  static final int BANK = 1;

  /** Owns some accounts, which the first bank may credit and not debit. */
  static final int OTHER_BANK = 2;

  static final int ASSET = 1;

  private static final String ORIGIN = "bench.rahdari.example/ledger";
  private static final int KEY = 1;
  private static final Genesis GENESIS = genesis();
  private static final Hash32 HASH = GENESIS.network();

  private final LongSupplier clock;
  private long envelopes;

  /** Signs at the clock's time. */
  Network(LongSupplier clock) {
    this.clock = clock;
  }

  private static Genesis genesis() {
    NoteSigner signer = signer();
    return new Genesis(
        ORIGIN,
        List.of(
            new Genesis.ProgramVersion(
                Custody.PROGRAM.number(), Custody.PROGRAM.name(), Custody.PROGRAM.version())),
        List.of(
            new Party(BANK, "bank", "A Bank", "PK", Standing.MEMBER, List.of()),
            new Party(OTHER_BANK, "other-bank", "Another Bank", "SA", Standing.MEMBER, List.of())),
        List.of(
            new PartyKey(BANK, KEY, publicKey(BANK)),
            new PartyKey(OTHER_BANK, KEY, publicKey(OTHER_BANK))),
        List.of(),
        List.of(new Asset(ASSET, "PKR", 2, BANK, "the bank's money")),
        List.of(
            new Validator(
                BANK, signer.verifierKey().name(), Hash32.of(signer.verifierKey().publicKey()))),
        1,
        Genesis.TRANSFER_IDS);
  }

  static Kernel kernel() {
    return new Kernel(GENESIS, List.of(Custody.PROGRAM));
  }

  static NoteSigner signer() {
    return new NoteSigner("bank.bench.rahdari.example", seed("validator").bytes());
  }

  static TrustPolicy policy() {
    return new TrustPolicy(ORIGIN, 1, List.of(signer().verifierKey()));
  }

  static Hash32 publicKey(int party) {
    return Ed25519.publicKey(secret(party));
  }

  private static Hash32 secret(int party) {
    return seed("party " + party);
  }

  private static Hash32 seed(String purpose) {
    return Hash32.sha256(("bench " + purpose).getBytes(StandardCharsets.UTF_8));
  }

  /** An envelope of the first bank. */
  byte[] sign(Batch batch) {
    return sign(
        BANK, Header.Content.TRANSFERS, batch.transfers().stream().map(Transfer::encode).toList());
  }

  byte[] sign(int party, Header.Content content, List<byte[]> items) {
    long now = clock.getAsLong();
    return Envelope.sign(
        HASH,
        party,
        KEY,
        SigningKey.of(secret(party)),
        TimeOrderedIds.of(now, envelopes++, party),
        now + TimeUnit.HOURS.toMillis(2),
        content,
        items);
  }
}
