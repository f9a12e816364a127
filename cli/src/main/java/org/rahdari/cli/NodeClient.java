package org.rahdari.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rahdari.platform.PlainFailure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a node's HTTP API with the token of an institution or a grant, or with none. */
public final class NodeClient {
  private static final int ANSWER_BYTES_MAX = 128 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String BEARER = "Authorization: Bearer ";

  /** RFC 6750, section 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String url;
  private final @Nullable Path tokenFile;
  private final Duration timeout;

  /**
   * A client of the node at the URL; with each call the token is read from the file, with or
   * without its header's name.
   *
   * @param tokenFile null for what is public
   */
  public NodeClient(String url, @Nullable Path tokenFile) {
    this(url, tokenFile, TIMEOUT);
  }

  /**
   * As above.
   *
   * @param timeout how long an answer is waited for
   */
  public NodeClient(String url, @Nullable Path tokenFile, Duration timeout) {
    this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.tokenFile = tokenFile;
    this.timeout = timeout;
  }

  /** Where the node is. */
  public String url() {
    return url;
  }

  /** What a node answered. */
  public record Response(int status, byte[] body, Optional<String> payment) {

    /** The body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON. */
    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  /** Sends an ISO 20022 message. */
  public Response message(byte[] xml) {
    return send(
        request("/v1/iso20022")
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(xml)));
  }

  /** Sends JSON. */
  public Response post(String path, Object json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(json))));
  }

  /** Reads. */
  public Response get(String path) {
    return send(request(path).GET());
  }

  /** The response, if it is a success; else a sentence that says what the node said. */
  public static Response expect(Response response) {
    if (response.status() / 100 == 2) return response;
    throw new PlainFailure("The node answered " + response.status() + ": " + problem(response));
  }

  private static String problem(Response response) {
    try {
      JsonNode json = response.json();
      if (json.has("detail"))
        return json.path("title").asString("") + ": " + json.path("detail").asString("");
    } catch (RuntimeException e) {
      return response.text().strip();
    }
    return response.text().strip();
  }

  private HttpRequest.Builder request(String path) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout);
      return tokenFile == null
          ? request
          : request.header("Authorization", "Bearer " + token(tokenFile));
    } catch (IllegalArgumentException e) {
      throw new PlainFailure(
          "The URL " + url + " is not one of a node: " + e.getMessage() + ".", e);
    }
  }

  private static String token(Path tokenFile) {
    try {
      String text = Files.readString(tokenFile).strip();
      String token = text.startsWith(BEARER) ? text.substring(BEARER.length()) : text;
      // Never shown: what stands in a wrong file may be another secret.
      if (!TOKEN.matcher(token).matches())
        throw new PlainFailure(
            "The file " + tokenFile + " holds no token: it is one line, as the node wrote it.");
      return token;
    } catch (IOException e) {
      throw new PlainFailure("The token file " + tokenFile + " cannot be read.", e);
    }
  }

  private Response send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
      return new Response(
          response.statusCode(), response.body(), response.headers().firstValue("Rahdari-Payment"));
    } catch (IOException e) {
      throw new PlainFailure("No node answers at " + url + "; is it running (./rahdari node)?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlainFailure("Interrupted.", e);
    }
  }
}
