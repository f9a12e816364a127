package org.rahdari.platform;

import java.util.List;
import org.rahdari.codec.Hash32;
import org.rahdari.kernel.Ed25519;
import org.rahdari.program.Party;

/**
 * The institutions that this node serves: those whose signing keys it holds, and no others.
 *
 * @param parties in the order of their numbers
 */
public record Served(List<Party> parties) {

  public Served {
    parties = List.copyOf(parties);
  }

  /**
   * Looks into a keyring.
   *
   * @throws PlainFailure if a key there is not the one by which the network knows the institution
   */
  public static Served of(Network network, Keyring keys) {
    return new Served(
        network.genesis().parties().stream().filter(party -> holds(network, keys, party)).toList());
  }

  private static boolean holds(Network network, Keyring keys, Party party) {
    String name = Network.signingKey(party.code());
    if (!keys.holds(name)) return !keys.signingKeys(party.code()).isEmpty();
    Hash32 key = Ed25519.publicKey(keys.secret(name));
    boolean known =
        network.genesis().keys().stream()
            .anyMatch(k -> k.party() == party.number() && k.publicKey().equals(key));
    if (known) return true;
    throw new PlainFailure(
        "The key "
            + name
            + " is not the one by which this network knows "
            + party.code()
            + ": put the right one there, or take it away.");
  }

  /** Whether the party of that number is one of them. */
  public boolean includes(int party) {
    return parties.stream().anyMatch(each -> each.number() == party);
  }
}
