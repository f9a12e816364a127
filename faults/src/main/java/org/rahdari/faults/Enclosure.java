package org.rahdari.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rahdari.node.OwnProcess;
import org.rahdari.platform.PlainFailure;

/**
 * Linux namespaces for network, mounts and processes, in which this program runs again: addresses,
 * links and mounts of the machine are not seen and not touched from there, and when its first
 * process ends, by whatever, the kernel ends everything that was started and made in it.
 */
final class Enclosure {
  private static final String HEAP = "-Xmx512m";

  /** As {@code network demo} has it: nodes are started often, and none of them lives for long. */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  /** Says to the program that it is inside. */
  static final String INSIDE = "--inside";

  /**
   * The shell is the first process and takes in the orphans of all others. {@code ip netns} keeps
   * its names below {@code /run}.
   */
  private static final String BEGIN =
      "mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up && \"$@\"; exit $?";

  private Enclosure() {}

  /** Why there cannot be one here; empty if there can. */
  static Optional<String> refused() {
    if (!SystemTool.succeeds("unshare", "--version") || !SystemTool.succeeds("ip", "-Version")) {
      return Optional.of("unshare (util-linux) and ip (iproute2) are needed");
    }
    List<String> probe =
        command(List.of("sh", "-c", "ip netns add probe && ip link add type veth"));
    return SystemTool.succeeds(probe.toArray(String[]::new))
        ? Optional.empty()
        : Optional.of("network namespaces are not permitted here");
  }

  /** Namespaces as root, or as a user who is root in a namespace of its own. */
  private static List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(List.of("unshare"));
    if (!isRoot()) command.add("--map-root-user");
    command.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
    command.addAll(List.of("sh", "-c", BEGIN, "sh"));
    command.addAll(program);
    return command;
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Runs this program in one.
   *
   * @param out where it prints to
   * @return its status
   */
  static int run(List<String> arguments, ProcessBuilder.Redirect out) throws InterruptedException {
    List<String> inside = new ArrayList<>(arguments);
    inside.addFirst(INSIDE);
    ProcessBuilder builder = OwnProcess.of(FaultsCommand.class, HEAP, inside);
    builder.command().addAll(1, QUICK_START);
    // Its input stays open as long as this process lives: see whileItsStarterLives.
    builder
        .command(command(builder.command()))
        .redirectOutput(out)
        .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new PlainFailure("unshare cannot be run: " + e.getMessage() + ".", e);
    }
    Thread last = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(last);
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Ends this process, and with it the enclosure, when who started it is gone, even by kill -9. */
  static void whileItsStarterLives() {
    Thread.ofPlatform()
        .daemon()
        .name("starter")
        .start(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is said
                }
              } catch (IOException e) {
                // as good as the end
              }
              Runtime.getRuntime().halt(1);
            });
  }

  /** Gives the names of this machine's network to all who run here. */
  static void names(Path hosts) {
    SystemTool.run("mount", "--bind", hosts.toString(), "/etc/hosts");
  }
}
