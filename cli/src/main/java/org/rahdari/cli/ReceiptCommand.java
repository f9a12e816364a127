package org.rahdari.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches the receipt of a payment. */
@Command(
    name = "receipt",
    description = "Fetch the receipt of a payment, once it is final.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReceiptCommand implements Callable<Integer> {

  @Parameters(paramLabel = "PAYMENT", description = "the payment's id, as pay printed it")
  private @Nullable String payment;

  @Mixin private NodeAccess access = new NodeAccess();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to write it (default: PAYMENT.tlog-proof)")
  private @Nullable Path out;

  @Option(
      names = "--policy-out",
      paramLabel = "FILE",
      description = "also write the network's public keys there")
  private @Nullable Path policyOut;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (payment == null || spec == null) return CommandLine.ExitCode.USAGE;
    if (!payment.matches("[0-9a-fA-F-]{36}"))
      throw new PlainFailure("A payment's id is a UUID of 36 characters.");
    NodeClient client = access.client();
    Path target = out == null ? Path.of(payment + ".tlog-proof") : out;
    write(target, NodeClient.expect(client.get("/v1/payments/" + payment + "/receipt")).body());
    spec.commandLine().getOut().println("receipt " + target);
    if (policyOut != null) {
      write(policyOut, NodeClient.expect(client.get("/policy")).body());
      spec.commandLine().getOut().println("policy " + policyOut);
    }
    return 0;
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
    }
  }
}
