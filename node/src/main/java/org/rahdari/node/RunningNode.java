package org.rahdari.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.rahdari.cli.Rahdari;
import org.rahdari.platform.AccessTokens;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import org.rahdari.program.Party;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/** A node that runs in this process, until it is closed or the process is told to end. */
public final class RunningNode implements AutoCloseable {
  private static final int PORT_MAX = 65_535;

  private final ConfigurableApplicationContext context;
  private final DataFolder folder;
  private final Path tokens;

  private RunningNode(ConfigurableApplicationContext context, DataFolder folder, Path tokens) {
    this.context = context;
    this.folder = folder;
    this.tokens = tokens;
  }

  /**
   * Starts a node on a data folder.
   *
   * @throws PlainFailure if it cannot start here, with what to do about it
   */
  public static RunningNode start(DataFolder folder, NodeOptions options) {
    requirePort(options.port);
    requireFree(options);
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", options.port);
    settings.put("server.address", options.bind);
    try {
      ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Wiring.class)
              .properties(settings)
              .logStartupInfo(false)
              .initializers(
                  fresh -> {
                    fresh.getBeanFactory().registerSingleton("options", options);
                    fresh.getBeanFactory().registerSingleton("folder", folder);
                  })
              .run();
      Path tokens = context.getBean(AccessTokens.class).write(folder.tokens());
      return new RunningNode(context, folder, tokens);
    } catch (RuntimeException e) {
      throw failure(e, options);
    }
  }

  private static void requirePort(int port) {
    if (port >= 0 && port <= PORT_MAX) return;
    throw new PlainFailure("No port has the number " + port + ": name one from 0 to 65535.");
  }

  /**
   * Looks before anything is started; that somebody takes the port in between is told all the same.
   */
  private static void requireFree(NodeOptions options) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(options.bind, options.port));
    } catch (IOException | RuntimeException e) {
      throw cannotListen(options, e);
    }
  }

  private static PlainFailure cannotListen(NodeOptions options, Exception cause) {
    return new PlainFailure(
        "The node cannot listen on "
            + options.bind
            + ":"
            + options.port
            + " ("
            + cause.getMessage()
            + "): stop what listens there, or name another with --port or --bind.",
        cause);
  }

  private static PlainFailure failure(RuntimeException failure, NodeOptions options) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PlainFailure plain) return plain;
      if (cause instanceof PortInUseException) {
        return cannotListen(options, failure);
      }
    }
    return new PlainFailure(Rahdari.sentence(failure), failure);
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
  }

  /** The file with a party's token, as a header that curl reads with {@code -H @FILE}. */
  public Path tokenFile(Party party) {
    return tokens.resolve(party.code());
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

  @Override
  public void close() {
    context.close();
  }
}
