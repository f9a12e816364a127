package org.rahdari.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Catalogue;
import org.rahdari.payments.Payments;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Receipt;
import org.rahdari.transparency.TrustPolicy;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a receipt with nothing but the receipt and the network's public keys. */
@Command(
    name = "verify",
    description = "Verify a receipt offline. Exit status 0 if it holds, 1 if not.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RECEIPT", description = "the receipt, a .tlog-proof")
  private @Nullable Path receipt;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "the network's public keys and quorum, from a source that you trust")
  private @Nullable Path policy;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (receipt == null || policy == null || spec == null) return CommandLine.ExitCode.USAGE;
    TrustPolicy trusted;
    try {
      trusted = TrustPolicy.parse(read(policy, TrustPolicy.POLICY_BYTES_MAX));
    } catch (MalformedException e) {
      throw new PlainFailure("The policy " + policy + " is not one: " + e.getMessage() + ".", e);
    }
    ReceiptReader.Reading reading =
        new ReceiptReader(trusted, Catalogue.of(List.of(Payments.PROGRAM)))
            .read(read(receipt, Receipt.RECEIPT_BYTES_MAX));
    return print(reading);
  }

  private int print(ReceiptReader.Reading reading) {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    ReceiptReader.Facts facts = reading.facts();
    if (facts == null) {
      spec.commandLine().getErr().println("NOT VERIFIED: " + reading.sentence());
      return 1;
    }
    out.println("VERIFIED: " + reading.sentence());
    out.println("  instruction  " + facts.instruction());
    out.println("  signed by    party " + facts.party());
    out.println("  result       " + facts.result());
    out.println("  time         " + facts.time());
    out.println(
        "  position     " + facts.position() + ", leaf " + facts.leaf() + ", item " + facts.item());
    out.println("  validators   " + String.join(", ", facts.signedBy()));
    return 0;
  }

  private static byte[] read(Path file, int bytesMax) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytesMax + 1);
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " cannot be read.", e);
    }
  }
}
