package org.rahdari.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.node.MemberProcess;
import org.rahdari.platform.PlainFailure;
import tools.jackson.databind.JsonNode;

/** A member: its node, and what a fault can get hold of. */
final class Member {
  private final MemberProcess node;
  private final Path folder;
  private final Link link;
  private final @Nullable Disk disk;
  private final @Nullable Clock clock;

  Member(MemberProcess node, Path folder, Link link, @Nullable Disk disk, @Nullable Clock clock) {
    this.node = node;
    this.folder = folder;
    this.link = link;
    this.disk = disk;
    this.clock = clock;
  }

  String code() {
    return node.code();
  }

  MemberProcess node() {
    return node;
  }

  Link link() {
    return link;
  }

  Disk disk() {
    if (disk == null) throw new IllegalStateException("the stage was built without disks");
    return disk;
  }

  Clock clock() {
    if (clock == null) throw new IllegalStateException("the stage was built without clocks");
    return clock;
  }

  /** Calls its node for the institution that all nodes serve. */
  NodeClient client(Duration timeout) {
    return new NodeClient(node.url(), folder.resolve("tokens").resolve(Stage.BANK), timeout);
  }

  void restart() throws InterruptedException {
    node.close();
    node.start();
    node.awaitUp();
  }

  /** Has the bank sign with another key, which is here alone, and revokes the one before. */
  void changeKey() {
    Path token = folder.resolve("tokens").resolve(Stage.BANK + ".keys");
    NodeClient bank = new NodeClient(node.url(), token);
    int before = 0;
    for (JsonNode each : NodeClient.expect(bank.get("/v1/keys")).json().path("keys"))
      if (each.path("signs").asBoolean()) before = each.path("number").asInt();
    NodeClient.expect(bank.post("/v1/keys/rotation", Map.of()));
    NodeClient.expect(bank.post("/v1/keys/" + before + "/revocation", Map.of()));
  }

  /** The bank brings the secrets that another member has, to be read at the next start. */
  void takeKeysOf(Member other) throws IOException {
    try (Stream<Path> secrets = Files.list(other.folder.resolve("keys"))) {
      for (Path each : secrets.toList()) {
        String name = each.getFileName().toString();
        Path own = folder.resolve("keys").resolve(name);
        if (name.startsWith(Stage.BANK + ".") && !Files.exists(own))
          Files.copy(each, own, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Stops its process where it is, as a machine that sleeps. */
  void freeze() {
    SystemTool.run("kill", "-STOP", Long.toString(node.process().pid()));
  }

  void thaw() {
    SystemTool.run("kill", "-CONT", Long.toString(node.process().pid()));
  }

  /** How it stands, by its own word. */
  Standing standing() throws InterruptedException {
    return node.health().map(Standing::of).orElse(Standing.ABSENT);
  }

  /**
   * What its health says.
   *
   * @param silent why it signs nothing, or {@code no}
   */
  record Standing(
      boolean answers,
      boolean leads,
      long position,
      long leaves,
      long finalLeaves,
      String silent,
      String conflicts) {
    static final Standing ABSENT = new Standing(false, false, 0, 0, 0, "it does not answer", "");

    static Standing of(JsonNode health) {
      return new Standing(
          true,
          health.path("leads").asBoolean(),
          health.path("position").asLong(),
          health.path("leaves").asLong(),
          health.path("finalLeaves").asLong(),
          health.path("silent").asString(),
          health.path("conflicts").asString());
    }

    boolean isWell() {
      return answers && silent.equals("no") && conflicts.equals("none");
    }

    boolean isFinal() {
      return leaves == finalLeaves;
    }
  }

  /** The last lines of what it said. */
  String lastWords(int lines) {
    try {
      var all = Files.readAllLines(node.log());
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      throw new PlainFailure("The file " + node.log() + " cannot be read.", e);
    }
  }
}
