package org.rahdari.node;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rahdari.platform.Certificates;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.Served;
import org.rahdari.program.Validator;
import org.rahdari.replication.Member;
import org.rahdari.replication.MemberTls;
import org.rahdari.transparency.VerifierKey;

/**
 * What makes a node one of several members': its configuration and the certificates that go with
 * it.
 */
record Membership(NodeConfig config, Path home, Certificates certificates) {

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
    if (!Served.of(network, folder.signing()).includes(number)) {
      throw new PlainFailure(
          "The key "
              + Network.signingKey(own)
              + " is not in "
              + home.resolve(config.keystore().folder())
              + ", nor in a token that the field keystore names: restore it from a backup; without it"
              + " the node cannot serve its institution.");
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
    return new Membership(config, home, certificates);
  }

  /**
   * The members as the replica reaches them, as far as they are configured.
   *
   * @param cosigners takes what this validator signs to the others
   */
  org.rahdari.replication.Membership replicated(
      DataFolder folder, Consumer<List<byte[]>> cosigners) {
    Network network = certificates.network();
    List<Member> members = new ArrayList<>();
    members.add(member(config.institution(), folder.logKey(config.institution()).verifierKey()));
    for (Validator each : network.genesis().validators()) {
      String code = network.code(each.party());
      boolean configured = config.peers().stream().anyMatch(p -> p.institution().equals(code));
      if (configured && !code.equals(config.institution()))
        members.add(member(code, new VerifierKey(each.name(), each.publicKey().bytes())));
    }
    NodeConfig.Tls tls = config.tls();
    return new org.rahdari.replication.Membership(
        members,
        config.raft().bind(),
        config.raft().port(),
        new MemberTls(
            home.resolve(tls.ca()),
            home.resolve(tls.certificate()),
            home.resolve(tls.key()),
            this::member),
        cosigners);
  }

  private Member member(String code, VerifierKey key) {
    return new Member(code, key, config.peer(code).raft());
  }

  private Optional<String> member(X509Certificate certificate) {
    try {
      return Optional.of(certificates.member(certificate));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }
}
