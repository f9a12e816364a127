package org.rahdari.replication;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.rahdari.kernel.Kernel;
import org.rahdari.transparency.VerifiedCheckpoint;

/** What tests run in a process of its own. */
final class Child {
  private static final int UNDER_WAY = 40;

  private Child() {}

  static Process run(String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx300m",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path").replace(File.pathSeparatorChar, ':'),
            Child.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "submit" -> submit(directory, Long.parseLong(arguments[2]));
      case "digest" -> digest(directory);
      case "start" -> start(directory);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  /** Says every acknowledgement and every checkpoint, each in a line that ends in a full stop. */
  private static void submit(Path directory, long from) throws Exception {
    Replica replica = Replicas.start(directory, 60);
    Replicas.get(replica.submit(Network.accounts(System.currentTimeMillis())));
    say("READY .");
    Semaphore underWay = new Semaphore(UNDER_WAY);
    for (long n = from; ; n++) {
      long number = n;
      underWay.acquire();
      var _ =
          replica
              .submit(Network.transfer(n, System.currentTimeMillis()))
              .thenAccept(
                  submitted -> {
                    underWay.release();
                    if (submitted instanceof Submitted.Committed committed) {
                      say("ACK " + number + " " + committed.position() + " .");
                      var _ = replica.awaitFinal(committed.leaf()).thenAccept(Child::sayFinal);
                    }
                  });
    }
  }

  private static void sayFinal(VerifiedCheckpoint last) {
    String root = HexFormat.of().formatHex(last.checkpoint().root().toBytes());
    say("SIGNED " + last.checkpoint().size() + " " + root + " .");
  }

  private static synchronized void say(String line) {
    PrintStream out = System.out;
    out.println(line);
    out.flush();
  }

  private static void digest(Path directory) throws IOException {
    Kernel kernel = Network.kernel();
    try (PayloadStore store = PayloadStore.open(directory.resolve("log"), 1 << 20)) {
      for (long p = 1; p <= store.lastPosition(); p++) kernel.execute(store.read(p).entry());
    }
    say(kernel.position() + " " + kernel.digest());
  }

  private static void start(Path directory) {
    try (Replica replica = Replicas.start(directory)) {
      say("started at " + replica.figures().position());
    } catch (IOException e) {
      say(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
