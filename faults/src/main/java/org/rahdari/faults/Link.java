package org.rahdari.faults;

import java.util.List;
import org.rahdari.platform.PlainFailure;

/**
 * A machine's place in the network: a namespace with one link to all members, over a bridge, and
 * another one to those who use its node. The first can be cut while the second is whole, so that
 * who is cut off from the other members is still asked for service.
 */
final class Link {
  private static final String BRIDGE = "members";
  private static final String CLIENTS = "clients";

  private final String name;
  private final int number;

  private Link(String name, int number) {
    this.name = name;
    this.number = number;
  }

  /** What joins the members; once, before the links. */
  static void bridge() {
    ip("link", "add", BRIDGE, "type", "bridge");
    ip("link", "set", BRIDGE, "up");
  }

  /**
   * Makes one.
   *
   * @param name of the member, which is its namespace's
   * @param number from 1, another one for each
   */
  static Link make(String name, int number) {
    Link link = new Link(name, number);
    ip("netns", "add", name);
    ip("-n", name, "link", "set", "lo", "up");
    ip("link", "add", link.port(), "type", "veth", "peer", "name", BRIDGE, "netns", name);
    ip("-n", name, "addr", "add", link.memberAddress() + "/24", "dev", BRIDGE);
    ip("-n", name, "link", "set", BRIDGE, "up");
    ip("link", "set", link.port(), "up");
    link.join();
    String own = "c-" + name;
    ip("link", "add", own, "type", "veth", "peer", "name", CLIENTS, "netns", name);
    ip("addr", "add", "198.18." + number + ".1/30", "dev", own);
    ip("link", "set", own, "up");
    ip("-n", name, "addr", "add", link.clientAddress() + "/30", "dev", CLIENTS);
    ip("-n", name, "link", "set", CLIENTS, "up");
    return link;
  }

  private String port() {
    return "m-" + name;
  }

  /** Where other members reach it. 198.18.0.0/15 is for tests of networks (RFC 2544). */
  String memberAddress() {
    return "198.19.0." + number;
  }

  /** Where its users reach it, from here. */
  String clientAddress() {
    return "198.18." + number + ".2";
  }

  /** What starts a program there. */
  List<String> within() {
    return List.of("ip", "netns", "exec", name);
  }

  /** Nothing goes to other members any more or comes from them, and nobody is told. */
  void cut() {
    ip("link", "set", port(), "nomaster");
  }

  void join() {
    ip("link", "set", port(), "master", BRIDGE);
  }

  /** Both ways to the other members are slow: 80 ms and some loss, or 256 kbit/s. */
  void slow() {
    try {
      both("add", "netem", "delay", "80ms", "20ms", "loss", "2%");
    } catch (PlainFailure e) {
      // The kernel has no netem; what a narrow line cannot take in half a second it drops.
      both("add", "tbf", "rate", "256kbit", "burst", "16kb", "latency", "500ms");
    }
  }

  void fast() {
    both("del");
  }

  private void both(String what, String... kind) {
    tc(new String[] {"qdisc", what, "dev", port(), "root"}, kind);
    tc(new String[] {"-n", name, "qdisc", what, "dev", BRIDGE, "root"}, kind);
  }

  private static void tc(String[] where, String[] kind) {
    SystemTool.run(join(join(new String[] {"tc"}, where), kind));
  }

  private static void ip(String... arguments) {
    SystemTool.run(join(new String[] {"ip"}, arguments));
  }

  private static String[] join(String[] first, String[] second) {
    return java.util.stream.Stream.of(first, second)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }
}
