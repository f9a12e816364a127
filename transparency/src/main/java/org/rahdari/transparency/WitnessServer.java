package org.rahdari.transparency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The door of a {@link Witness}: {@code POST /add-checkpoint}, in plain HTTP. */
public final class WitnessServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(WitnessServer.class.getName());

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private WitnessServer(Witness witness, HttpServer server) {
    this.witness = witness;
    this.server = server;
  }

  /**
   * @param address where to listen; port 0 is a free one
   */
  public static WitnessServer start(Witness witness, InetSocketAddress address) throws IOException {
    WitnessServer started = new WitnessServer(witness, HttpServer.create(address, 0));
    started.server.createContext("/add-checkpoint", started::serve);
    started.server.setExecutor(started.threads);
    started.server.start();
    return started;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Witness.Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Witness.Answer answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/add-checkpoint")) return plain(404, "");
    if (!exchange.getRequestMethod().equals("POST")) return plain(405, "checkpoints are posted\n");
    byte[] request = exchange.getRequestBody().readNBytes(Witness.REQUEST_BYTES_MAX + 1);
    if (request.length > Witness.REQUEST_BYTES_MAX) return plain(413, "the request is too long\n");
    try {
      return witness.add(request);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "Nothing is cosigned: it cannot be kept", e);
      return plain(500, "nothing can be kept here\n");
    }
  }

  private static Witness.Answer plain(int status, String body) {
    return new Witness.Answer(status, "text/plain", body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
