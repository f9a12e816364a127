package org.rahdari.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.CertificateAuthority;
import org.rahdari.platform.Network;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Issues another certificate for a member's node. */
@Command(
    name = "renew",
    description = {
      "Issue another certificate, with a key of its own, for a member's node.",
      "The node takes it up when it is started again; the one before is valid until it ends."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NetworkRenewCommand implements Callable<Integer> {

  @Option(
      names = "--ca",
      paramLabel = "DIR",
      required = true,
      description = "the authority, as ./rahdari network init wrote it")
  private Path authority = Path.of("ca");

  @Option(
      names = "--member",
      paramLabel = "DIR",
      required = true,
      description = "the folder of the node")
  private Path member = Path.of("member");

  @Option(
      names = "--host",
      description = "where the others reach it (default: as its configuration says)")
  private @Nullable String host;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    NodeConfig config = NodeConfig.read(member.resolve(NodeConfig.FILE));
    Network network =
        DataFolder.openMember(member, NodeConfig.Keystore.files(config.keystore().folder()))
            .network();
    String own = host == null ? config.peer(config.institution()).membersUri().getHost() : host;
    Path certificate = member.resolve(config.tls().certificate());
    try {
      CertificateAuthority.open(authority)
          .issue(network.hash(), config.institution(), List.of(own), Instant.now())
          .write(certificate, member.resolve(config.tls().key()));
    } catch (IOException e) {
      throw new PlainFailure(
          "The certificate cannot be written to " + certificate + ": " + e.getMessage() + ".", e);
    }
    spec.commandLine()
        .getOut()
        .println("The certificate " + certificate + " is new: start the node again.");
    spec.commandLine().getOut().flush();
    return CommandLine.ExitCode.OK;
  }
}
