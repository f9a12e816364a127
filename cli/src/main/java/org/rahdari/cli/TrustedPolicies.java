package org.rahdari.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.TrustPolicy;
import picocli.CommandLine.Option;

/** Whom an offline verifier trusts, as files say. */
final class TrustedPolicies {

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "the network's public keys and quorum, from a source that you trust")
  private @Nullable Path policy;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "the changes of that policy since, from anybody: each is verified")
  private @Nullable Path history;

  /** The policy, or the policy and its changes. */
  PolicyHistory read() {
    if (policy == null) throw new IllegalStateException("The option --policy is required.");
    PolicyHistory trusted = parse(policy, "policy");
    if (history == null) return trusted;
    TrustPolicy founding = trusted.founding();
    return parse(history, "history")
        .from(founding)
        .orElseThrow(
            () ->
                new PlainFailure(
                    "The history "
                        + history
                        + " does not lead on from the policy "
                        + policy
                        + ", which is version "
                        + founding.version()
                        + "."));
  }

  private static PolicyHistory parse(Path file, String what) {
    try {
      return PolicyHistory.parse(bytes(file, PolicyHistory.HISTORY_BYTES_MAX));
    } catch (MalformedException e) {
      throw new PlainFailure("The " + what + " " + file + " is not one: " + e.sentence() + ".", e);
    }
  }

  /** Up to one byte more than the limit, so that what is too long is refused. */
  static byte[] bytes(Path file, int bytesMax) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(bytesMax + 1);
    } catch (IOException e) {
      throw new PlainFailure("The file " + file + " cannot be read.", e);
    }
  }
}
