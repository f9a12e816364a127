package org.rahdari.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a full ledger takes and how long it stops: figures of a process of its own. */
final class Limits {
  /** A heap that leaves room for threads, code and buffers in 4 GiB, and what it has to bear. */
  private static final List<String> MEMORY =
      List.of(
          "-Xmx3700m",
          "-XX:MaxNewSize=192m",
          "-XX:MaxTenuringThreshold=2",
          "-XX:G1ReservePercent=3");

  private static final double NANOS_PER_SECOND = 1e9;

  private final Path folder;
  private final Chart chart;
  private final Report report;
  private final PrintWriter progress;

  Limits(Path folder, Chart chart, Report report, PrintWriter progress) {
    this.folder = folder;
    this.chart = chart;
    this.report = report;
    this.progress = progress;
  }

  void run() throws IOException, InterruptedException {
    report.note(
        Machine.describe(folder)
            + " A process of its own, with "
            + String.join(" ", MEMORY)
            + ", and "
            + chart.accounts()
            + " accounts.");
    Path directory = folder.resolve("full");
    errand("fill", directory, "done");
    long start = System.nanoTime();
    errand("restart", directory, "accepted");
    report.add(
        new Report.Limit(
            "restart to the first accepted write",
            (System.nanoTime() - start) / NANOS_PER_SECOND,
            "s"));
  }

  /** Reports what the child says, until it says the last word; then kills it. */
  private void errand(String errand, Path directory, String last)
      throws IOException, InterruptedException {
    progress.println(errand + " …");
    progress.flush();
    Process child =
        Child.start(
            MEMORY, List.of(errand, directory.toString(), Integer.toString(chart.accounts())));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith(Child.SAYS)) continue;
        String said = line.substring(Child.SAYS.length());
        if (said.equals(last)) return;
        String[] parts = said.split(";", -1);
        report.add(new Report.Limit(parts[0], Double.parseDouble(parts[1]), parts[2]));
      }
      throw new IllegalStateException("the process ended early, with " + child.waitFor());
    } finally {
      child.toHandle().destroyForcibly();
      child.waitFor();
    }
  }
}
