package org.rahdari.payments.web;

import java.util.List;
import java.util.Optional;
import org.rahdari.iso20022.AgentId;
import org.rahdari.platform.Network;
import org.rahdari.program.Party;

/** Whom a message means by the names that it gives an institution. */
record Agents(Network network) {

  /**
   * The party that all the names mean that this network knows, or none. A BIC counts even where it
   * is unknown: a message that bears another institution's is not this one's.
   */
  Optional<Party> party(List<AgentId> names) {
    boolean strange =
        names.stream()
            .anyMatch(n -> n.scheme().equals("BICFI") && network.agent(n.toString()).isEmpty());
    if (strange) return Optional.empty();
    List<Party> meant =
        names.stream().flatMap(name -> network.agent(name.toString()).stream()).distinct().toList();
    return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
  }
}
