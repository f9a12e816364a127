package org.rahdari.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures how long a receipt takes to be verified, and how large it is. */
@Command(
    name = "receipts",
    description = {
      "Measure the verification of a transfer's receipt, of an envelope of 8190 in a log of a"
          + " million, signed by networks of 1, 4, 16 and 64 validators.",
      "Beside it, as a peer, the JDK verifies the same signatures, and nothing else."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReceiptsCommand implements Callable<Integer> {
  private static final List<Integer> VALIDATORS = List.of(1, 4, 16, 64);
  private static final double NANOS_PER_MILLI = 1e6;

  @Mixin private RunOptions options = new RunOptions(5, 1);

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private interface Once {
    void run() throws GeneralSecurityException;
  }

  /** What rounds came to, in milliseconds. */
  private record Rounds(List<Double> p50, List<Double> p99) {
    Rounds() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(Histogram nanos) {
      p50.add(nanos.getValueAtPercentile(50) / NANOS_PER_MILLI);
      p99.add(nanos.getValueAtPercentile(99) / NANOS_PER_MILLI);
    }

    String cells() {
      Spread middle = spread(p50);
      return String.format(
          Locale.ROOT,
          "%.3f (%.3f–%.3f) | %.3f",
          middle.median(),
          middle.least(),
          middle.greatest(),
          spread(p99).median());
    }

    double median() {
      return spread(p50).median();
    }

    private static Spread spread(List<Double> figures) {
      return Spread.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    options.require(spec.commandLine());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    try (Folder own = Folder.in(options.folder())) {
      out.println(Machine.describe(own.path()) + "\n");
      out.println(
          "| validators, signatures | bytes | verified, p50 ms | p99 | JDK, p50 ms | p99 | ratio |");
      out.println("|---|---|---|---|---|---|---|");
      for (int validators : VALIDATORS) {
        ReceiptSample sample = ReceiptSample.of(own.path().resolve("of-" + validators), validators);
        Rounds verified = new Rounds();
        Rounds peer = new Rounds();
        measure(sample::verify);
        measure(sample::verifySignaturesAlone);
        for (int round = 1; round <= options.rounds(); round++) {
          progress.println("… " + validators + " validators, round " + round);
          progress.flush();
          verified.add(measure(sample::verify));
          peer.add(measure(sample::verifySignaturesAlone));
        }
        out.printf(
            Locale.ROOT,
            "| %d, %d | %,d | %s | %s | %.2f |%n",
            validators,
            sample.signatures(),
            sample.receipt().length,
            verified.cells(),
            peer.cells(),
            verified.median() / peer.median());
        out.flush();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Histogram measure(Once once) throws GeneralSecurityException {
    Histogram nanos = new Histogram(3);
    long until = System.nanoTime() + options.nanos();
    for (long began = System.nanoTime(); began < until; ) {
      once.run();
      long ended = System.nanoTime();
      nanos.recordValue(ended - began);
      began = ended;
    }
    return nanos;
  }
}
