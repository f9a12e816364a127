package org.rahdari.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.charter.Charter;
import org.rahdari.kernel.Catalogue;
import org.rahdari.licensing.Licensing;
import org.rahdari.payments.Payments;
import org.rahdari.platform.ReceiptReader;
import org.rahdari.transparency.Receipt;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private TrustedPolicies trusted = new TrustedPolicies();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (receipt == null || spec == null) return CommandLine.ExitCode.USAGE;
    ReceiptReader.Reading reading =
        new ReceiptReader(
                trusted.read(),
                Catalogue.of(List.of(Charter.PROGRAM, Payments.PROGRAM, Licensing.PROGRAM)))
            .read(TrustedPolicies.bytes(receipt, Receipt.RECEIPT_BYTES_MAX));
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
    if (!facts.witnessedBy().isEmpty()) {
      out.println("  witnesses    " + String.join(", ", facts.witnessedBy()));
    }
    return 0;
  }
}
