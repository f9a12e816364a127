package org.rahdari.licensing.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.rahdari.licensing.Change;
import org.rahdari.licensing.Subject;
import org.rahdari.licensing.web.RegisterJson.LineJson;
import org.rahdari.platform.Access;
import org.rahdari.platform.Network;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Right;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The public register over HTTP: nobody has to sign in. */
@RestController
@Access(Right.ANYONE)
public final class RegisterEndpoint {
  private static final Duration RANGE_MAX = Duration.ofDays(3_660);
  private static final int PAGE_MAX = 1_000;
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  private final Network network;
  private final RegisterReader register;

  public RegisterEndpoint(Network network, RegisterReader register) {
    this.network = network;
    this.register = register;
  }

  /**
   * What was true at a time, as it was known at another.
   *
   * @param at the time that is asked about
   * @param known all that had been recorded by then is taken in
   */
  public record RegisterPage(
      Instant at, Instant known, List<LineJson> firms, List<LineJson> assets) {}

  /**
   * Lines in the order in which they were recorded.
   *
   * @param next where the next page begins, null on the last one
   */
  public record ChangesPage(List<LineJson> lines, @Nullable Long next) {}

  @Operation(
      summary = "Who is licensed, and which assets are admitted",
      description =
          "What was true at a time, as it was known at another; now, where they are left out. For everybody.")
  @SecurityRequirements
  @GetMapping(path = "/v1/register", produces = MediaType.APPLICATION_JSON_VALUE)
  public RegisterPage register(
      @Parameter(description = "ISO 8601, UTC") @RequestParam(required = false) @Nullable String at,
      @Parameter(description = "ISO 8601, UTC") @RequestParam(required = false)
          @Nullable String known) {
    Times times = times(at, known);
    return new RegisterPage(
        Instant.ofEpochMilli(times.atMillis()),
        Instant.ofEpochMilli(times.knownMillis()),
        lines(Subject.FIRM, times),
        lines(Subject.ASSET, times));
  }

  @Operation(summary = "The same as CSV, one line a permission", description = "For everybody.")
  @SecurityRequirements
  @GetMapping(path = "/v1/register.csv", produces = "text/csv")
  public ResponseEntity<String> csv(
      @RequestParam(required = false) @Nullable String at,
      @RequestParam(required = false) @Nullable String known)
      throws IOException {
    Times times = times(at, known);
    StringWriter text = new StringWriter();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader(
                "subject",
                "code",
                "name",
                "country",
                "kind",
                "status",
                "services",
                "conditions",
                "caps",
                "since",
                "until",
                "recorded")
            .get();
    try (CSVPrinter csv = new CSVPrinter(text, format)) {
      for (Subject subject : Subject.values())
        for (LineJson line : lines(subject, times)) csv.printRecord(cells(subject, line));
    }
    return ResponseEntity.ok()
        .contentType(CSV)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"register.csv\"")
        .body(text.toString());
  }

  private static List<Object> cells(Subject subject, LineJson line) {
    return List.of(
        subject,
        line.code(),
        cell(line.name()),
        line.country() == null ? "" : line.country(),
        line.kind(),
        line.status() == null ? "" : line.status(),
        line.services().stream().map(Enum::name).collect(Collectors.joining(" ")),
        cell(
            line.conditions().stream()
                .map(each -> each.code() + ": " + each.text())
                .collect(Collectors.joining("; "))),
        line.caps().stream()
            .map(cap -> cap.asset() + " " + cap.once() + " once, " + cap.day() + " a day")
            .collect(Collectors.joining("; ")),
        line.since(),
        line.until() == null ? "" : line.until(),
        line.recorded());
  }

  /** What a spreadsheet would take for a formula stays text. */
  private static String cell(String text) {
    return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  @Operation(
      summary = "Lines of the register, as they were recorded",
      description = "Between two times at most ten years apart, a page at a time. For everybody.")
  @SecurityRequirements
  @ApiResponse(responseCode = "422", description = "the range is too long (RFC 9457)")
  @GetMapping(path = "/v1/register/changes", produces = MediaType.APPLICATION_JSON_VALUE)
  public ChangesPage changes(
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @Parameter(description = "of the page before") @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "100") int limit) {
    long until = RegisterJson.millis("to", to, register.nowMillis());
    long since = RegisterJson.millis("from", from, Math.max(0, until - RANGE_MAX.toMillis()));
    if (since > until || until - since > RANGE_MAX.toMillis()) {
      throw new Problem(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "range-not-allowed",
          "A range begins before it ends, and is of " + RANGE_MAX.toDays() + " days at most.");
    }
    if (limit < 1 || limit > PAGE_MAX) {
      throw new Problem(
          HttpStatus.BAD_REQUEST, "limit-not-allowed", "A page has 1 to " + PAGE_MAX + " lines.");
    }
    List<Change> all =
        register.known(until).stream()
            .filter(line -> line.recordedAtMillis() >= since && line.number() > after)
            .limit(limit + 1L)
            .toList();
    List<Change> page = all.subList(0, Math.min(limit, all.size()));
    return new ChangesPage(
        page.stream().map(this::recorded).toList(),
        all.size() > limit ? page.getLast().number() : null);
  }

  private LineJson recorded(Change line) {
    return RegisterJson.line(network, register, line, null, line.fromMillis());
  }

  @Operation(
      summary = "All lines of one firm or asset",
      description = "In the order in which they were recorded. For everybody.")
  @SecurityRequirements
  @GetMapping(
      path = {"/v1/register/firms/{code}", "/v1/register/assets/{code}"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  public List<LineJson> history(HttpServletRequest request, @PathVariable String code) {
    Subject kind = subject(request);
    return register.lines(kind, number(kind, code), Long.MAX_VALUE).stream()
        .map(this::recorded)
        .toList();
  }

  @Operation(
      summary = "A proof of what the register said of one firm or asset",
      description =
          "Holds every line of it, or that there is none, at the first seal at or after the time. It verifies offline:"
              + " ./rahdari register verify FILE --firm NUMBER --policy FILE --at TIME. For everybody.")
  @SecurityRequirements
  @ApiResponse(responseCode = "409", description = "not sealed or not final yet (RFC 9457)")
  @GetMapping(
      path = {"/v1/register/firms/{code}/proof", "/v1/register/assets/{code}/proof"},
      produces = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<byte[]> proof(
      HttpServletRequest request,
      @PathVariable String code,
      @Parameter(description = "ISO 8601, UTC; the newest seal where it is left out")
          @RequestParam(required = false)
          @Nullable String at)
      throws IOException {
    Subject kind = subject(request);
    long atMillis = RegisterJson.millis("at", at, register.lastSealMillis());
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"" + code + ".register-proof.json\"")
        .body(register.proof(kind, number(kind, code), atMillis).write());
  }

  private static Subject subject(HttpServletRequest request) {
    return request.getRequestURI().startsWith("/v1/register/firms/") ? Subject.FIRM : Subject.ASSET;
  }

  private int number(Subject subject, String code) {
    return register
        .number(subject, code)
        .orElseThrow(
            () ->
                new Problem(
                    HttpStatus.NOT_FOUND,
                    "subject-unknown",
                    "The network has no such institution or asset."));
  }

  private record Times(long atMillis, long knownMillis) {}

  private Times times(@Nullable String at, @Nullable String known) {
    long now = register.nowMillis();
    long atMillis = RegisterJson.millis("at", at, now);
    return new Times(atMillis, RegisterJson.millis("known", known, now));
  }

  private List<LineJson> lines(Subject subject, Times times) {
    return register.at(subject, times.atMillis(), times.knownMillis()).stream()
        .map(
            status ->
                RegisterJson.line(
                    network, register, status.line(), status.said(), status.sinceMillis()))
        .toList();
  }
}
