package org.rahdari.platform;

import org.rahdari.replication.Figures;
import org.rahdari.replication.Replica;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says to another member's node who this is, and how far it has come. */
@RestController
@Access(Right.MEMBER)
public final class HelloEndpoint {
  private final Certificates certificates;
  private final Network network;
  private final Replica replica;

  public HelloEndpoint(Certificates certificates, Network network, Replica replica) {
    this.certificates = certificates;
    this.network = network;
    this.replica = replica;
  }

  /**
   * How a node stands.
   *
   * @param institution whose node it is, by its code
   * @param network the hash of the genesis, in hexadecimal
   * @param position of the last executed entry
   * @param treeSize leaves of the transparency log
   */
  public record Hello(String institution, String network, long position, long treeSize) {}

  @GetMapping(MemberListener.PATHS + "hello")
  public Hello hello() {
    Figures figures = replica.figures();
    return new Hello(
        certificates.own(), network.hash().toString(), figures.position(), figures.treeSize());
  }
}
