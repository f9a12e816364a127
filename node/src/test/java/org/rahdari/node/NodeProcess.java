package org.rahdari.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rahdari.cli.NodeClient;

/** A node in a process of its own, to be killed. */
final class NodeProcess {
  private static final Pattern URL = Pattern.compile("listens on (\\S+);");

  private final Process process;
  private final Path data;
  private final Path printed;

  private NodeProcess(Process process, Path data, Path printed) {
    this.process = process;
    this.data = data;
    this.printed = printed;
  }

  /** Starts it; it may not listen yet. */
  static NodeProcess start(Path data, Path network) throws IOException {
    String own = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx512m", "-cp"));
    command.add(System.getProperty("surefire.test.class.path", own));
    command.add(Main.class.getName());
    command.addAll(List.of("node", "--port", "0", "--data", data.toString()));
    command.addAll(List.of("--network", network.toString()));
    Path printed = Files.createTempFile("rahdari-node", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    return new NodeProcess(process, data, printed);
  }

  /** Where it listens, as soon as it does. */
  String url() {
    return Wait.seen(
        "a node that listens",
        () -> {
          Matcher url = URL.matcher(printed());
          if (url.find()) return url.group(1);
          if (!process.isAlive()) throw new AssertionError("the node ended: " + printed());
          return null;
        });
  }

  NodeClient as(String party) {
    return new NodeClient(url(), data.resolve("tokens").resolve(party));
  }

  String printed() {
    try {
      return Files.readString(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean ended() {
    return !process.isAlive();
  }

  /** As {@code kill -9} does; its PostgreSQL lives on. */
  void kill() throws InterruptedException, IOException {
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(printed);
  }

  /** Ends what a failed test left of it. */
  static void clear(Path data) throws IOException {
    Path pid = data.resolve("postgres/postmaster.pid");
    if (!Files.exists(pid)) return;
    ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
        .filter(p -> p.info().command().filter(c -> c.endsWith("/postgres")).isPresent())
        .ifPresent(ProcessHandle::destroyForcibly);
  }
}
