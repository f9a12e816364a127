package org.rahdari.transparency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C2SP tlog-witness, check by check in the order of its text, for any log. */
final class TestWitness implements AutoCloseable {
  final CosignatureSigner signer = new CosignatureSigner("witness.example/w1", new byte[32]);
  final List<String> requests = new ArrayList<>();

  private final Map<String, List<VerifierKey>> logs = new HashMap<>();
  private final Map<String, Seen> newest = new HashMap<>();
  private final HttpServer server;

  private record Seen(long size, Hash root) {}

  /** What a witness answers. */
  record Reply(int status, String type, String body) {}

  TestWitness() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/w1/add-checkpoint", this::serve);
    server.start();
  }

  URI submissionPrefix() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/w1");
  }

  void trust(String origin, List<VerifierKey> keys) {
    logs.put(origin, keys);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Reply reply = exchange.getRequestMethod().equals("POST") ? add(body) : plain(405);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Reply plain(int status) {
    return new Reply(status, "text/plain", "");
  }

  synchronized Reply add(String request) {
    requests.add(request);
    try {
      int blank = request.indexOf("\n\n");
      if (blank < 0) return plain(400);
      List<String> lines = request.substring(0, blank).lines().toList();
      if (!lines.getFirst().startsWith("old ") || lines.size() > 64) return plain(400);
      long old = Canonical.decimal(lines.getFirst().substring(4), "old size");
      List<Hash> proof = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) proof.add(Hash.parse(line));
      Note note = Note.parse(request.substring(blank + 2).getBytes(StandardCharsets.UTF_8));
      return add(old, proof, note);
    } catch (MalformedException _) {
      return plain(400);
    }
  }

  private Reply add(long old, List<Hash> proof, Note note) throws MalformedException {
    List<String> lines = note.text().lines().toList();
    if (lines.size() < 3) return plain(400);
    String origin = lines.get(0);
    long size = Canonical.decimal(lines.get(1), "size");
    Hash root = Hash.parse(lines.get(2));
    List<VerifierKey> keys = logs.get(origin);
    if (keys == null) return plain(404);
    boolean signed =
        note.signatures().stream()
            .anyMatch(line -> keys.stream().anyMatch(key -> key.verifies(note.text(), line)));
    if (!signed) return plain(403);
    if (old > size) return plain(400);
    Seen seen = newest.getOrDefault(origin, new Seen(0, Hashes.EMPTY_ROOT));
    if (old != seen.size()) return conflict(seen);
    boolean follows =
        old == 0
            ? proof.isEmpty()
            : size == old
                ? proof.isEmpty()
                : Merkle.verifyConsistency(old, seen.root(), size, root, proof);
    if (!follows) return plain(422);
    if (size == old && !root.equals(seen.root())) return conflict(seen);
    newest.put(origin, new Seen(size, root));
    String line = signer.cosign(note.text(), 1_790_000_000).line().toLine();
    return new Reply(200, "text/plain", line + "\n");
  }

  private static Reply conflict(Seen seen) {
    return new Reply(409, "text/x.tlog.size", seen.size() + "\n");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
