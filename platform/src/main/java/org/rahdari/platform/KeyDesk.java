package org.rahdari.platform;

import java.util.List;
import java.util.Map;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Core.AddKey;
import org.rahdari.kernel.Core.RevokeKey;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.KernelRefusal;
import org.rahdari.program.Party;
import org.rahdari.program.PartyKey;
import org.rahdari.replication.Replica;
import org.springframework.http.HttpStatus;

/**
 * Changes the signing keys of the institutions that this node serves, by instructions that the keys
 * themselves sign: one change at a time, and each is waited for until it is final.
 */
public final class KeyDesk {
  private final Map<Integer, Gateway> gateways;
  private final Orders orders;
  private final Replica replica;
  private final FinalReceipts finality;

  /** A desk before these gateways, by party. */
  public KeyDesk(Map<Integer, Gateway> gateways, Orders orders, Replica replica) {
    this.gateways = Map.copyOf(gateways);
    this.orders = orders;
    this.replica = replica;
    this.finality = new FinalReceipts(replica);
  }

  /**
   * A key of the party.
   *
   * @param held whether this node has its secret
   * @param signs whether this node signs with it now
   */
  public record Listed(PartyKey key, boolean held, boolean signs) {}

  /**
   * A change that the ledger has.
   *
   * @param number of the key
   * @param isFinal whether a quorum has signed a checkpoint over it; where not, it becomes so
   */
  public record Changed(int number, boolean isFinal) {}

  /** All keys of the party that the ledger knows, by number. */
  public List<Listed> keys(Party party) {
    OwnKeys own = own(party);
    int signing = own.counting().map(OwnKeys.Numbered::number).orElse(0);
    return own.known().stream()
        .map(key -> new Listed(key, own.holds(key), key.number() == signing))
        .toList();
  }

  /**
   * Adds a key whose secret is elsewhere.
   *
   * @throws Problem if it is no key, or the ledger does not take it
   */
  public synchronized Changed add(Party party, Hash32 publicKey) {
    if (!Ed25519.isPublicKey(publicKey)) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "key-invalid",
          "These 32 bytes are no Ed25519 public key that a signature can be verified with.");
    }
    OwnKeys own = own(party);
    PartyKey before = own.known(publicKey).orElse(null);
    if (before == null) return added(party, own.freeNumber(), publicKey);
    if (OwnKeys.revoked(before)) {
      throw refused("key-revoked", "This key was revoked, as number " + before.number() + ".");
    }
    return changed(before.number(), replica.figures().treeSize() - 1);
  }

  /**
   * Makes a key in this node's keyring and adds it; from then on the node signs with it. The one
   * before goes on counting until it is revoked.
   *
   * @throws Problem if the ledger does not take it
   */
  public synchronized Changed rotate(Party party) {
    OwnKeys.Numbered next;
    try {
      next = own(party).next();
    } catch (PlainFailure e) {
      throw new Problem(
          HttpStatus.SERVICE_UNAVAILABLE, "key-not-made", String.valueOf(e.getMessage()));
    }
    return added(party, next.number(), next.key().publicKey());
  }

  /**
   * Ends a key.
   *
   * @param signing whether it may be the one that this node signs with
   * @throws Problem if there is none of that number, or it is needed
   */
  public synchronized Changed revoke(Party party, int number, boolean signing) {
    List<Listed> keys = keys(party);
    Listed ended =
        keys.stream()
            .filter(each -> each.key().number() == number)
            .findFirst()
            .orElseThrow(
                () -> refused("key-unknown", party.code() + " has no key " + number + "."));
    if (OwnKeys.revoked(ended.key())) return changed(number, replica.figures().treeSize() - 1);
    boolean last =
        keys.stream().noneMatch(each -> !each.equals(ended) && !OwnKeys.revoked(each.key()));
    if (last) {
      throw refused(
          "key-is-the-last",
          "Key " + number + " is the only one of " + party.code() + " that counts: rotate first.");
    }
    if (ended.signs() && !signing) {
      throw refused(
          "key-signs",
          "This node signs with key "
              + number
              + ": rotate first, or say that the key may be the signing one.");
    }
    Orders.Done done = orders.order(party, new RevokeKey(number));
    if (!done.result().accepted()) throw refused("key-refused", told(done));
    return changed(number, done.leaf());
  }

  private Changed added(Party party, int number, Hash32 publicKey) {
    Orders.Done done = orders.order(party, new AddKey(number, publicKey));
    if (!done.result().accepted() && !known(party, number, publicKey, done)) {
      throw refused("key-refused", told(done));
    }
    return changed(number, done.leaf());
  }

  private Changed changed(int number, long leaf) {
    return new Changed(number, finality.await(leaf));
  }

  /** It was added before, and whoever asked for it did not hear. */
  private boolean known(Party party, int number, Hash32 publicKey, Orders.Done done) {
    return done.result().reason().equals(KernelRefusal.KEY_EXISTS.name())
        && own(party).known(publicKey).filter(key -> key.number() == number).isPresent();
  }

  private static String told(Orders.Done done) {
    return "The ledger refused the change of key: " + done.result().reason() + ".";
  }

  private static Problem refused(String name, String sentence) {
    return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, name, sentence);
  }

  private OwnKeys own(Party party) {
    Gateway gateway = gateways.get(party.number());
    if (gateway == null) throw Orders.elsewhere(party);
    return gateway.keys();
  }
}
