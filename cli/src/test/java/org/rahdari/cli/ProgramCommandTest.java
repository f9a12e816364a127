package org.rahdari.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed of a node's answer, and what it is asked. */
class ProgramCommandTest {
  private static final String ANSWER =
      """
      {"programs": [
        {"number": 3, "name": "payments", "version": 1, "versionsHere": [1, 2],
         "readyForNext": ["sbp"]},
        {"number": 77, "name": null, "version": 0, "versionsHere": [],
         "readyForNext": ["nbk", "pboc"]}]}
      """;
  private static final String[] PRINTED = {
    "payments     version 1 is in force, this node has 1, 2; ready for 2: sbp",
    "77           not in force, only newer software has it; ready for 1: nbk, pboc"
  };

  @TempDir Path dir;
  private final List<String> asked = new ArrayList<>();
  private HttpServer server = stopped();

  private static HttpServer stopped() {
    try {
      return HttpServer.create();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          asked.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.UTF_8));
          byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<String> program(String... words) throws IOException {
    Path token = dir.resolve("token");
    Files.writeString(token, "Authorization: Bearer test\n");
    StringWriter printed = new StringWriter();
    List<String> all = new ArrayList<>(List.of("program"));
    all.addAll(List.of(words));
    all.addAll(List.of("--url", "http://127.0.0.1:" + server.getAddress().getPort()));
    all.addAll(List.of("--token-file", token.toString()));
    int status =
        Rahdari.commandLine()
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .execute(all.toArray(String[]::new));
    assertThat(status).as(printed.toString()).isZero();
    return printed.toString().lines().toList();
  }

  @Test
  void marksWhatOnlyNewerSoftwareHas() throws IOException {
    assertThat(program("list")).containsExactly(PRINTED);
  }

  @Test
  void takesAWordBackByNumber() throws IOException {
    assertThat(program("deactivate", "77")).containsExactly(PRINTED);
    assertThat(asked).containsExactly("/v1/programs/deactivations {\"program\":\"77\"}");
  }
}
