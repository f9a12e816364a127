package org.rahdari.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rahdari.platform.PlainFailure;

/** The machine's own tools, by which faults are made. */
final class SystemTool {
  private SystemTool() {}

  /**
   * Runs one to its end.
   *
   * @throws PlainFailure with what it said, if it is not there or does not succeed
   */
  static void run(String... command) {
    String sentence;
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status == 0) return;
      sentence = said.isEmpty() ? "status " + status : said;
    } catch (IOException e) {
      throw new PlainFailure(command[0] + " cannot be run: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlainFailure("Interrupted.", e);
    }
    throw new PlainFailure("\"" + String.join(" ", List.of(command)) + "\" failed: " + sentence);
  }

  /** Whether it can be run, and succeeds. */
  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (PlainFailure e) {
      return false;
    }
  }
}
