package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a network of four members, each in a process of its own, and shows what holds it together.
 */
@Command(
    name = "demo",
    description =
        "Run four members in four processes: a payment, a refusal, a leader that is killed, a return,"
            + " and one that lies and is named.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NetworkDemoCommand implements Callable<Integer> {
  private static final List<String> INSTITUTIONS = List.of("sbp", "cbr", "pboc", "nbk");
  private static final int PORT_MIN = 20_000;
  private static final int PORT_MAX = 32_000;
  private static final int TRIES_MAX = 100;
  private static final int[] LISTENERS = {0, 100, 200};
  private static final int REMOVALS_MAX = 50;
  private static final long REMOVAL_PAUSE_MILLIS = 100;

  @Option(names = "--exit", description = "end after the last step, with the seconds that it took")
  private boolean exit;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "a new folder for the members' folders (default: a temporary one, removed at the end)")
  private @Nullable Path data;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    Path folder = data == null ? Files.createTempDirectory("rahdari-network") : data;
    Path members = data == null ? folder.resolve("members") : data;
    List<MemberProcess> processes = new ArrayList<>();
    // Whatever happens to this process, the members do not outlive it.
    Thread last = new Thread(() -> end(processes, data == null ? folder : null));
    Runtime.getRuntime().addShutdownHook(last);
    try {
      return show(members, processes, out, began);
    } finally {
      end(processes, data == null ? folder : null);
    }
  }

  private int show(Path members, List<MemberProcess> processes, PrintWriter out, long began)
      throws Exception {
    new NetworkFolders(
            NetworkInitCommand.known("demo.rahdari.example", INSTITUTIONS),
            "127.0.0.1",
            freePorts())
        .write(members, Instant.now());
    for (String code : INSTITUTIONS) {
      processes.add(new MemberProcess(code, members.resolve(code)));
    }
    out.println(
        "Starting four members in four processes, each with its own keys, below " + members);
    out.flush();
    for (MemberProcess each : processes) each.start();
    for (MemberProcess each : processes) each.awaitUp();
    new MembersStory(members, processes, out).show();
    out.printf("%nThe demo took %.1f s.%n", (System.nanoTime() - began) / 1e9);
    out.flush();
    if (exit) return CommandLine.ExitCode.OK;
    MemberProcess first = processes.getFirst();
    out.println(
        "The console of "
            + first.code()
            + " stays open on "
            + first.url()
            + " (sign in as "
            + first.code()
            + "-reader, whose password is in "
            + members.resolve(first.code()).resolve("people")
            + ", or with the token in "
            + members.resolve(first.code()).resolve("tokens").resolve(first.code())
            + ") until Ctrl-C.");
    out.flush();
    new CountDownLatch(1).await();
    return CommandLine.ExitCode.OK;
  }

  /** A base above which every listener finds a free port. */
  static int freePorts() {
    for (int i = 0; i < TRIES_MAX; i++) {
      int base = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      if (free(base)) return base;
    }
    throw new PlainFailure("This machine has too few free ports between 20000 and 32000.");
  }

  private static boolean free(int base) {
    for (int listener : LISTENERS) {
      for (int member = 0; member <= INSTITUTIONS.size(); member++) {
        try (ServerSocket socket = new ServerSocket(base + listener + member)) {
          if (!socket.isBound()) return false;
        } catch (IOException e) {
          return false;
        }
      }
    }
    return true;
  }

  private static void end(List<MemberProcess> processes, @Nullable Path temporary) {
    List<Thread> ends =
        processes.stream().map(each -> Thread.ofPlatform().start(() -> close(each))).toList();
    try {
      for (Thread each : ends) each.join();
      // Keys are in it; a database that was orphaned may still write there for a moment.
      for (int i = 0; temporary != null && Files.exists(temporary) && i < REMOVALS_MAX; i++) {
        try {
          FileSystemUtils.deleteRecursively(temporary);
        } catch (IOException e) {
          Thread.sleep(REMOVAL_PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(MemberProcess process) {
    try {
      process.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
