package org.rahdari.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.platform.PlainFailure;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A member's node in a process of its own, started as its operator would. */
public final class MemberProcess implements AutoCloseable {
  private static final long UP_SECONDS_MAX = 180;
  private static final long END_SECONDS_MAX = 30;
  private static final long LOOK_MILLIS = 50;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final String HEAP = "-Xmx512m";

  private final String code;
  private final Path folder;
  private final List<String> within;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  /**
   * The member whose folder {@code network init} has written.
   *
   * @param folder with its {@value NodeConfig#FILE}
   */
  MemberProcess(String code, Path folder) {
    this(code, folder, List.of());
  }

  /**
   * The same, started by another program: {@code ip netns exec NAME}, say.
   *
   * @param within that program and its arguments, which becomes the node
   */
  public MemberProcess(String code, Path folder, List<String> within) {
    this.code = code;
    this.folder = folder;
    this.within = List.copyOf(within);
    NodeConfig config = NodeConfig.read(folder.resolve(NodeConfig.FILE));
    this.url = "http://" + config.api().bind() + ":" + config.api().port();
  }

  /** Whose node it is. */
  public String code() {
    return code;
  }

  /** Where it serves its institution. */
  public String url() {
    return url;
  }

  /** Calls the node as the institution's systems do. */
  NodeClient client() {
    return new NodeClient(url, folder.resolve("tokens").resolve(code));
  }

  /** It may not serve yet. */
  public void start() {
    ProcessBuilder builder =
        OwnProcess.of(
                HEAP,
                List.of(
                    "node",
                    "--config",
                    folder.resolve(NodeConfig.FILE).toString(),
                    "--development-people"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.command().addAll(0, within);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new PlainFailure("The node of " + code + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** What it says. */
  public Path log() {
    return folder.resolve("node.log");
  }

  /** Returns when it serves. */
  public void awaitUp() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(UP_SECONDS_MAX);
    while (health().isEmpty()) {
      Process running = process;
      if (running == null || !running.isAlive()) {
        throw new PlainFailure("The node of " + code + " has ended: see " + log() + ".");
      }
      if (System.nanoTime() > until) {
        throw new PlainFailure(
            "The node of "
                + code
                + " does not serve after "
                + UP_SECONDS_MAX
                + " s: see "
                + log()
                + ".");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** How its ledger stands, by its own word; empty while it does not serve. */
  public Optional<JsonNode> health() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/actuator/health")).timeout(ANSWER_MAX).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode ledger =
          JsonMapper.shared()
              .readTree(response.body())
              .path("components")
              .path("ledgerHealth")
              .path("details");
      return ledger.isMissingNode() ? Optional.empty() : Optional.of(ledger);
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * Its process.
   *
   * @throws IllegalStateException if it was never started
   */
  public Process process() {
    Process running = process;
    if (running == null) throw new IllegalStateException(code + " was never started");
    return running;
  }

  /** As if its machine had lost its power. */
  public void kill() throws InterruptedException {
    Process running = process;
    if (running == null) return;
    running.destroyForcibly();
    running.waitFor();
  }

  /** What its ledger was is gone; its keys are kept elsewhere, as they have to be. */
  public void loseDisk() throws IOException {
    for (String lost : List.of("ledger", "history")) {
      FileSystemUtils.deleteRecursively(folder.resolve(lost));
    }
  }

  @Override
  public void close() throws InterruptedException {
    Process running = process;
    if (running == null || !running.isAlive()) return;
    running.destroy();
    if (!running.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) running.destroyForcibly().waitFor();
  }
}
