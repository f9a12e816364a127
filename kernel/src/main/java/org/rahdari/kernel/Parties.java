package org.rahdari.kernel;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Hash32;
import org.rahdari.outcome.Outcome;
import org.rahdari.program.Mandate;
import org.rahdari.program.MandateKind;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.table.Table;
import org.rahdari.table.Tables;

/** The institutions of the network, what they sign with and what they may do. */
final class Parties {
  private static final int PARTIES_MAX = 10_000;
  private static final int KEYS_MAX = 100_000;
  private static final int MANDATES_MAX = 100_000;

  private final Table<Integer, Party> parties;
  private final Table<Long, PartyKey> keys;
  private final Table<Long, Mandate> mandates;

  /**
   * What gateways judge by while an entry executes: the parties and keys as the last entry left
   * them.
   */
  private volatile Published published = new Published(new TreeMap<>(), new TreeMap<>());

  private boolean changed;

  private record Published(Map<Integer, Party> parties, NavigableMap<Long, PartyKey> keys) {}

  Parties(Tables tables) {
    parties = tables.declare("core.party", Integer.class, Party.class, Party::number, PARTIES_MAX);
    keys = tables.declare("core.key", Long.class, PartyKey.class, PartyKey::place, KEYS_MAX);
    mandates =
        tables.declare("core.mandate", Long.class, Mandate.class, Mandate::place, MANDATES_MAX);
  }

  void found(Genesis genesis) {
    for (Party party : genesis.parties()) {
      if (party.number() < 1) throw new IllegalArgumentException("numbers start at 1: " + party);
      if (parties.get(party.number()) != null)
        throw new IllegalArgumentException("the genesis has the party twice: " + party);
      parties.put(party);
    }
    for (PartyKey key : genesis.keys()) {
      if (key.number() < 1) throw new IllegalArgumentException("numbers start at 1: " + key);
      if (keys.get(key.place()) != null)
        throw new IllegalArgumentException("the genesis has the key twice: " + key);
      keys.put(key);
    }
    for (Mandate mandate : genesis.mandates()) {
      if (mandates.get(mandate.place()) != null)
        throw new IllegalArgumentException("the genesis has the mandate twice: " + mandate);
      mandates.put(mandate);
    }
  }

  @Nullable Party party(int number) {
    return parties.get(number);
  }

  boolean holds(int party, MandateKind kind, long timeMillis) {
    Mandate mandate = mandates.get(Mandate.place(party, kind));
    return mandate != null && mandate.holdsAt(timeMillis);
  }

  /** Whether the network has ever given the mandate to the party, for whatever time. */
  boolean wasGiven(int party, MandateKind kind) {
    return mandates.get(Mandate.place(party, kind)) != null;
  }

  Outcome addKey(int party, int number, Hash32 publicKey, long timeMillis) {
    if (keys.get(PartyKey.place(party, number)) != null)
      return Outcome.refuse(KernelRefusal.KEY_EXISTS);
    keys.put(new PartyKey(party, number, publicKey, timeMillis, Long.MAX_VALUE));
    changed = true;
    return Outcome.accepted();
  }

  Outcome revokeKey(int party, int number, long timeMillis) {
    PartyKey key = keys.get(PartyKey.place(party, number));
    if (key == null) return Outcome.refuse(KernelRefusal.KEY_UNKNOWN);
    if (!hasKeyBeside(party, number)) return Outcome.refuse(KernelRefusal.LAST_KEY);
    long endMillis = Math.min(key.revokedAtMillis(), timeMillis);
    keys.put(new PartyKey(party, number, key.publicKey(), key.addedAtMillis(), endMillis));
    changed = true;
    return Outcome.accepted();
  }

  private boolean hasKeyBeside(int party, int number) {
    PartyKey key = keys.ceiling(PartyKey.place(party, 1));
    while (key != null && key.party() == party) {
      if (key.number() != number && key.revokedAtMillis() == Long.MAX_VALUE) return true;
      key = keys.ceiling(key.place() + 1);
    }
    return false;
  }

  void publishIfChanged() {
    if (!changed) return;
    changed = false;
    publish();
  }

  /** Lets other threads see what is in the tables. */
  void publish() {
    Map<Integer, Party> byNumber = new TreeMap<>();
    for (Party party : parties.rows()) byNumber.put(party.number(), party);
    NavigableMap<Long, PartyKey> byPlace = new TreeMap<>();
    for (PartyKey key : keys.rows()) byPlace.put(key.place(), key);
    published = new Published(byNumber, byPlace);
  }

  /** A party's keys by number, as the last entry left them; safe on any thread. */
  List<PartyKey> keys(int party) {
    long first = PartyKey.place(party, 1);
    return List.copyOf(published.keys().subMap(first, PartyKey.place(party + 1, 0)).values());
  }

  /** Judges who signed, by what the last entry left; safe on any thread. */
  @Nullable Rejection judge(Envelope envelope, long timeMillis) {
    Published now = published;
    Header header = envelope.header();
    if (now.parties().get(header.party()) == null) return Rejection.PARTY_UNKNOWN;
    PartyKey key = now.keys().get(PartyKey.place(header.party(), header.key()));
    if (key == null) return Rejection.KEY_UNKNOWN;
    if (!key.countsAt(timeMillis)) return Rejection.KEY_REVOKED;
    return envelope.signedBy(key.publicKey()) ? null : Rejection.SIGNATURE_INVALID;
  }
}
