package org.rahdari.node;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import org.rahdari.replication.LogSource;
import org.springframework.http.HttpStatus;

/** A node that is followed over its API. */
final class HttpSource implements LogSource {
  private static final int ANSWER_BYTES_MAX = 128 << 20;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final String BEARER = "Authorization: ";

  private final String url;
  private final @Nullable String authorization;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_MAX)
          .build();

  /**
   * @param token the file with a token that may read the log, as the node wrote it; null for what
   *     is public
   */
  HttpSource(String url, @Nullable Path token) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.authorization = token == null ? null : header(token);
  }

  private static String header(Path token) {
    try {
      String text = Files.readString(token).strip();
      if (text.startsWith(BEARER)) return text.substring(BEARER.length());
      return "Bearer " + text;
    } catch (IOException e) {
      throw new PlainFailure("The token file " + token + " cannot be read.", e);
    }
  }

  /** What the node says that the network started from; to be checked against the policy. */
  byte[] genesis() throws IOException {
    return found("/genesis");
  }

  /** What the node says that verifies receipts. */
  byte[] policy() throws IOException {
    return found("/policy");
  }

  @Override
  public byte[] records(long fromPosition) throws IOException {
    return found("/v1/log?from=" + fromPosition);
  }

  @Override
  public Optional<byte[]> checkpoint() throws IOException {
    HttpResponse<byte[]> response = get("/checkpoint");
    if (response.statusCode() == HttpStatus.NOT_FOUND.value()) return Optional.empty();
    return Optional.of(done(response));
  }

  private byte[] found(String path) throws IOException {
    return done(get(path));
  }

  private byte[] done(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() == HttpStatus.OK.value()) return response.body();
    if (response.statusCode() == HttpStatus.UNAUTHORIZED.value()) {
      throw new IOException(
          url + " gives the log to those who have a token: name its file with --token");
    }
    throw new IOException(url + " answers " + response.statusCode());
  }

  private HttpResponse<byte[]> get(String path) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(ANSWER_MAX);
    if (authorization != null) request.header("Authorization", authorization);
    try {
      return http.send(
          request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + url);
    } catch (IOException e) {
      throw new IOException("no node answers at " + url + " (" + e + ")", e);
    }
  }

  private URI uri(String path) {
    try {
      return URI.create(url + path);
    } catch (IllegalArgumentException e) {
      throw new PlainFailure("The URL " + url + " is not one of a node.", e);
    }
  }
}
