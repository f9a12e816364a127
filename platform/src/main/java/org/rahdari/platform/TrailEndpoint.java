package org.rahdari.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.security.Principal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.dataformat.csv.CsvMapper;

/** Who saw and did what, over HTTP. */
@RestController
@Access(Right.AUDIT)
public final class TrailEndpoint {
  private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");

  private static final CsvMapper LINES = CsvMapper.builder().build();

  private final Trail trail;
  private final Institutions institutions;
  private final Network network;

  public TrailEndpoint(Trail trail, Institutions institutions, Network network) {
    this.trail = trail;
    this.institutions = institutions;
    this.network = network;
  }

  /**
   * A call.
   *
   * @param seq its number among all of this node's
   * @param institution for which, a dash for who reads by a grant
   * @param person by pseudonym, absent for systems
   * @param path the template of it
   * @param ids what stood in the template's places
   * @param status of the answer
   * @param hash over the row and the one before
   */
  @Schema(name = "TrailRow")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonPropertyOrder({
    "seq",
    "at",
    "institution",
    "person",
    "name",
    "roles",
    "method",
    "path",
    "ids",
    "status",
    "hash"
  })
  public record RowJson(
      long seq,
      String at,
      String institution,
      @Nullable String person,
      String name,
      String roles,
      String method,
      String path,
      String ids,
      int status,
      String hash) {}

  /**
   * Some rows, the newest first.
   *
   * @param before what to ask for next, absent at the end
   */
  @Schema(name = "TrailRows")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RowsJson(List<RowJson> rows, @Nullable Long before) {}

  /** Whether all rows are as they were written. */
  @Schema(name = "TrailVerdict")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VerdictJson(boolean whole, long rows, @Nullable String trouble) {}

  @Operation(
      summary = "Who saw and did what",
      description =
          "Calls of your institution's people and systems, and of who reads by a grant; the newest"
              + " first. Where text/csv is accepted, up to "
              + Trail.CSV_MAX
              + " rows of comma-separated values.")
  @GetMapping(path = "/v1/trail", produces = MediaType.APPLICATION_JSON_VALUE)
  public RowsJson rows(
      Principal principal,
      @Parameter(description = "time from which on, such as 2026-11-24T00:00:00Z")
          @RequestParam(required = false)
          @Nullable String from,
      @Parameter(description = "time before which") @RequestParam(required = false)
          @Nullable String to,
      @Parameter(description = "a pseudonym, or a part of a name") @RequestParam(required = false)
          @Nullable String person,
      @Parameter(description = "how the path's template begins") @RequestParam(required = false)
          @Nullable String path,
      @Parameter(description = "the before of the page before") @RequestParam(required = false)
          @Nullable Long before,
      @RequestParam(defaultValue = "100") int limit) {
    int size = Math.clamp(limit, 1, Trail.PAGE_MAX);
    List<RowJson> rows =
        find(principal, from, to, person, path, before, size).stream().map(this::json).toList();
    return new RowsJson(rows, rows.size() < size ? null : rows.getLast().seq());
  }

  @Operation(hidden = true)
  @GetMapping(path = "/v1/trail", produces = "text/csv")
  public ResponseEntity<String> csv(
      Principal principal,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String person,
      @RequestParam(required = false) @Nullable String path) {
    List<RowJson> rows =
        find(principal, from, to, person, path, null, Trail.CSV_MAX).stream()
            .map(this::json)
            .map(TrailEndpoint::harmless)
            .toList();
    return ResponseEntity.ok()
        .contentType(CSV)
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"trail.csv\"")
        .body(LINES.writer(LINES.schemaFor(RowJson.class).withHeader()).writeValueAsString(rows));
  }

  /** A name that begins like a formula is none to a spreadsheet. */
  private static RowJson harmless(RowJson row) {
    String name = row.name();
    boolean formula = !name.isEmpty() && "=+-@\t".indexOf(name.charAt(0)) >= 0;
    return new RowJson(
        row.seq(),
        row.at(),
        row.institution(),
        row.person(),
        formula ? "'" + name : name,
        row.roles(),
        row.method(),
        row.path(),
        row.ids(),
        row.status(),
        row.hash());
  }

  @Operation(
      summary = "Verify the trail",
      description = "Reads all rows of this node again, and compares them with their hashes.")
  @GetMapping(path = "/v1/trail/verification", produces = MediaType.APPLICATION_JSON_VALUE)
  public VerdictJson verify() {
    Trail.Verdict verdict = trail.verify();
    return new VerdictJson(verdict.trouble() == null, verdict.rows(), verdict.trouble());
  }

  private List<Trail.Row> find(
      Principal principal,
      @Nullable String from,
      @Nullable String to,
      @Nullable String person,
      @Nullable String path,
      @Nullable Long before,
      int limit) {
    return trail.rows(
        new Trail.Query(
            institutions.of(principal).number(),
            time("from", from),
            time("to", to),
            given(person),
            given(path),
            before),
        limit);
  }

  static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  static @Nullable Instant time(String name, @Nullable String text) {
    String given = given(text);
    if (given == null) return null;
    try {
      return Instant.parse(given);
    } catch (DateTimeException e) {
      throw new Problem(
          HttpStatus.BAD_REQUEST,
          "time-malformed",
          "The parameter " + name + " is a time such as 2026-11-24T00:00:00Z.");
    }
  }

  private RowJson json(Trail.Row row) {
    Trail.Call call = row.call();
    return new RowJson(
        row.seq(),
        call.at().toString(),
        network.code(call.institution()),
        call.person() == null ? null : call.person().toString(),
        call.name(),
        call.roles(),
        call.method(),
        call.path(),
        call.ids(),
        call.status(),
        row.hash().toString());
  }
}
