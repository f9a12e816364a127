package org.rahdari.platform;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The other members' nodes. */
public final class Peers implements AutoCloseable {
  private final Map<String, MemberClient> byCode = new LinkedHashMap<>();

  /** One client for each. */
  public Peers(List<MemberClient> clients) {
    for (MemberClient each : clients) byCode.put(each.member(), each);
  }

  /** Of a node that has no others beside it. */
  public static Peers none() {
    return new Peers(List.of());
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
