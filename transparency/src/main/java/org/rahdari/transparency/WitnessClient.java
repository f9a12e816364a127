package org.rahdari.transparency;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rahdari.transparency.NotWitnessed.Why;

/**
 * Asks one witness to cosign checkpoints (C2SP tlog-witness, {@code add-checkpoint}). It sends what
 * is public, a checkpoint and a consistency proof, and believes a cosignature only once it has
 * verified it. It remembers nothing: which size the witness has is for the caller to keep, or for
 * the witness to say.
 */
public final class WitnessClient {
  private static final int ANSWER_BYTES_MAX = 1 << 16;
  private static final String SIZE_TYPE = "text/x.tlog.size";

  private final HttpClient http;
  private final URI address;
  private final WitnessKey key;
  private final Duration timeout;

  /**
   * @param http shared among witnesses; it should follow no redirects, as by default it does not
   * @param submissionPrefix such as {@code https://witness.example.org/w1}
   * @param timeout of one request, from its start to the last byte of the answer
   */
  public WitnessClient(HttpClient http, URI submissionPrefix, WitnessKey key, Duration timeout) {
    String prefix = submissionPrefix.toString();
    String slash = prefix.endsWith("/") ? "" : "/";
    this.http = http;
    this.address = URI.create(prefix + slash + "add-checkpoint");
    this.key = key;
    this.timeout = timeout;
  }

  /** Where consistency proofs come from, such as {@link TileLog#consistencyProof}. */
  @FunctionalInterface
  public interface Proofs {
    /** As {@link Merkle#consistencyProof}. */
    List<Hash> consistencyProof(long size1, long size2) throws IOException;
  }

  /**
   * Submits a checkpoint. Where the witness answers that it has another size than the caller
   * thinks, the checkpoint is submitted once more, from that size.
   *
   * @param checkpoint with the signature of a validator whom the witness knows
   * @param oldSize leaves that the witness has cosigned, as far as the caller knows; 0 if it does
   *     not
   * @throws IllegalArgumentException when the note is no checkpoint of ours
   * @throws IOException from {@code proofs}
   */
  public Witnessing addCheckpoint(Note checkpoint, long oldSize, Proofs proofs)
      throws IOException, InterruptedException {
    long size = size(checkpoint);
    if (oldSize > size) return ahead(oldSize, size);
    Answer answer = ask(checkpoint, size, oldSize, proofs);
    OptionalLong known = answer.knownSize();
    if (known.isEmpty()) return answer.read(checkpoint.text(), size);
    if (known.getAsLong() > size) return ahead(known.getAsLong(), size);
    if (known.getAsLong() != oldSize) {
      answer = ask(checkpoint, size, known.getAsLong(), proofs);
    }
    return answer.read(checkpoint.text(), size);
  }

  private static long size(Note checkpoint) {
    try {
      return Checkpoint.parse(checkpoint.text()).size();
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.sentence(), e);
    }
  }

  private NotWitnessed ahead(long known, long size) {
    return new NotWitnessed(
        Why.AHEAD, key.name() + " has cosigned " + known + " leaves, the checkpoint has " + size);
  }

  private Answer ask(Note checkpoint, long size, long oldSize, Proofs proofs)
      throws IOException, InterruptedException {
    // From nothing on there is nothing to prove, and the witness asks for no proof.
    List<Hash> proof = oldSize == 0 ? List.of() : proofs.consistencyProof(oldSize, size);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(checkpoint, oldSize, proof)))
            .build();
    CompletableFuture<HttpResponse<byte[]>> response =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
    try {
      // The request's own timeout would end with the answer's head.
      return new Response(response.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      response.cancel(true);
      return new Silence(Why.TIMED_OUT, " did not answer within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      return new Silence(Why.NO_ANSWER, " gives no answer: " + e.getCause());
    }
  }

  static byte[] body(Note checkpoint, long oldSize, List<Hash> proof) {
    StringBuilder body = new StringBuilder("old ").append(oldSize).append('\n');
    for (Hash hash : proof) body.append(hash).append('\n');
    body.append('\n').append(new String(checkpoint.format(), StandardCharsets.UTF_8));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private interface Answer {
    /** The size that the witness says it has, where it refuses for another. */
    OptionalLong knownSize();

    Witnessing read(String text, long size);
  }

  private final class Silence implements Answer {
    private final Why why;
    private final String what;

    Silence(Why why, String what) {
      this.why = why;
      this.what = what;
    }

    @Override
    public OptionalLong knownSize() {
      return OptionalLong.empty();
    }

    @Override
    public Witnessing read(String text, long size) {
      return refused(why, what);
    }
  }

  private final class Response implements Answer {
    private final HttpResponse<byte[]> response;

    Response(HttpResponse<byte[]> response) {
      this.response = response;
    }

    @Override
    public OptionalLong knownSize() {
      if (response.statusCode() != 409) return OptionalLong.empty();
      String type = response.headers().firstValue("Content-Type").orElse("");
      String body = new String(response.body(), StandardCharsets.ISO_8859_1);
      if (!type.equalsIgnoreCase(SIZE_TYPE) || !body.endsWith("\n")) return OptionalLong.empty();
      try {
        String size = body.substring(0, body.length() - 1);
        return OptionalLong.of(Canonical.decimal(size, "size"));
      } catch (MalformedException _) {
        return OptionalLong.empty();
      }
    }

    @Override
    public Witnessing read(String text, long size) {
      return switch (response.statusCode()) {
        case 200 -> cosigned(text);
        case 400 -> refused(Why.REQUEST_REFUSED, " could not read the request");
        case 403 -> refused(Why.SIGNER_UNKNOWN, " knows none of the keys that signed");
        case 404 -> refused(Why.LOG_UNKNOWN, " does not know the log");
        case 409 -> conflict(size);
        case 422 -> refused(Why.PROOF_REFUSED, " refuses the consistency proof");
        default -> refused(Why.ANSWER_MALFORMED, " answered with status " + response.statusCode());
      };
    }

    private Witnessing conflict(long size) {
      OptionalLong known = knownSize();
      if (known.isEmpty()) return refused(Why.ANSWER_MALFORMED, " has a conflict and no size");
      return refused(
          Why.CONFLICT,
          known.getAsLong() == size
              ? " has cosigned another tree of " + size + " leaves"
              : " answers again that it has cosigned " + known.getAsLong() + " leaves");
    }

    private Witnessing cosigned(String text) {
      try {
        for (NoteSignature line : lines()) {
          if (!key.isNamedBy(line)) continue; // of another key of the witness
          if (key.verifies(text, line)) return new Witnessed(Cosignature.parse(line));
          return refused(Why.ANSWER_MALFORMED, " answered with the cosignature of something else");
        }
      } catch (MalformedException e) {
        return refused(Why.ANSWER_MALFORMED, " answered with no signatures: " + e.sentence());
      }
      return refused(Why.ANSWER_MALFORMED, " answered without a line of its key");
    }

    private List<NoteSignature> lines() throws MalformedException {
      String lines = Canonical.text(response.body(), "answer");
      if (!lines.endsWith("\n")) throw new MalformedException("answer does not end with a newline");
      return Note.signatures(lines);
    }
  }

  private NotWitnessed refused(Why why, String what) {
    return new NotWitnessed(why, key.name() + what);
  }
}
