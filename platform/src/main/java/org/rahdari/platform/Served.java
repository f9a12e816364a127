package org.rahdari.platform;

import java.util.List;
import org.rahdari.codec.Hash32;
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
   * Looks at the keys that are here.
   *
   * @throws PlainFailure if a key there is not the one by which the network knows the institution
   */
  public static Served of(Network network, SigningKeys keys) {
    return new Served(
        network.genesis().parties().stream().filter(party -> holds(network, keys, party)).toList());
  }

  private static boolean holds(Network network, SigningKeys keys, Party party) {
    String name = Network.signingKey(party.code());
    if (!keys.names().contains(name)) return !OwnKeys.numbers(party, keys).isEmpty();
    Hash32 key = keys.key(name).publicKey();
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
