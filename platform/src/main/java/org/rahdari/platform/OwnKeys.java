package org.rahdari.platform;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.SigningKey;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.replication.Replica;

/**
 * The signing keys of one institution that this node holds, and which of them it signs with: the
 * newest that the ledger's table of keys has as counting. Nothing else remembers the choice, so
 * that it is the same after a crash between any two steps of a rotation. What the newest key signs
 * comes behind the instruction that added it, in the same log, and is never final without it.
 */
public final class OwnKeys {
  private final Party party;
  private final Keyring keyring;
  private final Replica replica;
  private final SortedMap<Integer, SigningKey> held = new ConcurrentSkipListMap<>();

  /**
   * The keys of a party that a keyring holds.
   *
   * @throws PlainFailure if it holds none
   */
  public OwnKeys(Party party, Keyring keyring, Replica replica) {
    this.party = party;
    this.keyring = keyring;
    this.replica = replica;
    for (int number : keyring.signingKeys(party.code())) held.put(number, read(number));
    if (held.isEmpty()) throw keyring.missing(Network.signingKey(party.code()));
  }

  private SigningKey read(int number) {
    return SigningKey.of(keyring.secret(Network.signingKey(party.code(), number)));
  }

  /** A key and its number among the party's. */
  public record Numbered(int number, SigningKey key) {}

  /** The keys of the party as the ledger has them, by number. */
  public List<PartyKey> known() {
    return replica.keys(party.number());
  }

  /** Whether this node holds the secret of the key. */
  public boolean holds(PartyKey key) {
    SigningKey own = held.get(key.number());
    return own != null && own.publicKey().equals(key.publicKey());
  }

  /** What is signed with now; empty where no key that is held counts. */
  public Optional<Numbered> counting() {
    return newest(key -> holds(key) && !revoked(key));
  }

  private Optional<Numbered> newest(Predicate<PartyKey> wanted) {
    return known().reversed().stream()
        .filter(wanted)
        .findFirst()
        .map(key -> numbered(key.number()));
  }

  /**
   * What to sign with: where no key that is held counts, one all the same, for the ledger to say
   * what is wrong with it.
   */
  Numbered signing() {
    return counting().or(() -> newest(this::holds)).orElseGet(() -> numbered(held.lastKey()));
  }

  private Numbered numbered(int number) {
    SigningKey key = held.get(number);
    if (key == null) throw new IllegalStateException("no key " + number);
    return new Numbered(number, key);
  }

  static boolean revoked(PartyKey key) {
    return key.revokedAtMillis() != Long.MAX_VALUE;
  }

  /**
   * A key that the ledger has not yet, durably here before it is answered. One that was made and
   * never came to the ledger is taken up again.
   */
  Numbered next() {
    int newestKnown = known().getLast().number();
    int number = held.lastKey() > newestKnown ? held.lastKey() : newestKnown + 1;
    keyring.make(Network.signingKey(party.code(), number));
    held.put(number, read(number));
    return numbered(number);
  }

  /** A number that neither the ledger nor this node has given to a key. */
  int freeNumber() {
    return Math.max(known().getLast().number(), held.lastKey()) + 1;
  }

  /** The key as the ledger has it. */
  Optional<PartyKey> known(Hash32 publicKey) {
    return known().stream().filter(key -> key.publicKey().equals(publicKey)).findFirst();
  }
}
