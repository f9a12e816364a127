package org.rahdari.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** A command that calls a node, and prints what it answers. */
abstract class NodeCall implements Callable<Integer> {
  @Mixin private NodeAccess access = new NodeAccess();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  final JsonNode get(String path) {
    return NodeClient.expect(access.client().get(path)).json();
  }

  final JsonNode post(String path, Object json) {
    return NodeClient.expect(access.client().post(path, json)).json();
  }

  final PrintWriter out() {
    if (spec == null) throw new IllegalStateException("no command line");
    return spec.commandLine().getOut();
  }
}
