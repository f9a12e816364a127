package org.rahdari.platform;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.KeyUnavailableException;
import org.rahdari.ledger.Transfer;
import org.rahdari.program.Party;
import org.rahdari.replication.Replica;
import org.rahdari.replication.Submitted;

/** Signs for one institution, with its keys alone, and sends what it signed to be ordered. */
public final class Gateway {

  /** How long an envelope may wait to be ordered. */
  private static final long VALID_MILLIS = 60_000;

  private final Party party;
  private final Hash32 network;
  private final OwnKeys keys;
  private final Catalogue catalogue;
  private final Replica replica;
  private final InstantSource clock;
  private final Ids ids;

  /** The gateway of a party, with its keys. */
  public Gateway(
      Party party,
      Hash32 network,
      OwnKeys keys,
      Catalogue catalogue,
      Replica replica,
      InstantSource clock,
      Ids ids) {
    this.party = party;
    this.network = network;
    this.keys = keys;
    this.catalogue = catalogue;
    this.replica = replica;
    this.clock = clock;
    this.ids = ids;
  }

  /** Whose gateway it is. */
  public Party party() {
    return party;
  }

  /** What it signs with. */
  public OwnKeys keys() {
    return keys;
  }

  /**
   * An envelope that is signed and not sent: sent twice, it has its effect once.
   *
   * @param id of it
   * @param validUntilMillis ledger time after which it has none
   * @param bytes its binary form
   */
  public record Signed(Id id, long validUntilMillis, byte[] bytes) {}

  /**
   * Signs one instruction, for {@link #submit(Signed)}.
   *
   * @throws KeyUnavailableException if the key cannot be reached
   */
  public Signed sign(Record instruction) {
    OwnKeys.Numbered with = keys.signing();
    Id id = ids.next();
    long until = validUntilMillis();
    byte[] bytes =
        Envelope.sign(
            network,
            party.number(),
            with.number(),
            with.key(),
            id,
            until,
            Header.Content.INSTRUCTIONS,
            List.of(catalogue.item(instruction)));
    return new Signed(id, until, bytes);
  }

  /** Sends what was signed. */
  public CompletableFuture<Submitted> submit(Signed signed) {
    return replica.submit(signed.bytes());
  }

  /** Signs the instructions in one envelope and sends it. */
  public CompletableFuture<Submitted> submit(List<? extends Record> instructions) {
    List<byte[]> items = new ArrayList<>();
    for (Record each : instructions) items.add(catalogue.item(each));
    return submit(
        with ->
            Envelope.sign(
                network,
                party.number(),
                with.number(),
                with.key(),
                ids.next(),
                validUntilMillis(),
                Header.Content.INSTRUCTIONS,
                items));
  }

  /**
   * Signs the transfers in one envelope and sends it. Where many callers have one each, a {@link
   * TransferDesk} puts those that come together into one.
   */
  public CompletableFuture<Submitted> transfer(List<Transfer> transfers) {
    return submit(
        with ->
            Envelope.sign(
                network,
                party.number(),
                with.number(),
                with.key(),
                ids.next(),
                validUntilMillis(),
                transfers));
  }

  private CompletableFuture<Submitted> submit(Function<OwnKeys.Numbered, byte[]> signed) {
    byte[] envelope;
    try {
      envelope = signed.apply(keys.signing());
    } catch (KeyUnavailableException e) {
      return CompletableFuture.completedFuture(
          new Submitted.Deferred(Submitted.Reason.KEY_UNAVAILABLE));
    }
    return replica.submit(envelope);
  }

  private long validUntilMillis() {
    return clock.millis() + VALID_MILLIS;
  }
}
