package org.rahdari.platform;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.SSLUtil;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A second door of the node, for other members' nodes alone: TLS 1.3, a member's certificate is
 * required, and what is under {@value #PATHS} is there and nowhere else.
 */
public final class MemberListener
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  /** What members ask for begins so. */
  public static final String PATHS = "/members/";

  private static final int CONNECTIONS_MAX = 1_024;
  private static final int REQUEST_MILLIS_MAX = 20_000;

  private final Connector connector;

  /**
   * A listener on an address of this machine.
   *
   * @param port 0 for a free one
   */
  public MemberListener(Certificates certificates, String bind, int port) {
    this.connector = connector(certificates, bind, port);
  }

  private static Connector connector(Certificates certificates, String bind, int port) {
    Http11NioProtocol protocol = new Http11NioProtocol();
    Connector connector = new Connector(protocol);
    connector.setPort(port);
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("address", bind);
    protocol.setSSLEnabled(true);
    protocol.setMaxConnections(CONNECTIONS_MAX);
    protocol.setConnectionTimeout(REQUEST_MILLIS_MAX);
    protocol.setExecutor(new VirtualThreadExecutor("members-"));
    SSLHostConfig tls = new SSLHostConfig();
    tls.setProtocols(Certificates.PROTOCOL);
    tls.setCertificateVerification("required");
    SSLHostConfigCertificate own =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
    own.setSslContext(
        SSLUtil.createSSLContext(
            certificates.server(), certificates.keyManager(), certificates.trustManager(null)));
    tls.addCertificate(own);
    connector.addSslHostConfig(tls);
    return connector;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addAdditionalConnectors(connector);
    factory.addEngineValves(new Door(connector));
  }

  /** Where it listens. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Lets each door's paths through and no others, before anything else looks at a request. */
  private static final class Door extends ValveBase {
    private final Connector members;

    Door(Connector members) {
      super(true);
      this.members = members;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      boolean member = request.getConnector() == members;
      if (member == forMembers(request.getDecodedRequestURI())) {
        getNext().invoke(request, response);
        return;
      }
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("title", "not-found");
      problem.put("status", HttpStatus.NOT_FOUND.value());
      problem.put("detail", "There is nothing here.");
      response.setStatus(HttpStatus.NOT_FOUND.value());
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.getOutputStream().write(JsonMapper.shared().writeValueAsBytes(problem));
    }

    /** The path is decoded, and normalised. */
    private static boolean forMembers(@Nullable String path) {
      return path != null && (path + "/").startsWith(PATHS);
    }
  }
}
