package org.rahdari.node;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.rahdari.platform.Certificates;
import org.rahdari.platform.CheckpointExchange;
import org.rahdari.platform.HelloEndpoint;
import org.rahdari.platform.LettersEndpoint;
import org.rahdari.platform.MemberClient;
import org.rahdari.platform.MemberListener;
import org.rahdari.platform.MemberLogEndpoint;
import org.rahdari.platform.Network;
import org.rahdari.platform.Peers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a node has besides where it is one of several members'. */
@Configuration(proxyBeanMethods = false)
@Import({HelloEndpoint.class, MemberLogEndpoint.class, LettersEndpoint.class})
class MemberWiring {

  @Bean
  Certificates certificates(Membership membership) {
    return membership.certificates();
  }

  @Bean
  MemberListener memberListener(Membership membership) {
    NodeConfig.Listener listener = membership.config().members();
    return new MemberListener(membership.certificates(), listener.bind(), listener.port());
  }

  @Bean(destroyMethod = "close")
  Peers peers(Membership membership) {
    NodeConfig config = membership.config();
    Map<String, URI> others = new TreeMap<>();
    for (NodeConfig.Peer peer : config.peers()) {
      if (!peer.institution().equals(config.institution()))
        others.put(peer.institution(), peer.membersUri());
    }
    return new Peers(
        config.institution(),
        others,
        (code, address) -> new MemberClient(membership.certificates(), code, address));
  }

  @Bean(destroyMethod = "close")
  CheckpointExchange checkpointExchange(Peers peers, Network network) {
    return new CheckpointExchange(peers, network);
  }
}
