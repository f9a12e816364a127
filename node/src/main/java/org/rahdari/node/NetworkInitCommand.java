package org.rahdari.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.platform.WitnessAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the folders of a new network. */
@Command(
    name = "init",
    description = {
      "Write the folders of a new network, one for each institution that runs a node.",
      "Give each folder to its institution, and to nobody else: its keys are in it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NetworkInitCommand implements Callable<Integer> {
  private static final int VALIDATORS_ADVISED = 4;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Pattern INSTITUTION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}");

  @Option(
      names = "--institutions",
      split = ",",
      paramLabel = "CODE",
      description = "known institutions, with commas between: sbp,cbr,pboc,nbk")
  private @Nullable List<String> institutions;

  @Option(
      names = "--description",
      paramLabel = "FILE",
      description = "instead: the network's description (JSON); its validators get folders")
  private @Nullable Path description;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where to write the folders: nothing may be there yet")
  private Path out = Path.of("network");

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description =
          "where the nodes reach each other; {institution} in it becomes the code"
              + " (default: ${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(
      names = "--port-base",
      paramLabel = "P",
      defaultValue = "8080",
      description =
          "the first node takes the ports 1 (its API), 101 (members) and 201 (replication) above"
              + " it, the next one 2, 102 and 202 (default: ${DEFAULT-VALUE})")
  private int portBase = 8080;

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      defaultValue = "members.rahdari.example",
      description = "the name of the log of --institutions (default: ${DEFAULT-VALUE})")
  private String origin = "members.rahdari.example";

  @Option(
      names = "--witness",
      paramLabel = "VKEY=URL",
      description =
          "somebody outside who is to cosign what is final, and where to ask; may come more than"
              + " once")
  private List<String> witnesses = List.of();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) return CommandLine.ExitCode.SOFTWARE;
    PrintWriter out = spec.commandLine().getOut();
    NetworkFolders folders = new NetworkFolders(json(), host, portBase);
    folders.write(this.out, Instant.now());
    List<String> codes = folders.codes();
    if (codes.size() < VALIDATORS_ADVISED) {
      out.println(
          "Note: with fewer than four validators each of them has to sign before anything is final,"
              + " so that none may fail; use four or more in production.");
    }
    out.println("The folders are in " + this.out + ": " + String.join(", ", codes) + ".");
    out.println("Each institution starts its own:");
    for (String code : codes) {
      out.println("  ./rahdari node --config " + this.out.resolve(code).resolve(NodeConfig.FILE));
    }
    out.println(
        "Keep "
            + this.out.resolve("ca")
            + " apart: it is needed to admit nodes, and only for that.");
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private byte[] json() {
    if ((institutions == null) == (description == null)) {
      throw new PlainFailure(
          "Say which institutions: either --institutions CODE,CODE or --description FILE.");
    }
    byte[] json = description == null ? known(origin, institutions) : read(description);
    if (witnesses.isEmpty()) return json;
    List<WitnessAddress> named = witnesses.stream().map(WitnessAddress::parsePair).toList();
    return JSON.writeValueAsBytes(DataFolder.description(json).with(named));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PlainFailure("The network's description " + file + " cannot be read.", e);
    }
  }

  /**
   * The description of a network of institutions that this software knows.
   *
   * @throws PlainFailure if a code is unknown or malformed, or comes twice
   */
  static byte[] known(String origin, @Nullable List<String> codes) {
    if (codes == null || codes.isEmpty()) throw new PlainFailure("Name one institution at least.");
    if (codes.size() > NetworkFolders.VALIDATORS_MAX) {
      throw new PlainFailure(
          "A network has "
              + NetworkFolders.VALIDATORS_MAX
              + " institutions that run a node at most, and not "
              + codes.size()
              + ".");
    }
    Set<String> seen = new HashSet<>();
    for (String code : codes) {
      if (!INSTITUTION.matcher(code).matches()) {
        throw new PlainFailure(
            "The code of an institution is 1 to 40 letters, digits and hyphens, and not \""
                + code
                + "\".");
      }
      if (!seen.add(code)) throw new PlainFailure("The institution " + code + " is named twice.");
    }
    return JSON.writeValueAsBytes(
        KnownInstitution.network(origin, codes.stream().map(KnownInstitution::of).toList()));
  }
}
