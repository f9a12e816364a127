package org.rahdari.platform;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;

/** The other members' nodes: those that the configuration names, and those that the ledger does. */
public final class Peers implements AutoCloseable {
  private final String own;
  private final BiFunction<String, URI, MemberClient> clients;
  private final Map<String, MemberClient> byCode = new ConcurrentSkipListMap<>();

  /**
   * The nodes that are known at the start.
   *
   * @param own the code of the party whose node this is
   * @param addresses of the others, by the code of the party that runs it
   * @param clients makes one for a party's node
   */
  public Peers(
      String own, Map<String, URI> addresses, BiFunction<String, URI, MemberClient> clients) {
    this.own = own;
    this.clients = clients;
    addresses.forEach((code, address) -> byCode.put(code, clients.apply(code, address)));
  }

  /** Of a node that has no others beside it. */
  public static Peers none() {
    return new Peers(
        "",
        Map.of(),
        (code, address) -> {
          throw new IllegalStateException("a node alone has no certificate to show");
        });
  }

  /** Takes up nodes that have come, and those that have moved. */
  public void know(Map<String, URI> addresses) {
    new TreeMap<>(addresses)
        .forEach(
            (code, address) -> {
              MemberClient known = byCode.get(code);
              if (known != null && known.address().equals(address)) return;
              byCode.put(code, clients.apply(code, address));
              if (known != null) known.close();
            });
  }

  /** The code of the party whose node this is. */
  String own() {
    return own;
  }

  /** The node of the party of that code. */
  public Optional<MemberClient> of(String code) {
    return Optional.ofNullable(byCode.get(code));
  }

  /** The codes of the parties that run them. */
  public List<String> codes() {
    return List.copyOf(byCode.keySet());
  }

  @Override
  public void close() {
    byCode.values().forEach(MemberClient::close);
  }
}
