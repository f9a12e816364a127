package org.rahdari.platform;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private final SigningKeys keys;
  private final Replica replica;
  private final SortedMap<Integer, SigningKey> held = new ConcurrentSkipListMap<>();

  /**
   * The keys of a party, of all that are here.
   *
   * @throws PlainFailure if none of them is the party's
   */
  public OwnKeys(Party party, SigningKeys keys, Replica replica) {
    this.party = party;
    this.keys = keys;
    this.replica = replica;
    for (int number : numbers(party, keys)) {
      held.put(number, keys.key(Network.signingKey(party.code(), number)));
    }
    if (held.isEmpty()) held.put(1, keys.key(Network.signingKey(party.code())));
  }

  /** The numbers of a party's signing keys that are here. */
  static List<Integer> numbers(Party party, SigningKeys keys) {
    String first = Network.signingKey(party.code());
    Pattern form = Pattern.compile(Pattern.quote(first) + "(?:\\.([1-9][0-9]{0,8}))?");
    return keys.names().stream()
        .map(form::matcher)
        .filter(Matcher::matches)
        .map(name -> name.group(1) == null ? 1 : Integer.parseInt(name.group(1)))
        .toList();
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
    held.put(number, keys.make(Network.signingKey(party.code(), number)));
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
