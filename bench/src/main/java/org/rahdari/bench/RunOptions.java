package org.rahdari.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How often, how long and where a benchmark measures; how often and how long is its own choice. */
public final class RunOptions {
  private static final String ROUNDS = "--rounds";

  @Option(
      names = ROUNDS,
      paramLabel = "N",
      description = "rounds, in which all that is measured takes turns (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "what each takes in a round, about (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      defaultValue = "${sys:java.io.tmpdir}",
      description =
          "where to write, on the disk that is to be measured (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of(".");

  /** These, where nobody says otherwise. */
  public RunOptions(int rounds, double seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /**
   * Looks at what was given.
   *
   * @throws CommandLine.ParameterException if nothing would be measured
   */
  public void require(CommandLine line) {
    if (rounds < 1 || !(seconds > 0))
      throw new CommandLine.ParameterException(
          line, "Name one round or more, and some time for each.");
  }

  public int rounds() {
    return rounds;
  }

  /** As many, unless somebody has said how many. */
  int rounds(CommandLine line, int otherwise) {
    return line.getParseResult().hasMatchedOption(ROUNDS) ? rounds : otherwise;
  }

  public double seconds() {
    return seconds;
  }

  long nanos() {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  public Path folder() {
    return folder;
  }
}
