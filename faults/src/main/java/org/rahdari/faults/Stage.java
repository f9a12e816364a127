package org.rahdari.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Genesis;
import org.rahdari.node.Main;
import org.rahdari.node.MemberProcess;
import org.rahdari.node.NodeConfig;
import org.rahdari.node.OwnProcess;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Four members, each in a process and a network namespace of its own, as {@code network init} and
 * their operators would set them up. An institution that runs no node has given its key to all of
 * them, so that it is served as long as one can.
 */
final class Stage implements AutoCloseable {
  static final List<String> CODES = List.of("north", "east", "south", "west");

  /** Whom every node serves. */
  static final String BANK = "bank";

  static final String ASSET = "PKR";

  private static final String HOST = ".rahdari.test";
  private static final int PORT_BASE = 8_080;
  private static final String HEAP_OF_INIT = "-Xmx256m";
  private static final long LOOK_MILLIS = 50;
  private static final long WAIT_SECONDS_MAX = 180;

  private final List<Member> members = new ArrayList<>();
  private final Network network;

  /**
   * Builds it; nothing runs yet.
   *
   * @param root a folder of its own, which is made
   * @param parts what faults get hold of
   */
  Stage(Path root, Set<Part> parts) throws IOException {
    Files.createDirectories(root);
    Path folders = root.resolve("members");
    init(root, folders);
    Link.bridge();
    List<String> hosts = new ArrayList<>(List.of("127.0.0.1 localhost"));
    for (String code : CODES) {
      Member member = member(root, folders.resolve(code), code, parts);
      hosts.add(member.link().memberAddress() + " " + code + HOST);
      members.add(member);
    }
    Enclosure.names(Files.write(root.resolve("hosts"), hosts));
    network = new Network(Genesis.decode(Files.readAllBytes(folders.resolve("north/genesis"))));
  }

  private static void init(Path root, Path folders) throws IOException {
    Path description = root.resolve("network.json");
    try (InputStream in = Stage.class.getResourceAsStream("network.json")) {
      if (in == null) throw new IllegalStateException("the network is missing from the build");
      Files.copy(in, description, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> init =
        List.of(
            "network",
            "init",
            "--description",
            description.toString(),
            "--host",
            "{institution}" + HOST,
            "--port-base",
            Integer.toString(PORT_BASE),
            "--out",
            folders.toString());
    SystemTool.run(OwnProcess.of(Main.class, HEAP_OF_INIT, init).command().toArray(String[]::new));
  }

  private static Member member(Path root, Path made, String code, Set<Part> parts)
      throws IOException {
    Link link = Link.make(code, CODES.indexOf(code) + 1);
    Disk disk = null;
    Path folder = made;
    if (parts.contains(Part.DISK)) {
      disk = Disk.make(root.resolve(code + ".disk"), root.resolve("disks").resolve(code));
      SystemTool.run("cp", "-a", made + "/.", disk.folder().toString());
      folder = disk.folder();
    }
    List<String> within = new ArrayList<>(link.within());
    Clock clock = null;
    if (parts.contains(Part.CLOCK)) {
      clock = Clock.make(Clock.library().orElseThrow(), root.resolve(code + ".clock"));
      within.addAll(clock.within());
    }
    serveBank(made.resolveSibling("others"), folder.resolve("keys"));
    openTo(link.clientAddress(), folder.resolve(NodeConfig.FILE));
    return new Member(new MemberProcess(code, folder, within), folder, link, disk, clock);
  }

  private static void serveBank(Path others, Path keys) throws IOException {
    try (Stream<Path> secrets = Files.list(others)) {
      for (Path each : secrets.filter(file -> !file.endsWith("README")).toList()) {
        Files.copy(
            each, keys.resolve(each.getFileName().toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Its users are on another machine. */
  private static void openTo(String address, Path config) throws IOException {
    JsonMapper json = JsonMapper.shared();
    ObjectNode all = (ObjectNode) json.readTree(Files.readAllBytes(config));
    ((ObjectNode) all.path("api")).put("bind", address);
    Files.write(config, json.writeValueAsBytes(all));
  }

  /** Starts all, and returns when they agree. */
  void start() throws InterruptedException {
    for (Member each : members) each.node().start();
    for (Member each : members) each.node().awaitUp();
  }

  List<Member> members() {
    return members;
  }

  Network network() {
    return network;
  }

  /** The account from which all payments come. */
  Id treasury() {
    int asset = network.asset(ASSET).orElseThrow().number();
    return Network.firstAccount(network.party(BANK).orElseThrow().number(), asset);
  }

  /** Who leads now; who was cut off may still believe that it does, and is not meant. */
  Member leader() throws InterruptedException {
    long until = deadline();
    while (System.nanoTime() < until) {
      Member leader = null;
      int leading = 0;
      for (Member each : members) {
        if (!each.standing().leads()) continue;
        leader = each;
        leading++;
      }
      if (leader != null && leading == 1) return leader;
      Thread.sleep(LOOK_MILLIS);
    }
    throw new PlainFailure("After " + WAIT_SECONDS_MAX + " s not one of the members leads.");
  }

  Member follower() throws InterruptedException {
    Member leader = leader();
    return members.stream().filter(each -> !each.equals(leader)).toList().getLast();
  }

  /** Returns when a member has everything that the others had when this was asked, and signs. */
  void awaitRecovered(Member member) throws InterruptedException {
    long position = 0;
    for (Member each : members) {
      if (!each.equals(member)) position = Math.max(position, each.standing().position());
    }
    long wanted = position;
    await(
        member.code() + " does not come to position " + wanted,
        () -> member.standing().isWell() && member.standing().position() >= wanted);
  }

  /** Returns when everything is final at all members. */
  void awaitLevel() throws InterruptedException {
    await(
        "the members do not come to one size",
        () -> {
          long leaves = members.getFirst().standing().leaves();
          for (Member each : members) {
            Member.Standing standing = each.standing();
            if (!standing.isWell() || !standing.isFinal() || standing.leaves() != leaves) {
              return false;
            }
          }
          return true;
        });
  }

  private interface Seen {
    boolean now() throws InterruptedException;
  }

  private void await(String otherwise, Seen seen) throws InterruptedException {
    long until = deadline();
    while (!seen.now()) {
      if (System.nanoTime() > until) {
        List<String> all = new ArrayList<>();
        for (Member each : members) all.add(each.code() + " " + each.standing());
        throw new PlainFailure(
            "After " + WAIT_SECONDS_MAX + " s " + otherwise + ": " + String.join("; ", all) + ".");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
  }

  @Override
  public void close() throws InterruptedException {
    for (Member each : members) each.node().kill();
  }

  /** What a stage has besides processes and links, for the faults that need it. */
  enum Part {
    DISK,
    CLOCK;

    static Set<Part> none() {
      return EnumSet.noneOf(Part.class);
    }

    /** Why it cannot be had here; null if it can. */
    @Nullable String lacking() throws IOException {
      return switch (this) {
        case DISK ->
            Enclosure.isRoot() && SystemTool.succeeds("mkfs.ext4", "-V")
                ? null
                : "mounting a disk of its own takes root and mkfs.ext4";
        case CLOCK -> Clock.library().isPresent() ? null : "libfaketime is not installed";
      };
    }
  }
}
