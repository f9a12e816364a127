package org.rahdari.platform;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.springframework.http.MediaType;

/** Asks one other member's node, by its {@link MemberListener}; connections are kept and shared. */
public final class MemberClient implements AutoCloseable {

  /** Bytes of an answer at most. */
  public static final int ANSWER_BYTES_MAX = 16 << 20;

  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

  private final String member;
  private final URI address;
  private final HttpClient client;

  /**
   * A client that shows this node's certificate.
   *
   * @param member the code of the party whose node has to answer; another one's is not spoken to
   * @param address {@code https://HOST:PORT}
   */
  public MemberClient(Certificates certificates, String member, URI address) {
    this.member = member;
    this.address = address;
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {Certificates.PROTOCOL});
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MAX)
            .sslContext(certificates.client(member))
            .sslParameters(parameters)
            .build();
  }

  /** What a node answered: the status of HTTP, and the body. */
  public record Answer(int status, byte[] body) {

    /** Whether it did what it was asked to. */
    public boolean done() {
      return status >= 200 && status < 300;
    }
  }

  /** The code of the party whose node it asks. */
  public String member() {
    return member;
  }

  /** Where it is. */
  URI address() {
    return address;
  }

  /**
   * Gets a path under {@value MemberListener#PATHS}.
   *
   * @throws IOException if that member's node does not answer, or another one does
   */
  public Answer get(String path) throws IOException {
    return send(request(path).GET().build());
  }

  /**
   * Posts JSON to a path under {@value MemberListener#PATHS}.
   *
   * @throws IOException if that member's node does not answer, or another one does
   */
  public Answer post(String path, byte[] json) throws IOException {
    return send(
        request(path)
            .header("Content-Type", MediaType.APPLICATION_JSON_VALUE)
            .POST(BodyPublishers.ofByteArray(json))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER_MAX);
  }

  private Answer send(HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + member);
    }
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
