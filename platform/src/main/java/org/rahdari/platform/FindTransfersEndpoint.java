package org.rahdari.platform;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.history.Line;
import org.rahdari.history.Page;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Movements by account, code and time over HTTP. */
@RestController
@Access(Right.READ)
public final class FindTransfersEndpoint {
  private final HistoryReader history;
  private final Network network;
  private final Institutions institutions;

  public FindTransfersEndpoint(HistoryReader history, Network network, Institutions institutions) {
    this.history = history;
    this.network = network;
    this.institutions = institutions;
  }

  /**
   * A page of movements.
   *
   * @param next the cursor of the next page; null on the last one
   * @param position of the entry up to which it is complete
   */
  public record Movements(List<MovementJson> movements, @Nullable String next, long position) {}

  @Operation(
      summary = "Movements by account, code and time",
      description =
          "Those that touch any of the accounts; supervisors may leave the accounts out. A page may be short and"
              + " have a next one all the same.")
  @GetMapping("/v1/transfers")
  public Movements find(
      Principal principal,
      @Parameter(description = "an account; several may be named") @RequestParam(required = false)
          @Nullable List<String> account,
      @ParameterObject HistoryParameters asked) {
    List<String> named = account == null ? List.of() : account;
    Page<Line> page =
        history.lines(
            institutions.of(principal),
            asked.query(named.stream().map(Institutions::id).distinct().toList()));
    return new Movements(
        page.rows().stream()
            .map(line -> MovementJson.of(line, network, history.isFinal(line.leaf())))
            .toList(),
        page.next() == null ? null : page.next().toString(),
        page.position());
  }
}
