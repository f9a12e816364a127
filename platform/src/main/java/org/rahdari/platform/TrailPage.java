package org.rahdari.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rahdari.program.Party;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Who saw and did what, for an auditor. */
@Console
@Access(Right.AUDIT)
public final class TrailPage {

  /** Its place in the console. */
  public static final Pages.Section SECTION = new Pages.Section("/trail", "Trail", 26, Right.AUDIT);

  private static final int ROWS = 100;

  private final Pages pages;
  private final Trail trail;
  private final Institutions institutions;

  public TrailPage(Pages pages, Trail trail, Institutions institutions) {
    this.pages = pages;
    this.trail = trail;
    this.institutions = institutions;
  }

  /**
   * The page.
   *
   * @param verdict what the chain says, where it was asked
   * @param older where older rows are, or null
   */
  public record Rows(
      String institution,
      String from,
      String to,
      String person,
      String path,
      List<Line> rows,
      @Nullable String older,
      @Nullable Verdict verdict) {}

  /** What the chain says. */
  public record Verdict(boolean whole, String sentence) {}

  /** A call. */
  public record Line(
      Shown.Moment at, String who, String roles, String what, String ids, int status) {}

  @GetMapping("/trail")
  public ResponseEntity<String> trail(
      HttpServletRequest request,
      Principal principal,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "") String person,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(required = false) @Nullable Long before,
      @RequestParam(required = false) @Nullable String verify) {
    Party viewer = institutions.of(principal);
    List<Trail.Row> found =
        trail.rows(
            new Trail.Query(
                viewer.number(),
                TrailEndpoint.time("from", from),
                TrailEndpoint.time("to", to),
                TrailEndpoint.given(person),
                TrailEndpoint.given(path),
                before),
            ROWS);
    String older =
        found.size() < ROWS
            ? null
            : UriComponentsBuilder.fromPath("/trail")
                .queryParam("from", "{from}")
                .queryParam("to", "{to}")
                .queryParam("person", "{person}")
                .queryParam("path", "{path}")
                .queryParam("before", found.getLast().seq())
                .encode()
                .buildAndExpand(from, to, person, path)
                .toUriString();
    Rows model =
        new Rows(
            viewer.name(),
            from,
            to,
            person,
            path,
            found.stream().map(TrailPage::line).toList(),
            older,
            verify == null ? null : verdict(trail.verify()));
    return pages.page(request, SECTION.path(), SECTION.title(), "trail.jte", model);
  }

  private static Verdict verdict(Trail.Verdict verdict) {
    return verdict.trouble() == null
        ? new Verdict(
            true, "All " + Shown.count(verdict.rows()) + " rows of this node are as written.")
        : new Verdict(false, verdict.trouble());
  }

  private static Line line(Trail.Row row) {
    Trail.Call call = row.call();
    return new Line(
        new Shown.Moment(call.at()),
        call.name(),
        call.roles(),
        call.method() + " " + call.path(),
        call.ids(),
        call.status());
  }
}
