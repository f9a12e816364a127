package org.rahdari.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.cli.NodeClient;
import org.rahdari.platform.PlainFailure;
import org.rahdari.replication.LogSource;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.PolicyHistory;
import org.rahdari.transparency.Checkpoint;
import org.rahdari.transparency.MalformedException;
import org.rahdari.transparency.Note;
import org.springframework.http.HttpStatus;

/** A node that is followed over its API. */
final class HttpSource implements LogSource {
  private final NodeClient node;
  private volatile long finalSize;

  /**
   * @param token the file with a token that may read the log, as the node wrote it; read for each
   *     call, so that a new one may be put in its place; null for what is public
   */
  HttpSource(String url, @Nullable Path token) {
    this.node = new NodeClient(url, token);
  }

  String url() {
    return node.url();
  }

  /** Leaves that were final there when it said so last; 0 before that. Nobody has checked it. */
  long finalSize() {
    return finalSize;
  }

  /** What the node says that the network started from; to be checked against the policy. */
  byte[] genesis() throws IOException {
    return done(get("/genesis"));
  }

  /** The founding policy, as the node says: those that followed are in the log. */
  byte[] policy() throws IOException {
    try {
      return PolicyHistory.parse(done(get("/policy/history")))
          .founding()
          .toText()
          .getBytes(StandardCharsets.UTF_8);
    } catch (MalformedException e) {
      throw new IOException("the node's history of policies cannot be read: " + e.sentence(), e);
    }
  }

  @Override
  public byte[] records(long fromPosition) throws IOException {
    return done(get("/v1/log?from=" + fromPosition));
  }

  @Override
  public Optional<byte[]> checkpoint() throws IOException {
    NodeClient.Response response = get("/checkpoint");
    if (response.status() == HttpStatus.NOT_FOUND.value()) return Optional.empty();
    byte[] note = done(response);
    try {
      finalSize = Checkpoint.parse(Note.parse(note).text()).size();
    } catch (MalformedException e) {
      throw new IOException("its checkpoint is malformed: " + e.sentence(), e);
    }
    return Optional.of(note);
  }

  private byte[] done(NodeClient.Response response) throws IOException {
    if (response.status() == HttpStatus.OK.value()) return response.body();
    if (response.status() == HttpStatus.UNAUTHORIZED.value()) {
      throw new IOException(
          url()
              + " gives the log to those who have a token that holds: name its file with --token");
    }
    throw new IOException(url() + " answers " + response.status());
  }

  private NodeClient.Response get(String path) throws IOException {
    try {
      return node.get(path);
    } catch (PlainFailure e) {
      // It is asked again: a node may come back, and a token's file be mended.
      throw new IOException(e.getMessage(), e);
    }
  }
}
