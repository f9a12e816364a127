package org.rahdari.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rahdari.kernel.Ed25519;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The signing keys of an institution. */
@Command(
    name = "key",
    description = {
      "See and change what an institution signs with.",
      "To change it takes the node's token for keys: tokens/CODE.keys."
    },
    subcommands = {
      KeyCommand.ListKeys.class,
      KeyCommand.Rotate.class,
      KeyCommand.Add.class,
      KeyCommand.Revoke.class
    })
final class KeyCommand extends CommandGroup {

  /** What all of them have. */
  private abstract static class Each extends NodeCall {
    JsonNode keys() {
      return get("/v1/keys").path("keys");
    }

    /** Posts, and tells the number of the key and whether it is final. */
    int change(String path, Object json, String done) {
      JsonNode changed = post(path, json);
      int number = changed.path("number").asInt();
      out().println("key " + number + " " + done + finality(changed));
      return number;
    }

    private static String finality(JsonNode changed) {
      return changed.path("isFinal").asBoolean() ? ", final" : ", not final yet";
    }
  }

  /** Shows them. */
  @Command(
      name = "list",
      description = "Print all keys that the ledger has ever known of the institution.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class ListKeys extends Each {

    @Override
    public Integer call() {
      for (JsonNode key : keys()) {
        out()
            .println(
                "key %d %s  since %s  %s"
                    .formatted(
                        key.path("number").asInt(),
                        key.path("publicKey").asString(),
                        key.path("since").asString("the network's start"),
                        use(key)));
      }
      return 0;
    }

    private static String use(JsonNode key) {
      if (key.hasNonNull("until")) return "until " + key.path("until").asString();
      if (key.path("signs").asBoolean()) return "the node signs with it";
      return key.path("held").asBoolean() ? "counts, held by the node" : "counts, held elsewhere";
    }
  }

  /** Has the node make the next one. */
  @Command(
      name = "rotate",
      description = {
        "Have the node make a key, add it, and sign with it from then on.",
        "The key before goes on counting until it is revoked."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Rotate extends Each {

    @Override
    public Integer call() {
      int number = change("/v1/keys/rotation", Map.of(), "is added, and the node signs with it");
      for (JsonNode key : keys()) {
        boolean before = !key.hasNonNull("until") && key.path("number").asInt() != number;
        if (before) {
          out()
              .println(
                  "key %1$d still counts; to end it: ./rahdari key revoke %1$d"
                      .formatted(key.path("number").asInt()));
        }
      }
      return 0;
    }
  }

  /** Adds one that the node does not hold. */
  @Command(
      name = "add",
      description = {
        "Add a spare key, to be kept where the node's keys are not: the node gets its public key"
            + " alone.",
        "FILE gets the secret, unless it holds one already."
      },
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Add extends Each {

    @Parameters(paramLabel = "FILE", description = "the secret, readable by you alone")
    private @Nullable Path file;

    @Override
    public Integer call() {
      if (file == null) return CommandLine.ExitCode.USAGE;
      Path whole = file.toAbsolutePath();
      Path folder = whole.getParent();
      Path name = whole.getFileName();
      if (folder == null || name == null)
        throw new PlainFailure("The path " + file + " is no file.");
      var publicKey = Ed25519.publicKey(new Keyring(folder).make(name.toString()));
      int number =
          change(
              "/v1/keys",
              Map.of("publicKey", publicKey.toString()),
              "is added; its secret is in " + file);
      out()
          .println(
              "A node signs with it once it lies in its keys/ as CODE.signing." + number + ".");
      return 0;
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      description = "End a key: what it signs has no effect any more.",
      mixinStandardHelpOptions = true,
      sortOptions = false)
  static final class Revoke extends Each {

    @Parameters(paramLabel = "NUMBER", description = "of the key")
    private int number;

    @Option(
        names = "--signing",
        description = "also if it is the one that the node signs with: then it needs another one")
    private boolean signing;

    @Override
    public Integer call() {
      change("/v1/keys/" + number + "/revocation", Map.of("signing", signing), "is revoked");
      return 0;
    }
  }
}
