package org.rahdari.node;

import java.nio.file.Path;
import java.time.Instant;
import org.rahdari.platform.Certificates;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Served;

/**
 * What makes a node one of several members': its configuration and the certificates that go with
 * it.
 *
 * @param home the folder that the configuration lies in
 */
record Membership(Path home, NodeConfig config, Certificates certificates) {

  /**
   * Reads the certificates, and sees that all of it belongs together.
   *
   * @param home what paths are relative to
   * @throws PlainFailure if it does not
   */
  static Membership of(NodeConfig config, Path home, DataFolder folder, Instant now) {
    Network network = folder.network();
    for (NodeConfig.Peer peer : config.peers()) {
      if (network.party(peer.institution()).isEmpty()) {
        throw new PlainFailure(
            "The field peers of "
                + NodeConfig.FILE
                + " names "
                + peer.institution()
                + ", who is no party of this network.");
      }
    }
    String own = config.institution();
    int number = network.party(own).orElseThrow().number();
    if (!Served.of(network, folder.keys()).includes(number)) {
      throw new PlainFailure(
          "The key "
              + Network.signingKey(own)
              + " is not in "
              + home.resolve(config.keystore().folder())
              + ": restore it from a backup; without it the node cannot serve its institution.");
    }
    Certificates certificates =
        Certificates.read(
            home.resolve(config.tls().ca()),
            home.resolve(config.tls().certificate()),
            home.resolve(config.tls().key()),
            network,
            now);
    if (!certificates.own().equals(own)) {
      throw new PlainFailure(
          "The certificate "
              + config.tls().certificate()
              + " is of "
              + certificates.own()
              + ", and "
              + NodeConfig.FILE
              + " of "
              + own
              + ".");
    }
    return new Membership(home, config, certificates);
  }

  /** A file that the configuration names. */
  Path file(String path) {
    return home.resolve(path);
  }
}
