package org.rahdari.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.Rahdari;
import org.rahdari.platform.AccessTokens;
import org.rahdari.platform.MemberListener;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.Party;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** A node that runs in this process, until it is closed or the process is told to end. */
public final class RunningNode implements AutoCloseable {
  private static final int PORT_MAX = 65_535;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

  private final ConfigurableApplicationContext context;
  private final DataFolder folder;
  private final Path tokens;
  private final @Nullable DevelopmentProvider invented;

  private RunningNode(
      ConfigurableApplicationContext context,
      DataFolder folder,
      Path tokens,
      @Nullable DevelopmentProvider invented) {
    this.context = context;
    this.folder = folder;
    this.tokens = tokens;
    this.invented = invented;
  }

  /**
   * Starts a node on a data folder.
   *
   * @throws PlainFailure if it cannot start here, with what to do about it
   */
  public static RunningNode start(DataFolder folder, NodeOptions options) {
    return start(folder, options, null, null);
  }

  /**
   * Starts a mirror that serves reads.
   *
   * @param followed the node whose log it has
   * @throws PlainFailure if it cannot start, with what to do about it
   */
  static RunningNode mirror(MirrorFolder mirror, HttpSource followed, NodeOptions options) {
    return start(DataFolder.ofMirror(mirror), options, null, followed);
  }

  /**
   * Starts a member's node on the folder that its configuration lies in.
   *
   * @param config the file {@value NodeConfig#FILE}; where to listen comes from it
   * @throws PlainFailure if it cannot start, with what to do about it
   */
  public static RunningNode start(Path config, NodeOptions options) {
    NodeConfig read = NodeConfig.read(config);
    Path home = home(config);
    DataFolder folder = DataFolder.openMember(home, read.keystore());
    options.bind = read.api().bind();
    options.port = read.api().port();
    return start(folder, options, Membership.of(read, home, folder, Instant.now()), null);
  }

  private static Path home(Path config) {
    Path parent = config.toAbsolutePath().getParent();
    if (parent == null) throw new PlainFailure("The configuration " + config + " is no file.");
    return parent;
  }

  private static RunningNode start(
      DataFolder folder,
      NodeOptions options,
      @Nullable Membership membership,
      @Nullable HttpSource followed) {
    requirePort(options.port);
    requireFree(options.bind, options.port, "--port or --bind");
    if (membership != null) {
      NodeConfig.Listener members = membership.config().members();
      requireFree(members.bind(), members.port(), "members in " + NodeConfig.FILE);
    }
    NodeConfig.People named = membership == null ? options.people() : membership.config().people();
    DevelopmentProvider invented =
        named == null && followed == null && inventsPeople(membership, options)
            ? new DevelopmentProvider(folder)
            : null;
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", options.port);
    settings.put("server.address", options.bind);
    if (membership != null && membership.config().api().tls() != null)
      settings.putAll(tls(membership.config().api().tls(), membership.home()));
    try {
      ConfigurableApplicationContext context =
          new SpringApplicationBuilder(parts(membership, followed))
              .properties(settings)
              .logStartupInfo(false)
              .initializers(
                  fresh -> {
                    fresh.getBeanFactory().registerSingleton("options", options);
                    fresh.getBeanFactory().registerSingleton("folder", folder);
                    if (membership != null) {
                      fresh.getBeanFactory().registerSingleton("membership", membership);
                    }
                    if (named != null) {
                      Path home = membership == null ? Path.of("") : membership.home();
                      fresh.getBeanFactory().registerSingleton("provider", named.provider(home));
                    } else if (invented != null) {
                      fresh.getBeanFactory().registerSingleton("provider", invented.provider());
                    }
                    if (followed != null) {
                      fresh.getBeanFactory().registerSingleton("followed", followed);
                    }
                  })
              .run();
      Path tokens = context.getBean(AccessTokens.class).write(folder.tokens());
      RunningNode node = new RunningNode(context, folder, tokens, invented);
      if (invented != null) invented.serves(node.url());
      return node;
    } catch (RuntimeException e) {
      throw failure(e, options);
    }
  }

  /** Whoever shows a certificate may bind tokens to it; nobody has to. */
  private static Map<String, Object> tls(NodeConfig.ApiTls tls, Path home) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.ssl.certificate", file(home, tls.certificate()));
    settings.put("server.ssl.certificate-private-key", file(home, tls.key()));
    settings.put("server.ssl.enabled-protocols", "TLSv1.3");
    if (tls.clients() != null) {
      settings.put("server.ssl.trust-certificate", file(home, tls.clients()));
      settings.put("server.ssl.client-auth", "want");
    }
    return settings;
  }

  private static String file(Path home, String name) {
    Path file = home.resolve(name).toAbsolutePath();
    if (!Files.isReadable(file))
      throw new PlainFailure("The file " + file + " of the API's TLS cannot be read.");
    return "file:" + file;
  }

  /** On this machine alone: whoever reads a file of the node's may be anybody there. */
  private static boolean inventsPeople(@Nullable Membership membership, NodeOptions options) {
    return LOOPBACK.contains(options.bind) && (membership == null || options.developmentPeople);
  }

  private static Class<?>[] parts(@Nullable Membership membership, @Nullable HttpSource followed) {
    List<Class<?>> parts = new ArrayList<>();
    parts.add(Wiring.class);
    if (membership != null) parts.add(MemberWiring.class);
    if (followed != null) parts.add(MirrorWiring.class);
    return parts.toArray(Class<?>[]::new);
  }

  private static void requirePort(int port) {
    if (port >= 0 && port <= PORT_MAX) return;
    throw new PlainFailure("No port has the number " + port + ": name one from 0 to 65535.");
  }

  /**
   * Looks before anything is started; that somebody takes the port in between is told all the same.
   */
  private static void requireFree(String bind, int port, String setting) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(bind, port));
    } catch (IOException | RuntimeException e) {
      throw cannotListen(bind, port, setting, e);
    }
  }

  private static PlainFailure cannotListen(String bind, int port, String setting, Exception cause) {
    return new PlainFailure(
        "The node cannot listen on "
            + bind
            + ":"
            + port
            + " ("
            + cause.getMessage()
            + "): stop what listens there, or name another with "
            + setting
            + ".",
        cause);
  }

  private static PlainFailure failure(RuntimeException failure, NodeOptions options) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PlainFailure plain) return plain;
      if (cause instanceof PortInUseException) {
        return cannotListen(options.bind, options.port, "--port or --bind", failure);
      }
    }
    return new PlainFailure(Rahdari.sentence(failure), failure);
  }

  /** Where it listens; on this machine, if it listens on all of its addresses. */
  public String url() {
    Environment environment = context.getEnvironment();
    String bind = environment.getRequiredProperty("server.address");
    String host = EVERYWHERE.contains(bind) ? "127.0.0.1" : bind;
    boolean tls = environment.containsProperty("server.ssl.certificate");
    return (tls ? "https://" : "http://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + environment.getRequiredProperty("local.server.port");
  }

  /**
   * Where other members' nodes reach it on this machine.
   *
   * @throws IllegalStateException if it has no membership
   */
  public String membersUrl() {
    return "https://127.0.0.1:" + context.getBean(MemberListener.class).port();
  }

  /** The file with a party's token, as a header that curl reads with {@code -H @FILE}. */
  public Path tokenFile(Party party) {
    return tokens.resolve(party.code());
  }

  /** The folder with the tokens of the institutions that it serves. */
  public Path tokens() {
    return tokens;
  }

  /** The folder with the passwords of invented people, where people are. */
  public Optional<Path> inventedPeople() {
    return invented == null ? Optional.empty() : Optional.of(folder.people());
  }

  /**
   * The provider for development.
   *
   * @throws IllegalStateException if it has none
   */
  DevelopmentProvider invented() {
    if (invented == null) throw new IllegalStateException("no people are invented here");
    return invented;
  }

  /** The network that it runs. */
  public Network network() {
    return folder.network();
  }

  /** The file of what verifies its receipts. */
  public Path policyFile() {
    return folder.policy();
  }

  /** A part of it. */
  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /** A part of it that has several of the kind. */
  <T> T part(Class<T> type, String name) {
    return context.getBean(name, type);
  }

  @Override
  public void close() {
    if (invented != null) invented.close();
    context.close();
  }
}
