package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import java.security.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rahdari.history.Found;
import org.rahdari.history.Line;
import org.rahdari.history.Refused;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** One transfer over HTTP, however long ago it was. */
@RestController
@Access(Right.READ)
public final class TransferEndpoint {
  private static final String REFUSED = "REFUSED";

  private final HistoryReader history;
  private final Network network;
  private final Institutions institutions;

  public TransferEndpoint(HistoryReader history, Network network, Institutions institutions) {
    this.history = history;
    this.network = network;
    this.institutions = institutions;
  }

  /** Why and where a transfer was refused, the last time that it was asked for. */
  public record Refusal(
      String reason,
      Instant time,
      long position,
      long leaf,
      int item,
      boolean isFinal,
      String signer) {}

  /**
   * A transfer.
   *
   * @param state POSTED, PENDING, PENDING_POSTED, PENDING_VOIDED, PENDING_EXPIRED or REFUSED
   * @param movement absent where it was refused
   * @param endedBy what posted, voided or expired it
   * @param refusal absent where it was taken
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TransferJson(
      String id,
      String state,
      @Nullable MovementJson movement,
      @Nullable MovementJson endedBy,
      @Nullable Refusal refusal) {}

  @Operation(
      summary = "One transfer, and what became of it",
      description =
          "Seen by who signed it, whose account it touches, and supervisors. Of a refused one, the last refusal.")
  @GetMapping("/v1/transfers/{id}")
  public TransferJson transfer(Principal principal, @PathVariable String id) {
    return switch (history.transfer(institutions.of(principal), Institutions.id(id))) {
      case Refused refused -> json(refused);
      case Found.Taken taken -> json(taken);
    };
  }

  private TransferJson json(Found.Taken taken) {
    Line end = taken.end();
    return new TransferJson(
        taken.line().transfer().toString(),
        taken.state().name(),
        json(taken.line()),
        end == null ? null : json(end),
        null);
  }

  private MovementJson json(Line line) {
    return MovementJson.of(line, network, history.isFinal(line.leaf()));
  }

  private TransferJson json(Refused refused) {
    Refusal refusal =
        new Refusal(
            refused.reason(),
            Instant.ofEpochMilli(refused.timeMillis()),
            refused.position(),
            refused.leaf(),
            refused.item(),
            history.isFinal(refused.leaf()),
            network.code(refused.party()));
    return new TransferJson(refused.transfer().toString(), REFUSED, null, null, refusal);
  }
}
