package org.rahdari.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import picocli.CommandLine.Option;

/** Which node to call, and as whom. */
public final class NodeAccess {

  @Option(
      names = "--url",
      defaultValue = "${env:RAHDARI_URL:-http://127.0.0.1:8080}",
      description = "the node (default: ${DEFAULT-VALUE})")
  private String url = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:RAHDARI_TOKEN_FILE}",
      description = "the institution's token (default: the file that RAHDARI_TOKEN_FILE names)")
  private @Nullable Path tokenFile;

  NodeClient client() {
    if (tokenFile == null) {
      throw new PlainFailure(
          "Name the institution's token: --token-file FILE (a node keeps them in its folder tokens).");
    }
    return new NodeClient(url, tokenFile);
  }
}
